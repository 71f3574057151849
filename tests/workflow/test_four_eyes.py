"""Nobody signs or approves their own copy, by whatever name; and a signature stands for exactly what was read."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from articles import drafting
from articles.models import Author
from tests.people import Newsroom, person
from workflow import actions, moves, situation
from workflow.enums import Role, Status, Verb, Verdict
from workflow.exceptions import Missing, NotYours, WorkflowError
from workflow.models import Event, Membership, SignOff, Stage, Story

MISSING_COPY = "These sign-offs are still missing or no longer fresh: Copy."
OWN_APPROVAL = "You contributed to this text: somebody else has to approve it."
OWN_STAGE = "You contributed to what this stage covers: somebody else has to sign it."


def refusal_of(newsroom: Newsroom, verb: str, story: Story, by: User, **more: object) -> str:
    with pytest.raises(WorkflowError) as refusal:
        newsroom.act(verb, story, by=by, **more)
    assert (verb.upper(), more.get("stage")) not in offered(newsroom, story, by)
    return str(refusal.value)


def offered(newsroom: Newsroom, story: Story, by: User) -> set[tuple[str, Stage | None]]:
    found = situation.look(story_id=story.pk, by=by, now=newsroom.now)
    return {(str(move.verb), move.stage) for move in moves.available(found)}


def second_editor(newsroom: Newsroom) -> User:
    return person("Sam", Role.EDITOR, desk=newsroom.desk)


def own_copy(newsroom: Newsroom) -> tuple[Story, User]:
    """An editor who writes their own story."""
    author = second_editor(newsroom)
    story = actions.create(desk=newsroom.desk, by=author, now=newsroom.now, text=newsroom.text(author_ids=())).story
    return story, author


def byline(newsroom: Newsroom) -> tuple[Story, User]:
    """An editor whose name stands over somebody else's text."""
    named = second_editor(newsroom)
    author = Author.objects.create(name="Sam Test", slug="sam", user=named)
    return newsroom.draft(author_ids=(newsroom.author.pk, author.pk)), named


def pen_name(newsroom: Newsroom) -> tuple[Story, User]:
    """An editor with a second name, which is the one over the text."""
    named = second_editor(newsroom)
    Author.objects.create(name="Sam Test", slug="sam", user=named)
    alias = Author.objects.create(name="The Old Salt", slug="old-salt", user=named)
    return newsroom.draft(author_ids=(alias.pk,)), named


def removed_byline(newsroom: Newsroom) -> tuple[Story, User]:
    """An editor whose name was taken off again before the review."""
    story, named = byline(newsroom)
    newsroom.save(story, author_ids=(newsroom.author.pk,))
    return story, named


def importer(newsroom: Newsroom) -> tuple[Story, User]:
    """The editor who brought the file in."""
    brought = second_editor(newsroom)
    text = newsroom.text()
    event = actions.create(desk=newsroom.desk, by=brought, now=newsroom.now, text=text, verb=Verb.IMPORT)
    return event.story, brought


def one_word(newsroom: Newsroom) -> tuple[Story, User]:
    """An editor who changed one part of it, once, and back."""
    story, touched = newsroom.draft(), second_editor(newsroom)
    dek = drafting.text_of(story.article.head).dek
    newsroom.save(story, by=touched, dek="Touched.")
    newsroom.save(story, dek=dek)
    return story, touched


def promoted(newsroom: Newsroom) -> tuple[Story, User]:
    """A reporter who became an editor after writing it."""
    story = newsroom.draft()
    Membership.objects.filter(user=newsroom.reporter).delete()
    Membership.objects.create(desk=newsroom.desk, user=newsroom.reporter, role=Role.EDITOR)
    return story, newsroom.reporter


WAYS = [own_copy, byline, pen_name, removed_byline, importer, one_word, promoted]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nobody_approves_or_signs_their_own_copy(newsroom: Newsroom, way: object) -> None:
    story, contributor = way(newsroom)  # type: ignore[operator]
    newsroom.act("file", story, by=newsroom.editor)
    assert refusal_of(newsroom, "sign", story, contributor, stage=newsroom.stage) == OWN_STAGE
    newsroom.act("sign", story, by=newsroom.editor, stage=newsroom.stage)
    assert refusal_of(newsroom, "approve", story, contributor) == OWN_APPROVAL
    newsroom.act("approve", story, by=newsroom.editor)
    assert Event.objects.get(verb=Verb.APPROVE).facts == {}


