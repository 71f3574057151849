"""A move takes twelve queries at most, however long the story's history is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.busy import lengthen
from tests.people import Newsroom
from workflow.enums import Role
from workflow.models import Membership, Package, Stage, Story
from workflow.transitions import TABLE

BOUND = 12
HISTORY = 200


def _filed(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("file", story)


def _signed(newsroom: Newsroom, story: Story) -> None:
    _filed(newsroom, story)
    newsroom.act("sign", story, stage=newsroom.stage)


def _approved(newsroom: Newsroom, story: Story) -> None:
    _signed(newsroom, story)
    newsroom.act("approve", story)


def _scheduled(newsroom: Newsroom, story: Story) -> None:
    _approved(newsroom, story)
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(days=1))


def _aired(newsroom: Newsroom, story: Story) -> None:
    _approved(newsroom, story)
    newsroom.act("publish", story)


def _revised(newsroom: Newsroom, story: Story) -> None:
    _aired(newsroom, story)
    newsroom.act("revise", story)


def _killed(newsroom: Newsroom, story: Story) -> None:
    _aired(newsroom, story)
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")


def _spiked(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("spike", story)


def _shelved(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("shelve", story, by=newsroom.editor, reason="for later")


def _embargoed(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("set_embargo", story, source="The palace", embargoed_until=None)


def _behind(newsroom: Newsroom, story: Story) -> None:
    _filed(newsroom, story)
    Stage.objects.create(desk=newsroom.desk, stage_set=2, name="Copy", role=Role.EDITOR)
    newsroom.desk.stage_set = 2
    newsroom.desk.save()


def _in_a_package(newsroom: Newsroom, story: Story) -> None:
    _scheduled(newsroom, story)
    story.package = Package.objects.create(slugline="storm", made_at=newsroom.now, made_by=newsroom.publisher)
    story.save()


def _missed(newsroom: Newsroom, story: Story) -> None:
    _aired(newsroom, story)
    story.missed_at = newsroom.now
    story.save()


def _nowhere(newsroom: Newsroom, story: Story) -> None:
    """Leave the draft as it is."""


Walk = Callable[[Newsroom, Story], None]
Ask = Callable[[Newsroom], dict[str, object]]

NOTHING: Ask = lambda _newsroom: {}  # noqa: E731
REASON: Ask = lambda _newsroom: {"reason": "because"}  # noqa: E731
LATER: Ask = lambda newsroom: {"goes_live_at": newsroom.now + timedelta(days=2)}  # noqa: E731

#: Each verb, from where, and what it asks.
MOVES: dict[str, tuple[Walk, Ask]] = {
    "file": (_nowhere, NOTHING),
    "sign": (_filed, lambda newsroom: {"stage": newsroom.stage}),
    "approve": (_signed, NOTHING),
    "override": (_filed, REASON),
    "break_news": (_filed, REASON),
    "send_back": (_scheduled, lambda _newsroom: {"note": "once more"}),
    "schedule": (_approved, LATER),
    "reschedule": (_scheduled, LATER),
    "unschedule": (_scheduled, NOTHING),
    "hold": (_scheduled, REASON),
    "publish": (_approved, NOTHING),
    "revise": (_aired, NOTHING),
    "drop_update": (_revised, NOTHING),
    "set_expiry": (_aired, lambda newsroom: {"expires_at": newsroom.now + timedelta(days=9)}),
    "spike": (_filed, NOTHING),
    "restore": (_spiked, NOTHING),
    "kill": (_aired, lambda _newsroom: {"reason": "libel", "notice": "Withdrawn."}),
    "reopen": (_killed, REASON),
    "set_embargo": (_scheduled, lambda _newsroom: {"source": "The palace", "embargoed_until": None}),
    "lift_embargo": (_embargoed, REASON),
    "hand_over": (
        _filed,
        lambda newsroom: {"desk": newsroom.others["desk"], "reason": "r", "by": newsroom.editor},
    ),
    "restage": (_behind, REASON),
    "shelve": (_nowhere, lambda newsroom: {"reason": "for later", "by": newsroom.editor}),
    "release": (_shelved, lambda newsroom: {"reason": "he died", "by": newsroom.publisher}),
    "declare": (_nowhere, lambda newsroom: {"flags": ["LEGAL"], "by": newsroom.reporter}),
    "detach": (_in_a_package, NOTHING),
    "decide": (_missed, REASON),
    "annotate": (_nowhere, lambda _newsroom: {"urgency": 2, "ednote": "Soon."}),
}


def queries_of(verb: str, newsroom: Newsroom, draft: Story) -> int:
    """Count what a verb asks the database, savepoints apart; the story stays the draft that it was."""
    walk, ask = MOVES[verb]
    with transaction.atomic():
        story = Story.objects.get(pk=draft.pk)
        walk(newsroom, story)
        said = ask(newsroom)
        with CaptureQueriesContext(connection) as queries:
            newsroom.act(verb, story, **said)
        asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
        transaction.set_rollback(True)
    return len(asked) - 2  # the test's own: the story before the move, and after it


@pytest.fixture
def newsroom(newsroom: Newsroom) -> Newsroom:
    other = Newsroom.open("Sport")
    Membership.objects.create(desk=other.desk, user=newsroom.editor, role=Role.EDITOR)
    newsroom.others["desk"] = other.desk
    return newsroom


def test_no_move_asks_more_than_its_share_however_long_the_history(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    few = {verb: queries_of(verb, newsroom, draft) for verb in MOVES}
    lengthen(newsroom, draft, HISTORY)
    many = {verb: queries_of(verb, newsroom, draft) for verb in MOVES}
    assert many == few
    assert {verb: count for verb, count in many.items() if count > BOUND} == {}


def test_every_verb_that_the_desk_offers_is_counted() -> None:
    assert set(MOVES) == {verb.lower() for verb in TABLE}
