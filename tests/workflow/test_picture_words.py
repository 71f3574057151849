"""Words of a picture in the library: who writes them, what goes on record, and what two people at once lose."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from articles.drafting import UsedPicture
from articles.models import Picture
from tests.people import Newsroom, person
from tests.workflow.test_races import at_once
from workflow import actions
from workflow.actions.picture_words import digest, said_of
from workflow.enums import Role, Status, Verb
from workflow.exceptions import Missing, MovedMeanwhile, NotYours
from workflow.models import Event


def seen(picture: Picture) -> dict[str, str]:
    return {field: digest(value) for field, value in said_of(Picture.objects.get(pk=picture.pk)).items()}


def test_what_changed_is_on_record_with_what_stood_there(newsroom: Newsroom, picture: Picture) -> None:
    said = {"caption": "A gull.", "city": "Oslo", "tags": ["Night", "Harbour", "Night"]}
    event = actions.describe_picture(picture=picture, by=newsroom.reporter, now=newsroom.now, said=said)
    assert event == Event.objects.get(picture=picture)
    assert (event.verb, event.by, event.at) == (Verb.DESCRIBE, newsroom.reporter, newsroom.now)
    assert event.facts == {"words": {"city": ["", "Oslo"], "tags": [[], ["Harbour", "Night"]]}}
    picture.refresh_from_db()
    assert (picture.city, picture.caption, sorted(picture.tags.names())) == ("Oslo", "A gull.", ["Harbour", "Night"])


def test_a_save_that_changes_nothing_leaves_no_event(newsroom: Newsroom, picture: Picture) -> None:
    said = {"caption": picture.caption, "tags": []}
    assert actions.describe_picture(picture=picture, by=newsroom.reporter, now=newsroom.now, said=said) is None
    assert not Event.objects.filter(picture=picture).exists()


def test_what_somebody_else_wrote_since_is_not_overwritten_and_is_named(newsroom: Newsroom, picture: Picture) -> None:
    before = seen(picture)
    actions.describe_picture(picture=picture, by=newsroom.editor, now=newsroom.now, said={"credit_line": "Agency"})
    said = {"credit_line": "Mine", "city": "Oslo"}
    with pytest.raises(MovedMeanwhile, match=r"gull\.png.*credit line"):
        actions.describe_picture(picture=picture, by=newsroom.reporter, now=newsroom.now, said=said, seen=before)
    picture.refresh_from_db()
    assert (picture.credit_line, picture.city) == ("Agency", "")
    other = {"city": "Oslo", "credit_line": "Agency"}
    actions.describe_picture(picture=picture, by=newsroom.reporter, now=newsroom.now, said=other, seen=before)
    picture.refresh_from_db()
    assert (picture.credit_line, picture.city) == ("Agency", "Oslo")


def test_a_refused_word_leaves_neither_words_nor_event(newsroom: Newsroom, picture: Picture) -> None:
    said = {"city": "Oslo", "credit_line": "x" * 501}
    with pytest.raises(Missing, match="credit line has 501"):
        actions.describe_picture(picture=picture, by=newsroom.reporter, now=newsroom.now, said=said)
    picture.refresh_from_db()
    assert picture.city == ""
    assert not Event.objects.filter(picture=picture).exists()


@pytest.mark.parametrize("role", list(Role))
def test_w1_everybody_of_a_desk_may_and_nobody_else(newsroom: Newsroom, picture: Picture, role: Role) -> None:
    said = {"city": "Oslo"}
    stranger, member = person("Nora"), person("Otto", role, desk=Newsroom.open("Sport").desk)
    with pytest.raises(NotYours):
        actions.describe_picture(picture=picture, by=stranger, now=newsroom.now, said=said)
    assert actions.describe_picture(picture=picture, by=member, now=newsroom.now, said=said) is not None


def test_usage_terms_that_somebody_wrote_are_changed_with_the_rights_alone(
    newsroom: Newsroom, picture: Picture
) -> None:
    """A reporter whose story runs into their end can't write them away."""
    write = partial(actions.describe_picture, picture=picture, now=newsroom.now)
    assert write(by=newsroom.reporter, said={"usage_terms": "Web until 2026-12-31"}) is not None
    for said in ({"usage_terms": ""}, {"usage_terms": "Web until 2036-12-31", "city": "Oslo"}):
        with pytest.raises(NotYours, match="editor, publisher, picture editor"):
            write(by=newsroom.reporter, said=said)
    assert write(by=newsroom.reporter, said={"usage_terms": "Web until 2026-12-31", "city": "Oslo"}) is not None
    assert write(by=newsroom.editor, said={"usage_terms": ""}) is not None


