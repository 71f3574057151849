"""People with some rights who try to get round the others: each way in is shut, and says so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles import drafting
from articles.drafting import Text
from articles.enums import Part
from articles.models import Author
from tests.people import Newsroom, person
from workflow import actions
from workflow.enums import Role, Status
from workflow.exceptions import Missing, NotYours, TextIsFrozen
from workflow.models import Event, Stage, Story


def text_of(story: Story) -> Text:
    assert story.article.head is not None
    return drafting.text_of(story.article.head)


def under_a_pen_name(newsroom: Newsroom) -> tuple[Story, User]:
    """A story filed by the reporter under an editor's second name."""
    editor = person("Sam", Role.EDITOR, desk=newsroom.desk)
    alias = Author.objects.create(name="The Old Salt", slug="old-salt", user=editor)
    story = newsroom.draft(author_ids=(alias.pk,))
    newsroom.act("file", story)
    return story, editor


def test_a_pen_name_taken_from_its_account_still_counts_as_own_copy(newsroom: Newsroom) -> None:
    story, editor = under_a_pen_name(newsroom)
    Author.objects.filter(user=editor).update(user=None)
    with pytest.raises(NotYours):
        newsroom.act("sign", story, by=editor, stage=newsroom.stage)
    newsroom.act("sign", story, stage=newsroom.stage)
    with pytest.raises(NotYours):
        newsroom.act("approve", story, by=editor)


def test_a_pen_name_given_to_an_account_after_its_signature_takes_the_signature_back(newsroom: Newsroom) -> None:
    story, signer = newsroom.filed(), newsroom.editor
    newsroom.act("sign", story, stage=newsroom.stage)
    Author.objects.filter(pk=newsroom.author.pk).update(user=signer)
    with pytest.raises(Missing):
        newsroom.act("approve", story, by=person("Sam", Role.EDITOR, desk=newsroom.desk))


def test_an_account_behind_a_name_changes_no_hash_and_makes_no_revision(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    Author.objects.filter(pk=newsroom.author.pk).update(user=newsroom.editor)
    assert newsroom.save(story) is None


def test_a_signature_does_not_cover_what_its_stage_came_to_cover_later(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="Copy", parts=[Part.HEADLINE.value]))
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.ask(Stage(name="Copy"))
    newsroom.act("restage", story, reason="The whole text, from now on.")
    with pytest.raises(Missing):
        newsroom.act("approve", story)
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.act("approve", story)


def test_an_editor_ends_no_embargo_by_setting_a_shorter_one(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    for held in (newsroom.now + timedelta(days=9), None):
        newsroom.act("set_embargo", story, source="The Ministry", embargoed_until=held)
        soon: dict[str, Any] = {
            "source": "Nobody",
            "embargoed_until": newsroom.now + timedelta(seconds=1),
            "reason": "I can't wait.",
        }
        with pytest.raises(NotYours, match="The embargo of The Ministry is still in force"):
            newsroom.act("set_embargo", story, **soon)
        assert story.embargoes.get(lifted_at=None).embargoed_until == held
    with pytest.raises(Missing, match="Say why the embargo ends sooner"):
        newsroom.act("set_embargo", story, by=newsroom.publisher, **{**soon, "reason": " "})
    newsroom.act("set_embargo", story, by=newsroom.publisher, **soon)
    assert story.embargoes.get(lifted_at=None).source == "Nobody"


def test_an_embargo_that_is_over_binds_nobody_who_sets_the_next(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    newsroom.act("set_embargo", story, source="One", embargoed_until=newsroom.now + timedelta(days=1))
    newsroom.later(days=2)
    newsroom.act("set_embargo", story, source="Two", embargoed_until=newsroom.now + timedelta(hours=1))
    assert story.embargoes.get(lifted_at=None).source == "Two"


def test_an_editor_who_edits_in_review_neither_signs_nor_approves_even_after_words_are_typed_back(
    newsroom: Newsroom,
) -> None:
    story = newsroom.filed()
    before = text_of(story)
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.save(story, by=newsroom.editor, body="Mine.\n")
    newsroom.save(story, by=newsroom.editor, body=before.body)
    with pytest.raises(NotYours):
        newsroom.act("sign", story, stage=newsroom.stage)
    with pytest.raises(NotYours):
        newsroom.act("approve", story)


def test_a_text_dropped_and_taken_up_again_is_still_its_writers_own(newsroom: Newsroom) -> None:
    story, sam = newsroom.on_air(), person("Sam", Role.EDITOR, desk=newsroom.desk)
    newsroom.later(minutes=1)
    newsroom.act("revise", story)
    newsroom.save(story, by=sam, body="Sam's.\n")
    newsroom.act("drop_update", story)
    newsroom.act("revise", story)
    newsroom.save(story, by=sam, body="Sam's.\n")
    newsroom.act("file", story)
    newsroom.act("sign", story, stage=newsroom.stage)
    with pytest.raises(NotYours):
        newsroom.act("approve", story, by=sam)


def test_roles_on_another_desk_move_nothing_here(newsroom: Newsroom) -> None:
    elsewhere = Newsroom.open("Culture")
    stranger = person("Eve", *Role.values, desk=elsewhere.desk)
    story = newsroom.filed()
    before = Event.objects.filter(story=story).count()
    said: dict[str, dict[str, Any]] = {
        "sign": {"stage": newsroom.stage},
        "override": {"reason": "r"},
        "send_back": {"note": "n"},
        "spike": {},
    }
    for verb, more in said.items():
        with pytest.raises(NotYours):
            newsroom.act(verb, story, by=stranger, **more)
    with pytest.raises(NotYours):
        newsroom.save(story, by=stranger, body="Eve's.\n")
    with pytest.raises(Missing):
        newsroom.act("sign", story, stage=elsewhere.stage)
    assert Event.objects.filter(story=story).count() == before


def test_who_was_deactivated_and_came_back_has_no_role_until_given_one(newsroom: Newsroom) -> None:
    from_before, story = newsroom.publisher, newsroom.approved()
    from_before.is_active = False
    from_before.save()
    with pytest.raises(NotYours):
        newsroom.act("publish", story)
    assert story.status == Status.APPROVED


def test_an_approved_text_is_not_changed_by_a_save_with_the_right_version(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    head = story.article.head
    text = replace(text_of(story), body="Slipped in.\n")
    for person_ in (newsroom.reporter, newsroom.editor, newsroom.publisher):
        with pytest.raises(TextIsFrozen):
            actions.save(story=story, version=story.version, by=person_, now=newsroom.now, text=text)
    story.article.refresh_from_db()
    assert story.article.head == head


def test_a_publisher_who_overrides_the_review_of_their_own_copy_is_on_record_for_it(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    alias = Author.objects.create(name="P. Test", slug="p-test", user=newsroom.publisher)
    newsroom.save(story, author_ids=(alias.pk,))
    newsroom.act("file", story)
    said = {"reason": "The harbour is on fire."}
    assert newsroom.act("override", story, **said).facts == {**said, "passed_over": ["Copy"], "self_approved": True}
