"""The rights to a picture: what may be said, what becomes of plans, and each gate on the way to air."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from articles import drafting, pictures
from articles.drafting import UsedPicture
from articles.enums import PictureUsage
from articles.models import Edition, Picture, Section
from articles.pictures.licensing import Rights
from tests.people import Newsroom, person
from tests.workflow.test_checking import results, set_level
from tests.workflow.test_packages import standing, together
from tests.workflow.test_races import nothing_differs
from workflow import actions, situation
from workflow.actions import picture_rights
from workflow.desk import checks
from workflow.enums import CheckLevel, Flag, Role, Status, Verb
from workflow.exceptions import Missing, MovedMeanwhile, NotNow, NotYours
from workflow.models import Event, Story
from workflow.sweeps import dry_run, last_look

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
EDITORIAL, SPONSORED, LEADING = PictureUsage.EDITORIAL, PictureUsage.SPONSORED, PictureUsage.LEAD


def license_it(newsroom: Newsroom, picture: Picture, by: User | None = None, **said: Any) -> Event | None:
    return actions.set_rights(picture=picture, by=by or newsroom.editor, now=newsroom.now, rights=Rights(**said))


def shown(picture: Picture, **more: Any) -> dict[str, Any]:
    words = {"role": "LEAD", "caption": "A gull.", "credit_line": "R. Test"} | more
    return {"pictures": (UsedPicture(picture_id=picture.pk, **words),)}


def another(newsroom: Newsroom, name: str = "tern.png", shade: int = 7) -> Picture:
    file = BytesIO()
    Image.new("RGB", (64, 48), (shade, 9, 9)).save(file, "PNG")
    file.seek(0)
    return pictures.accept(file=file, name=name, by=newsroom.reporter, now=newsroom.now)


@pytest.fixture
def approved(newsroom: Newsroom, picture: Picture) -> Story:
    return newsroom.approved("The wedding", **shown(picture))


def test_what_was_and_what_is_goes_on_record(newsroom: Newsroom, picture: Picture) -> None:
    end, tern = newsroom.now + HOUR, another(newsroom)
    said: dict[str, Any] = {
        "licensed_until": end,
        "allowed_uses": (LEADING, EDITORIAL),
        "section_ids": (newsroom.section.pk,),
        "most_stories": 2,
        "fallback_id": tern.pk,
    }
    event = license_it(newsroom, picture, **said)
    assert event is not None
    assert (event.verb, event.picture, event.by, event.story) == (Verb.SET_RIGHTS, picture, newsroom.editor, None)
    assert event.facts == {
        "rights": {
            "licensed_until": [None, end.isoformat()],
            "allowed_uses": [[], [EDITORIAL, LEADING]],
            "allowed_sections": [[], [newsroom.section.slug]],
            "most_stories": [None, 2],
            "fallback": [None, tern.token],
        }
    }
    assert license_it(newsroom, picture, **said) is None
    again = license_it(newsroom, picture)
    assert again is not None
    assert again.facts["rights"]["fallback"] == [tern.token, None]
    assert Event.objects.filter(verb=Verb.SET_RIGHTS).count() == 2


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"licensed_from": 2 * HOUR, "licensed_until": HOUR}, "would end before it begins"),
        ({"licensed_from": HOUR, "licensed_until": HOUR}, "would end before it begins"),
        ({"allowed_uses": ("BILLBOARDS",)}, "no such use"),
        ({"allowed_uses": (LEADING,)}, "Say in which stories it may lead"),
        ({"section_ids": (0,)}, "no longer there"),
        ({"most_stories": 0}, "1 or more"),
        ({"most_stories": 2**31}, "1 or more"),
        ({"fallback_id": 0}, "no longer in the library"),
    ],
)
def test_what_makes_no_sense_is_refused(newsroom: Newsroom, picture: Picture, said: dict[str, Any], words: str) -> None:
    at = {name: newsroom.now + delta for name, delta in said.items() if isinstance(delta, timedelta)}
    with pytest.raises(Missing, match=words):
        license_it(newsroom, picture, **said | at)
    assert not Event.objects.filter(verb=Verb.SET_RIGHTS).exists()


def test_what_can_not_stand_in_is_refused_with_its_reason(newsroom: Newsroom, picture: Picture) -> None:
    end, tern = newsroom.now + HOUR, another(newsroom)
    stand_in = partial(license_it, newsroom, picture, licensed_until=end, fallback_id=tern.pk)
    with pytest.raises(NotNow, match="this very picture"):
        license_it(newsroom, picture, fallback_id=picture.pk)
    for limits in ({"licensed_until": end}, {"most_stories": 1}):
        license_it(newsroom, tern, **limits)
        with pytest.raises(NotNow, match="its own licence"):
            stand_in()
    license_it(newsroom, tern, licensed_until=end + SECOND)
    bound: dict[str, Any] = {"by": newsroom.publisher, "now": newsroom.now}
    actions.bind_picture(picture=tern, source="The palace", embargoed_until=None, **bound)
    with pytest.raises(NotNow, match="embargo"):
        stand_in()
    actions.free_picture(picture=tern, reason="They agreed.", **bound)
    Picture.objects.filter(pk=tern.pk).update(failed_reason="torn")
    with pytest.raises(NotNow, match="torn"):
        stand_in()
    Picture.objects.filter(pk=tern.pk).update(failed_reason="")
    stand_in()
    with pytest.raises(NotNow, match=r"instead of “gull\.png”"):
        license_it(newsroom, tern, allowed_uses=(EDITORIAL,))
    with pytest.raises(NotNow, match=r"instead of “gull\.png”"):
        actions.bind_picture(picture=tern, source="The palace", embargoed_until=None, **bound)


def test_what_was_under_an_embargo_that_is_over_may_stand_in(newsroom: Newsroom, picture: Picture) -> None:
    until, tern = newsroom.now + HOUR, another(newsroom)
    actions.bind_picture(
        picture=tern, source="The palace", embargoed_until=until, by=newsroom.publisher, now=newsroom.now
    )
    stand_in = partial(actions.set_rights, picture=picture, by=newsroom.editor, rights=Rights(fallback_id=tern.pk))
    with pytest.raises(NotNow, match="embargo"):
        stand_in(now=until - SECOND)
    assert stand_in(now=until) is not None


def test_a_later_end_is_held_against_the_one_that_stands_in(newsroom: Newsroom, picture: Picture) -> None:
    end, tern = newsroom.now + HOUR, another(newsroom)
    license_it(newsroom, tern, licensed_until=end + SECOND)
    license_it(newsroom, picture, licensed_until=end, fallback_id=tern.pk)
    with pytest.raises(NotNow, match="its own licence ends"):
        license_it(newsroom, picture, licensed_until=end + SECOND, fallback_id=tern.pk)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(newsroom: Newsroom, picture: Picture) -> None:
    seen = picture_rights.digest(Rights())
    write = partial(actions.set_rights, picture=picture, by=newsroom.editor, now=newsroom.now)
    write(rights=Rights(most_stories=3), seen=seen)
    with pytest.raises(MovedMeanwhile, match="since you looked"):
        write(rights=Rights(most_stories=9), seen=seen)
    picture.refresh_from_db()
    assert picture.most_stories == 3


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.REPORTER, False), (Role.LEGAL, False), (Role.PICTURES, True), (Role.EDITOR, True), (Role.PUBLISHER, True)],
)
def test_who_may(newsroom: Newsroom, picture: Picture, role: Role, may: bool) -> None:
    somebody = person("Somebody", role, desk=newsroom.desk)
    try:
        license_it(newsroom, picture, somebody, most_stories=1)
    except NotYours:
        assert not may
    else:
        assert may


PATHS: dict[str, Callable[[Newsroom, Story], object]] = {
    "schedule": lambda newsroom, story: newsroom.act("schedule", story, goes_live_at=newsroom.now + HOUR),
    "publish": lambda newsroom, story: newsroom.act("publish", story),
    "package": lambda newsroom, story: together(
        newsroom, story, newsroom.approved("Beside it"), at=newsroom.now + HOUR
    ),
}


@pytest.mark.parametrize("path", PATHS)
def test_no_path_to_air_goes_past_the_end(newsroom: Newsroom, approved: Story, picture: Picture, path: str) -> None:
    license_it(newsroom, picture, licensed_until=newsroom.now)
    with pytest.raises(Missing, match=r"The licence of gull\.png runs until"):
        PATHS[path](newsroom, approved)
    assert standing(approved) == {(Status.APPROVED, None)}


def test_no_approval_goes_past_the_end(newsroom: Newsroom, picture: Picture) -> None:
    story = newsroom.filed("The wedding", **shown(picture))
    newsroom.act("sign", story, stage=newsroom.stage)
    license_it(newsroom, picture, licensed_until=newsroom.now)
    with pytest.raises(Missing, match="runs until"):
        newsroom.act("approve", story)
    license_it(newsroom, picture, licensed_until=newsroom.now + SECOND)
    newsroom.act("approve", story)


def test_before_its_beginning_a_story_is_approved_and_planned_for_then(newsroom: Newsroom, picture: Picture) -> None:
    start = newsroom.now + 2 * HOUR
    license_it(newsroom, picture, licensed_from=start)
    story = newsroom.approved("The wedding", **shown(picture))
    assert "begins on" in results(newsroom, story)["LICENCE_ENDS"][0]
    with pytest.raises(Missing, match="begins on"):
        newsroom.act("schedule", story, goes_live_at=start - SECOND)
    with pytest.raises(Missing, match="begins on"):
        newsroom.act("publish", story)
    newsroom.act("schedule", story, goes_live_at=start)
    assert results(newsroom, story)["LICENCE_ENDS"] == []
    with pytest.raises(Missing, match="begins on"):
        newsroom.act("reschedule", story, goes_live_at=start - SECOND)


def test_while_it_is_written_what_begins_later_is_no_fault_yet(newsroom: Newsroom, picture: Picture) -> None:
    license_it(newsroom, picture, licensed_from=newsroom.now + HOUR)
    story = newsroom.draft("The wedding", **shown(picture))
    found = situation.look(story_id=story.pk, by=newsroom.editor, now=newsroom.now)
    text = drafting.text_of(found.head)
    for card in (checks.of_text(found, text), checks.of_new(newsroom.desk, text, now=newsroom.now)):
        failing = {one.check.name for one in card.failing}
        assert failing & {"RIGHTS", "LICENCE_ENDS"} == {"LICENCE_ENDS"}


def test_uses_and_sections_are_held_against_the_story(newsroom: Newsroom, approved: Story, picture: Picture) -> None:
    arts = Section.objects.create(name="Arts", slug="arts")
    license_it(newsroom, picture, section_ids=(arts.pk,))
    with pytest.raises(Missing, match=r"gull\.png may be used in Arts only"):
        newsroom.act("publish", approved)
    license_it(newsroom, picture, allowed_uses=(SPONSORED, LEADING))
    with pytest.raises(Missing, match="may not be used in stories of the newsroom"):
        newsroom.act("publish", approved)
    newsroom.act("send_back", approved, note="It is sponsored.")
    newsroom.act("declare", approved, newsroom.editor, flags=[Flag.SPONSORED])
    newsroom.act("file", approved)
    assert newsroom.act("publish", newsroom.approve(approved)).verb == Verb.PUBLISH


def test_of_stories_that_share_a_number_the_first_with_a_time_on_air_come_first(
    newsroom: Newsroom, approved: Story, picture: Picture
) -> None:
    second = newsroom.approved("The second", **shown(picture))
    license_it(newsroom, picture, most_stories=1)
    newsroom.act("schedule", approved, goes_live_at=newsroom.now + 3 * HOUR)
    with pytest.raises(Missing, match="in 1 story, and another one came first"):
        newsroom.act("publish", second)
    newsroom.act("unschedule", approved)
    newsroom.act("publish", second)
    newsroom.update(second)
    newsroom.act("publish", second)
    with pytest.raises(Missing, match="another one came first"):
        newsroom.act("publish", approved)


def test_a_licence_that_now_ends_before_air_holds_the_plan_and_its_package_at_once(
    newsroom: Newsroom, approved: Story, picture: Picture
) -> None:
    beside, sooner = newsroom.approved("Beside it"), newsroom.approved("Sooner", **shown(picture))
    together(newsroom, approved, beside, at=newsroom.now + 2 * HOUR)
    newsroom.act("schedule", sooner, goes_live_at=newsroom.now + HOUR)
    event = license_it(newsroom, picture, licensed_until=newsroom.now + 2 * HOUR)
    assert event is not None
    assert event.facts["held"] == 2
    assert standing(approved, beside) == {(Status.APPROVED, None)}
    assert standing(sooner) == {(Status.SCHEDULED, newsroom.now + HOUR)}
    assert "The licence of gull.png runs until" in approved.held_reason
    nothing_differs()


def test_a_lower_number_holds_those_that_came_last(newsroom: Newsroom, approved: Story, picture: Picture) -> None:
    second = newsroom.approved("The second", **shown(picture))
    newsroom.act("schedule", second, goes_live_at=newsroom.now + 2 * HOUR)
    newsroom.act("schedule", approved, goes_live_at=newsroom.now + HOUR)
    license_it(newsroom, picture, most_stories=1)
    assert standing(second) == {(Status.SCHEDULED, newsroom.now + 2 * HOUR)}
    assert standing(approved) == {(Status.APPROVED, None)}


def test_what_a_desk_does_not_require_or_somebody_passed_over_is_not_held(
    newsroom: Newsroom, approved: Story, picture: Picture
) -> None:
    other = Newsroom.open("Sport")
    set_level(other.desk, "RIGHTS", CheckLevel.ADVISORY)
    theirs = other.approved("Theirs", **shown(picture))
    license_it(newsroom, picture, licensed_until=newsroom.now)
    forced = newsroom.filed("Forced", **shown(picture))
    newsroom.act("override", forced, reason="Paid for by word of mouth.")
    for room, story in ((other, theirs), (newsroom, forced)):
        room.act("schedule", story, goes_live_at=newsroom.now + HOUR)
    event = license_it(newsroom, picture, licensed_until=newsroom.now - SECOND)
    assert event is not None
    assert "held" not in event.facts
    assert standing(theirs, forced) == {(Status.SCHEDULED, newsroom.now + HOUR)}


def test_seconds_before_air_the_rights_count_and_the_plan_stands(
    newsroom: Newsroom, approved: Story, picture: Picture
) -> None:
    newsroom.act("schedule", approved, goes_live_at=newsroom.now + SECOND)
    event = license_it(newsroom, picture, licensed_until=newsroom.now)
    assert event is not None
    assert "held" not in event.facts
    assert Edition.objects.get().goes_live_at == newsroom.now + SECOND


@pytest.mark.parametrize("look", [dry_run.tick, last_look.hold_what_fails])
def test_what_nobody_held_is_held_before_air(
    newsroom: Newsroom, approved: Story, picture: Picture, look: Callable[..., int]
) -> None:
    """Whatever wrote the end into the library."""
    newsroom.act("schedule", approved, goes_live_at=newsroom.now + HOUR)
    Picture.objects.filter(pk=picture.pk).update(licensed_until=newsroom.now + HOUR)
    look(now=newsroom.later(minutes=51))
    assert standing(approved) == {(Status.APPROVED, None)}
    assert "runs until" in approved.held_reason


def test_an_approval_of_a_limited_picture_costs_one_read_more(newsroom: Newsroom, picture: Picture) -> None:
    """The stories that came first; the sections come with the pictures."""
    counts = []
    for limits in ({}, {"section_ids": (newsroom.section.pk,)}, {"most_stories": 1}):
        license_it(newsroom, picture, **limits)
        story = newsroom.filed("The wedding", **shown(picture))
        newsroom.act("sign", story, stage=newsroom.stage)
        with CaptureQueriesContext(connection) as captured:
            actions.approve(story=story, version=story.version, by=newsroom.editor, now=newsroom.now)
        counts.append(len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]))
    assert counts[1:] == [counts[0], counts[0] + 1]
    assert counts[2] <= 12


def test_how_a_picture_was_made_is_said_by_the_text(newsroom: Newsroom, picture: Picture) -> None:
    set_level(newsroom.desk, "SOURCE_TYPE", CheckLevel.REQUIRED)
    with pytest.raises(Missing, match=r"Nobody has said how gull\.png was made"):
        newsroom.approved("The wedding", **shown(picture))
    said = shown(picture, digital_source_type="digitalCapture")
    assert newsroom.approved("The wedding", **said).status == Status.APPROVED


def test_two_limits_of_one_picture_are_two_sentences(newsroom: Newsroom, approved: Story, picture: Picture) -> None:
    rights = Rights(licensed_until=newsroom.now, allowed_uses=(EDITORIAL,))
    license_it(newsroom, picture, **{name: getattr(rights, name) for name in Rights.__slots__})
    assert len(results(newsroom, approved)["RIGHTS"]) == 2
    assert replace(rights, allowed_uses=()).is_limited is False
