"""Two desks and the people of a walk: who they are, and what each desk asks before approval."""

from dataclasses import dataclass, field

from django.contrib.auth.models import User

from articles.models import Author
from tests.people import Newsroom, person
from workflow.enums import Flag, Role
from workflow.models import Membership, Stage


@dataclass
class House:
    """Two desks with their people; who is inactive or elsewhere is told apart by name only."""

    rooms: list[Newsroom]
    people: dict[str, User]
    stages: dict[int, list[Stage]]
    stories: list[int] = field(default_factory=list)


def build() -> House:
    news, sport = Newsroom.open("News"), Newsroom.open("Sport")
    news.ask(
        Stage(name="Copy"),
        Stage(name="Legal", role=Role.LEGAL, flags=[Flag.LEGAL]),
        Stage(name="Headline", step=2, role=Role.PUBLISHER, parts=["HEADLINE", "METADATA"]),
    )
    sport.ask(Stage(name="Copy", people_needed=2), Stage(name="Pictures", step=2, is_required=False))
    everything = person("Ada", *Role.values, desk=news.desk)
    Membership.objects.bulk_create(Membership(desk=sport.desk, user=everything, role=role) for role in Role.values)
    second = person("Sam", Role.EDITOR, desk=news.desk)
    lawyer = person("Lex", Role.LEGAL, desk=news.desk)
    guests = [(news.editor, Role.EDITOR), (second, Role.EDITOR), (news.publisher, Role.PUBLISHER)]
    Membership.objects.bulk_create(Membership(desk=sport.desk, user=user, role=role) for user, role in guests)
    left = person("Lena", *Role.values, desk=news.desk)
    User.objects.filter(pk=left.pk).update(is_active=False)
    people = {
        "reporter": news.reporter,
        "colleague": person("Olga", Role.REPORTER, desk=news.desk),
        "editor": news.editor,
        "second editor": second,
        "publisher": news.publisher,
        "everything": everything,
        "lawyer": lawyer,
        "outsider": person("Otto"),
        "deactivated": left,
    }
    for name in ("second editor", "everything"):
        Author.objects.create(name=name, slug=name.replace(" ", "-"), user=people[name])
    stages = {
        room.desk.pk: list(Stage.objects.filter(desk=room.desk, stage_set=room.desk.stage_set))
        for room in (news, sport)
    }
    return House([news, sport], people, stages)