def test_a_signer_may_approve(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.act("approve", story)
    assert story.status == Status.APPROVED


def test_who_wrote_the_last_edition_may_approve_an_update_by_somebody_else(newsroom: Newsroom) -> None:
    writer = second_editor(newsroom)
    story = actions.create(desk=newsroom.desk, by=writer, now=newsroom.now, text=newsroom.text()).story
    newsroom.act("file", story, by=writer)
    newsroom.approve(story)
    newsroom.act("publish", story)
    newsroom.later(minutes=1)
    newsroom.act("revise", story)
    newsroom.save(story, headline="An update")
    newsroom.act("file", story)
    newsroom.act("sign", story, by=writer, stage=newsroom.stage)
    newsroom.act("approve", story, by=writer)
    assert story.status == Status.APPROVED


def test_a_contributor_of_one_part_may_sign_another(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="Copy", parts=["TEXT"]))
    story, second = newsroom.filed(), second_editor(newsroom)
    newsroom.save(story, by=second, headline="A better headline")
    newsroom.act("sign", story, by=second, stage=newsroom.stage)
    assert refusal_of(newsroom, "approve", story, second) == OWN_APPROVAL
    newsroom.act("approve", story, by=newsroom.editor)


def test_a_signature_falls_when_its_signer_edits_what_it_covers(newsroom: Newsroom) -> None:
    story, second = newsroom.filed(), second_editor(newsroom)
    newsroom.act("sign", story, by=second, stage=newsroom.stage)
    body = drafting.text_of(story.article.head).body
    newsroom.save(story, by=second, body="Mine.\n")
    newsroom.save(story, by=newsroom.editor, body=body)
    third = person("Tess", Role.EDITOR, desk=newsroom.desk)
    assert refusal_of(newsroom, "approve", story, third) == MISSING_COPY


CHANGES = {
    "HEADLINE": {"headline": "Other"},
    "TEXT": {"body": "Other.\n"},
    "METADATA": {"tags": ("Port",)},
    "CORRECTION": {"correction_type": "CORRECTION", "correction_note": "It was Tuesday."},
}


@pytest.mark.parametrize("covered", CHANGES)
@pytest.mark.parametrize("changed", CHANGES)
def test_an_edit_makes_stale_exactly_the_signatures_on_what_it_changed(
    newsroom: Newsroom, covered: str, changed: str
) -> None:
    newsroom.ask(Stage(name="Copy", parts=[covered]))
    story, second = newsroom.filed(), second_editor(newsroom)
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.save(story, by=second, **CHANGES[changed])
    third = person("Tess", Role.EDITOR, desk=newsroom.desk)
    if covered == changed:
        assert refusal_of(newsroom, "approve", story, third) == MISSING_COPY
    else:
        newsroom.act("approve", story, by=third)


def test_a_signature_outlives_a_story_sent_back_and_filed_again_unchanged(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.act("send_back", story, note="One more source.")
    newsroom.act("file", story)
    newsroom.act("approve", story)


def test_the_newest_verdict_of_a_stage_counts_and_a_comment_decides_nothing(newsroom: Newsroom) -> None:
    story, second = newsroom.filed(), second_editor(newsroom)
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.act("sign", story, by=second, stage=newsroom.stage, verdict=Verdict.COMMENT, note="Nice.")
    assert ("APPROVE", None) in offered(newsroom, story, newsroom.editor)
    newsroom.act("sign", story, by=second, stage=newsroom.stage, verdict=Verdict.REQUEST_CHANGES, note="Names?")
    assert refusal_of(newsroom, "approve", story, newsroom.editor) == MISSING_COPY


def test_nobody_fills_two_required_stages(newsroom: Newsroom) -> None:
    legal = Stage.objects.create(desk=newsroom.desk, name="Legal", step=2, role=Role.EDITOR)
    story, second = newsroom.filed(), second_editor(newsroom)
    newsroom.act("sign", story, stage=newsroom.stage)
    said = refusal_of(newsroom, "sign", story, newsroom.editor, stage=legal)
    assert said == "You signed another required stage: nobody fills two."
    assert refusal_of(newsroom, "approve", story, newsroom.editor) == MISSING_COPY.replace("Copy", "Legal")
    newsroom.act("sign", story, by=second, stage=legal)
    newsroom.act("approve", story)


def test_two_required_signatures_of_one_person_count_once_however_they_came(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="Copy", parts=["TEXT"]))
    legal = Stage.objects.create(
        desk=newsroom.desk, stage_set=2, name="Legal", role=Role.EDITOR, parts=["HEADLINE", "METADATA"]
    )
    story, second = newsroom.filed(), second_editor(newsroom)
    body = drafting.text_of(story.article.head).body
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.save(story, by=second, body="Other.\n")
    newsroom.act("sign", story, stage=legal)
    newsroom.save(story, by=second, body=body)
    hashes = situation_of(newsroom, story).head.part_hashes
    assert all(sign_off.covers(hashes) for sign_off in SignOff.objects.filter(by=newsroom.editor))
    third = person("Tess", Role.EDITOR, desk=newsroom.desk)
    assert refusal_of(newsroom, "approve", story, third) == MISSING_COPY.replace("Copy", "Legal")
    newsroom.act("sign", story, by=third, stage=legal)
    newsroom.act("approve", story)


def situation_of(newsroom: Newsroom, story: Story) -> situation.Situation:
    return situation.look(story_id=story.pk, by=newsroom.editor, now=newsroom.now)