def test_what_goes_on_air_as_the_library_has_it_is_said_by_those_who_choose_what_readers_see(
    newsroom: Newsroom, picture: Picture, picture_of: Any
) -> None:
    """A picture that stands in for another is shown without anybody's approval of its words."""
    ended = picture_of(newsroom, 200)
    Picture.objects.filter(pk=ended.pk).update(fallback=picture, name="ended.png")
    libel = {"caption": "The mayor, who stole it."}
    for by, said in ((newsroom.reporter, libel), (newsroom.reporter, {"credit_line": "Me", "city": "Oslo"})):
        with pytest.raises(NotYours, match=r"instead of “ended\.png”.*editor"):
            actions.describe_picture(picture=picture, by=by, now=newsroom.now, said=said)
    with pytest.raises(NotYours, match=r"instead of “ended\.png”"):
        actions.aim_picture(picture=picture, by=newsroom.reporter, now=newsroom.now, x=0.1, y=0.1)
    assert not Event.objects.filter(picture=picture).exists()
    assert actions.describe_picture(picture=picture, by=newsroom.reporter, now=newsroom.now, said={"city": "Oslo"})
    assert actions.describe_picture(picture=picture, by=newsroom.editor, now=newsroom.now, said=libel)
    assert actions.describe_picture(picture=ended, by=newsroom.reporter, now=newsroom.now, said=libel)


def test_usage_terms_that_end_before_air_hold_the_plan_at_once(newsroom: Newsroom, picture: Picture) -> None:
    used = (UsedPicture(picture_id=picture.pk, role="LEAD"),)
    soon, later = (newsroom.approved(name, pictures=used) for name in ("Soon", "Later"))
    newsroom.act("schedule", soon, goes_live_at=newsroom.now + timedelta(hours=1))
    newsroom.act("schedule", later, goes_live_at=newsroom.now + timedelta(days=5))
    end = (newsroom.now + timedelta(days=2)).date().isoformat()
    said = {"usage_terms": f"Web until {end}", "city": "Oslo"}
    event = actions.describe_picture(picture=picture, by=newsroom.reporter, now=newsroom.now, said=said)
    assert event is not None
    assert event.facts["held"] == 1
    soon.refresh_from_db()
    later.refresh_from_db()
    assert (soon.status, later.status) == (Status.SCHEDULED, Status.APPROVED)
    assert f"The rights to gull.png ended on {end}" in later.held_reason


def test_of_two_people_at_one_moment_one_writes_and_the_other_is_told(live_newsroom: Newsroom, picture_of: Any) -> None:
    newsroom, picture = live_newsroom, picture_of(live_newsroom, 1)
    for round_ in range(8):
        before = seen(picture)
        both = [{"caption": f"{who} {round_}", "tags": [who]} for who in ("Rita", "Edith")]
        write = partial(actions.describe_picture, picture=picture, now=newsroom.now, seen=before)
        deeds = zip((newsroom.reporter, newsroom.editor), both, strict=True)
        outcomes = at_once(*(partial(write, by=by, said=said) for by, said in deeds))
        assert sorted(type(one).__name__ for one in outcomes) == ["Event", "MovedMeanwhile"]
        won = both[[isinstance(one, Event) for one in outcomes].index(True)]
        said = said_of(Picture.objects.get(pk=picture.pk))
        assert (said["caption"], said["tags"]) == (won["caption"], won["tags"])
