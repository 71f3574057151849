"""Words of a picture in the library: who writes them, what goes on record, and what two people at once lose."""

from functools import partial
from typing import Any

import pytest

from articles.models import Picture
from tests.people import Newsroom, person
from tests.workflow.test_races import at_once
from workflow import actions
from workflow.actions.picture_words import digest, said_of
from workflow.enums import Role, Verb
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
