"""Walks to every status, and the action table typed out once more by hand."""

from collections.abc import Callable
from datetime import timedelta

from tests.people import Newsroom
from workflow.enums import Role, Status
from workflow.models import Package, Stage, Story

Reach = Callable[[Newsroom], Story]


def in_hours(newsroom: Newsroom, hours: float = 1) -> dict[str, object]:
    return {"goes_live_at": newsroom.now + timedelta(hours=hours)}


def drafted(newsroom: Newsroom) -> Story:
    return newsroom.draft()


def filed(newsroom: Newsroom) -> Story:
    return newsroom.filed()


def signed(newsroom: Newsroom) -> Story:
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    return story


def approved(newsroom: Newsroom) -> Story:
    return newsroom.approved()


def scheduled(newsroom: Newsroom) -> Story:
    return newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=2))


def published(newsroom: Newsroom) -> Story:
    story = newsroom.on_air()
    newsroom.later(minutes=1)
    return story


def revised(newsroom: Newsroom) -> Story:
    story = published(newsroom)
    newsroom.act("revise", story)
    return story


def update_scheduled(newsroom: Newsroom) -> Story:
    story = newsroom.update(published(newsroom))
    newsroom.act("schedule", story, **in_hours(newsroom))
    return story


def spiked(newsroom: Newsroom) -> Story:
    story = newsroom.draft()
    newsroom.act("spike", story)
    return story


def killed(newsroom: Newsroom) -> Story:
    story = published(newsroom)
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    return story


def shelved(newsroom: Newsroom) -> Story:
    story = newsroom.draft()
    newsroom.act("shelve", story, reason="She lives.")
    return story


def behind(newsroom: Newsroom) -> Story:
    """In review under a set that its desk has since replaced."""
    story = newsroom.filed()
    newsroom.ask(Stage(name="Copy"), Stage(name="Facts", role=Role.PUBLISHER))
    return story


def embargoed(newsroom: Newsroom) -> Story:
    story = newsroom.draft()
    newsroom.act("set_embargo", story, source="The Ministry", embargoed_until=newsroom.now + timedelta(hours=4))
    return story


def in_a_package(newsroom: Newsroom) -> Story:
    story = scheduled(newsroom)
    package = Package.objects.create(slugline="storm", made_at=newsroom.now, made_by=newsroom.publisher)
    Story.objects.filter(pk=story.pk).update(package=package)
    story.refresh_from_db()
    return story


def missed(newsroom: Newsroom) -> Story:
    story = published(newsroom)
    Story.objects.filter(pk=story.pk).update(missed_at=newsroom.now)
    story.refresh_from_db()
    return story


REACH = {
    Status.DRAFT: drafted,
    Status.IN_REVIEW: signed,
    Status.APPROVED: approved,
    Status.SCHEDULED: scheduled,
    Status.PUBLISHED: published,
    Status.SPIKED: spiked,
    Status.KILLED: killed,
}
TIMES = {"goes_live_at": timedelta(hours=3), "expires_at": timedelta(hours=9), "embargoed_until": timedelta(hours=5)}
WORDS = {
    "note": "One more source.",
    "reason": "Because.",
    "notice": "Withdrawn.",
    "source": "The Ministry",
    "urgency": 2,
    "ednote": "Ours.",
    "flags": ["LEGAL"],
}

#: The published table, typed out once more by hand: verb, roles, where it starts, where it leads, what it takes.
ROWS: list[tuple[str, str, Reach, str, tuple[str, ...]]] = [
    ("file", "author editor", drafted, "IN_REVIEW", ()),
    ("sign", "editor", filed, "IN_REVIEW", ()),
    ("approve", "editor", signed, "APPROVED", ()),
    ("override", "publisher", filed, "APPROVED", ("reason",)),
    ("send_back", "editor", filed, "DRAFT", ("note",)),
    ("send_back", "editor", approved, "DRAFT", ("note",)),
    ("send_back", "editor", scheduled, "DRAFT", ("note",)),
    ("schedule", "publisher", approved, "SCHEDULED", ("goes_live_at",)),
    ("reschedule", "publisher", scheduled, "SCHEDULED", ("goes_live_at",)),
    ("unschedule", "publisher", scheduled, "APPROVED", ()),
    ("publish", "publisher", approved, "PUBLISHED", ()),
    ("publish", "publisher", scheduled, "PUBLISHED", ()),
    ("revise", "author editor", published, "DRAFT", ()),
    ("drop_update", "editor", revised, "PUBLISHED", ()),
    ("set_expiry", "publisher", published, "PUBLISHED", ("expires_at",)),
    ("set_expiry", "publisher", scheduled, "SCHEDULED", ("expires_at",)),
    ("spike", "editor", drafted, "SPIKED", ()),
    ("spike", "editor", filed, "SPIKED", ()),
    ("spike", "editor", approved, "SPIKED", ()),
    ("restore", "editor", spiked, "DRAFT", ()),
    ("kill", "publisher", published, "KILLED", ("reason", "notice")),
    ("kill", "publisher", revised, "KILLED", ("reason", "notice")),
    ("kill", "publisher", update_scheduled, "KILLED", ("reason", "notice")),
    ("reopen", "publisher", killed, "DRAFT", ("reason",)),
    ("set_embargo", "editor publisher", drafted, "DRAFT", ("source", "embargoed_until")),
    ("set_embargo", "editor publisher", scheduled, "APPROVED", ("source", "embargoed_until")),
    ("lift_embargo", "publisher", embargoed, "DRAFT", ("reason",)),
    ("annotate", "author editor publisher", drafted, "DRAFT", ("urgency", "ednote")),
    ("annotate", "author editor publisher", scheduled, "SCHEDULED", ("urgency", "ednote")),
    ("annotate", "author editor publisher", killed, "KILLED", ("urgency", "ednote")),
    ("declare", "author editor", drafted, "DRAFT", ("flags",)),
    ("declare", "author editor", filed, "IN_REVIEW", ("flags",)),
    ("break_news", "publisher", drafted, "PUBLISHED", ("reason",)),
    ("break_news", "publisher", filed, "PUBLISHED", ("reason",)),
    ("detach", "publisher", in_a_package, "SCHEDULED", ()),
    ("decide", "publisher", missed, "PUBLISHED", ("reason",)),
    ("restage", "publisher", behind, "IN_REVIEW", ("reason",)),
    ("shelve", "editor publisher", drafted, "DRAFT", ("reason",)),
    ("release", "editor publisher", shelved, "DRAFT", ("reason",)),
]
ROW_NAMES = [f"{verb} {reach.__name__}" for verb, _who, reach, _to, _takes in ROWS]


def arguments(newsroom: Newsroom, verb: str, takes: tuple[str, ...]) -> dict[str, object]:
    given: dict[str, object] = {name: WORDS[name] for name in takes if name in WORDS}
    given |= {name: newsroom.now + TIMES[name] for name in takes if name in TIMES}
    return given | ({"stage": newsroom.stage} if verb == "sign" else {})