def test_a_look_that_is_not_required_keeps_nobody_from_one_that_is(newsroom: Newsroom) -> None:
    pictures = Stage.objects.create(desk=newsroom.desk, name="Pictures", is_required=False)
    story = newsroom.filed()
    newsroom.act("sign", story, stage=pictures)
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.act("approve", story)


def test_a_signature_of_an_earlier_set_of_stages_keeps_nobody_from_signing_the_new_set(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.act("send_back", story, note="New rules.")
    newsroom.ask(Stage(name="Facts"))
    facts = newsroom.stage
    newsroom.act("file", story)
    said = refusal_of(newsroom, "approve", story, newsroom.editor)
    assert said == MISSING_COPY.replace("Copy", "Facts")
    with pytest.raises(Missing, match="not one of the story's"):
        newsroom.act("sign", story, stage=Stage.objects.get(name="Copy"))
    newsroom.act("sign", story, stage=facts)
    newsroom.act("approve", story)


def alone(newsroom: Newsroom) -> tuple[Story, User]:
    """A desk of one, who may do everything, with four eyes switched off."""
    only = newsroom.editor
    Membership.objects.filter(desk=newsroom.desk).exclude(user=only).delete()
    Membership.objects.create(desk=newsroom.desk, user=only, role=Role.PUBLISHER)
    newsroom.desk.has_four_eyes = False
    newsroom.desk.save()
    story = actions.create(desk=newsroom.desk, by=only, now=newsroom.now, text=newsroom.text()).story
    newsroom.act("file", story, by=only)
    return story, only


def test_a_desk_of_one_may_do_without_four_eyes_and_its_record_says_so(newsroom: Newsroom) -> None:
    Stage.objects.create(desk=newsroom.desk, name="Legal", step=2)
    story, only = alone(newsroom)
    for stage in Stage.objects.filter(desk=newsroom.desk):
        newsroom.act("sign", story, by=only, stage=stage)
    assert newsroom.act("approve", story, by=only).facts == {"self_approved": True}
    newsroom.act("publish", story, by=only)


@pytest.mark.parametrize("why", ["four eyes are on", "a second member"])
def test_four_eyes_hold_unless_switched_off_on_a_desk_of_one(newsroom: Newsroom, why: str) -> None:
    story, only = alone(newsroom)
    if why == "four eyes are on":
        newsroom.desk.has_four_eyes = True
        newsroom.desk.save()
    else:
        Membership.objects.create(desk=newsroom.desk, user=newsroom.reporter, role=Role.REPORTER)
    assert refusal_of(newsroom, "sign", story, only, stage=newsroom.stage) == OWN_STAGE
    assert refusal_of(newsroom, "approve", story, only) == OWN_APPROVAL


def test_a_deactivated_colleague_is_not_a_second_pair_of_eyes(newsroom: Newsroom) -> None:
    story, only = alone(newsroom)
    Membership.objects.create(desk=newsroom.desk, user=newsroom.reporter, role=Role.REPORTER)
    User.objects.filter(pk=newsroom.reporter.pk).update(is_active=False)
    newsroom.act("sign", story, by=only, stage=newsroom.stage)
    newsroom.act("approve", story, by=only)


def test_an_own_signature_from_the_days_of_one_falls_when_the_desk_grows(newsroom: Newsroom) -> None:
    story, only = alone(newsroom)
    newsroom.act("sign", story, by=only, stage=newsroom.stage)
    second = second_editor(newsroom)
    assert refusal_of(newsroom, "approve", story, second) == MISSING_COPY


def test_a_publisher_overrides_with_a_reason_that_stays_on_the_story(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    with pytest.raises(Missing, match="Say why the review is overridden"):
        newsroom.act("override", story, reason=" ")
    event = newsroom.act("override", story, reason="The harbour is on fire.")
    assert event.facts == {"reason": "The harbour is on fire.", "passed_over": ["Copy"]}
    assert story.status == Status.APPROVED


def test_a_signature_is_bound_to_what_its_stage_covers_and_to_nothing_else(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="Copy", parts=["HEADLINE", "TEXT"]))
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    hashes = situation_of(newsroom, story).head.part_hashes
    assert SignOff.objects.get().part_hashes == {part: hashes[part] for part in ("HEADLINE", "TEXT")}


def test_words_typed_back_to_the_letter_make_a_signature_fresh_again(newsroom: Newsroom) -> None:
    story, second = newsroom.filed(), second_editor(newsroom)
    before = drafting.text_of(story.article.head)
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.save(story, by=second, body="Other.\n")
    newsroom.save(story, by=second, body=replace(before).body)
    newsroom.act("approve", story)


def test_a_stage_is_signed_by_its_role_only(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="Copy", role=Role.PUBLISHER))
    story = newsroom.filed()
    with pytest.raises(NotYours) as refusal:
        newsroom.act("sign", story, stage=newsroom.stage)
    assert str(refusal.value) == "This stage is signed by another role: publisher."
    newsroom.act("sign", story, by=newsroom.publisher, stage=newsroom.stage)
