"""Taking over the editing: with notice, on the record, and nothing that the other typed is lost."""

import pytest
from django.contrib.auth.models import User

from tests.people import Newsroom, person
from tests.workflow.hands import beat, holder, opened, side_texts, take_over
from workflow import actions
from workflow.enums import Role, Status, Verb
from workflow.exceptions import MovedMeanwhile
from workflow.models import Event, Story


def test_taking_over_keeps_what_the_other_typed_and_says_so_on_the_record(
    newsroom: Newsroom, story: Story, second: User
) -> None:
    opened(newsroom, story, second)
    beat(newsroom, story, second, body="Half a sentence")
    version, head = Story.objects.get(pk=story.pk).version, story.article.head_id
    newsroom.later(minutes=1)
    event = take_over(newsroom, story, newsroom.editor, second)
    assert side_texts(story) == [("Sam", "Half a sentence")]
    kept = story.article.revisions.latest("pk")
    assert (event.verb, event.by, event.status_before, event.status_after) == (
        Verb.TAKE_OVER,
        newsroom.editor,
        Status.IN_REVIEW,
        Status.IN_REVIEW,
    )
    assert event.facts == {"taken_from": "Sam Test", "taken_from_id": second.pk, "side_texts": [kept.pk]}
    assert holder(newsroom, story) == "Edith"
    fresh = Story.objects.get(pk=story.pk)
    assert (fresh.version, fresh.article.head_id) == (version, head)


def test_a_side_text_of_a_take_over_makes_nobody_a_contributor(newsroom: Newsroom, story: Story, second: User) -> None:
    opened(newsroom, story, second)
    beat(newsroom, story, second, body="Half a sentence")
    take_over(newsroom, story, newsroom.editor, second)
    newsroom.act("sign", story, by=second, stage=newsroom.stage)
    newsroom.act("approve", story, by=second)
    assert story.status == Status.APPROVED


def test_taking_over_what_was_saved_already_keeps_nothing_twice(newsroom: Newsroom, story: Story, second: User) -> None:
    opened(newsroom, story, second)
    beat(newsroom, story, second, body="The same words.\n")
    newsroom.save(story, by=newsroom.editor, body="The same words.\n")
    before = story.article.revisions.count()
    event = take_over(newsroom, story, newsroom.editor, second)
    assert "side_texts" not in event.facts
    assert story.article.revisions.count() == before


def test_the_one_who_was_taken_over_goes_on_typing_and_saves(newsroom: Newsroom, story: Story, second: User) -> None:
    opened(newsroom, story, second)
    take_over(newsroom, story, newsroom.editor, second)
    found = beat(newsroom, story, second, body="Typed on.\n")
    assert (found.is_mine, found.holder.user) == (False, newsroom.editor)
    assert [one.text.body for one in found.unsaved] == ["Typed on.\n"]
    assert newsroom.save(story, by=second, body="Typed on.\n") is not None


def test_two_who_take_over_one_after_the_other_do_not_take_from_each_other(
    newsroom: Newsroom, story: Story, second: User
) -> None:
    third = person("Thea", Role.EDITOR, desk=newsroom.desk)
    opened(newsroom, story, newsroom.editor)
    take_over(newsroom, story, second, newsroom.editor)
    with pytest.raises(MovedMeanwhile) as refusal:
        take_over(newsroom, story, third, newsroom.editor)
    assert str(refusal.value) == "Sam Test took over the editing meanwhile: look again, then decide."
    assert holder(newsroom, story) == "Sam"
    assert Event.objects.filter(verb=Verb.TAKE_OVER).count() == 1


@pytest.mark.parametrize("what", ["free", "one's own"])
def test_there_is_nothing_to_take_over_where_nobody_else_edits(
    newsroom: Newsroom, story: Story, second: User, what: str
) -> None:
    opened(newsroom, story, second if what == "free" else newsroom.editor)
    if what == "free":
        actions.leave(story=story, by=second)
    with pytest.raises(MovedMeanwhile) as refusal:
        take_over(newsroom, story, newsroom.editor, second if what == "free" else newsroom.editor)
    assert str(refusal.value) == (
        "Nobody is editing the story any more: open it, and it is yours to edit."
        if what == "free"
        else "You are editing the story already."
    )
