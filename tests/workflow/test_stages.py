"""Stages as a newsroom uses them: steps, looks side by side, flags, sections, several people, other sets and desks."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.models import Section
from tests.people import Newsroom, person
from workflow import situation
from workflow.enums import Flag, Role, Status, Verdict
from workflow.exceptions import Missing, NotNow, NotYours
from workflow.models import Membership, Stage, Story, Wait

HEADLINE = ["HEADLINE", "METADATA"]


def colleague(newsroom: Newsroom, name: str, *roles: Role) -> User:
    return person(name, *roles, desk=newsroom.desk)


def waiting(story: Story, **narrowed: Any) -> list[str]:
    """Name the stages that the story waits for."""
    return list(story.waits.filter(ended_at=None, **narrowed).order_by("pk").values_list("stage__name", flat=True))


def stage(newsroom: Newsroom, name: str) -> Stage:
    newsroom.desk.refresh_from_db()
    return Stage.objects.get(desk=newsroom.desk, stage_set=newsroom.desk.stage_set, name=name)


def daily(newsroom: Newsroom) -> dict[str, User]:
    """Copy and, where flagged, legal side by side; then the publisher's look at the headline."""
    newsroom.ask(
        Stage(name="Copy"),
        Stage(name="Legal", role=Role.LEGAL, flags=[Flag.LEGAL]),
        Stage(name="Headline", step=2, role=Role.PUBLISHER, parts=HEADLINE),
    )
    return {"lawyer": colleague(newsroom, "Lex", Role.LEGAL)}


def missing(newsroom: Newsroom, story: Story) -> list[str]:
    found = situation.look(story_id=story.pk, by=newsroom.editor, now=newsroom.now)
    return [stage.name for stage in found.missing]


def test_looks_of_one_step_run_side_by_side_and_the_next_step_opens_when_they_are_done(newsroom: Newsroom) -> None:
    people, story = daily(newsroom), newsroom.draft()
    newsroom.act("declare", story, by=newsroom.reporter, flags=[Flag.LEGAL])
    newsroom.act("file", story)
    assert waiting(story) == ["Copy", "Legal"]
    with pytest.raises(NotNow, match=r"Other sign-offs come first: Copy, Legal\."):
        newsroom.act("sign", story, by=newsroom.publisher, stage=stage(newsroom, "Headline"))
    newsroom.act("sign", story, by=people["lawyer"], stage=stage(newsroom, "Legal"))
    assert waiting(story) == ["Copy"]
    newsroom.act("sign", story, stage=stage(newsroom, "Copy"))
    assert waiting(story) == ["Headline"]
    newsroom.act("sign", story, by=newsroom.publisher, stage=stage(newsroom, "Headline"))
    newsroom.act("approve", story)
    assert waiting(story) == []


def test_a_look_that_hangs_on_a_flag_is_asked_for_flagged_stories_only(newsroom: Newsroom) -> None:
    daily(newsroom)
    story = newsroom.filed()
    assert missing(newsroom, story) == ["Copy", "Headline"]
    newsroom.act("declare", story, by=newsroom.editor, flags=[Flag.LEGAL, Flag.SENSITIVE])
    assert missing(newsroom, story) == ["Copy", "Legal", "Headline"]
    assert waiting(story) == ["Copy", "Legal"]


def test_a_writer_raises_a_flag_but_only_an_editor_takes_it_off(newsroom: Newsroom) -> None:
    daily(newsroom)
    story = newsroom.draft()
    newsroom.act("declare", story, by=newsroom.reporter, flags=[Flag.LEGAL])
    with pytest.raises(NotYours, match="Taking a flag off is for editors"):
        newsroom.act("declare", story, by=newsroom.reporter, flags=[])
    newsroom.act("declare", story, by=newsroom.editor, flags=[])
    assert story.flags == []


def test_nobody_takes_a_flag_off_their_own_copy_to_get_it_past_a_look(newsroom: Newsroom) -> None:
    daily(newsroom)
    Membership.objects.create(desk=newsroom.desk, user=newsroom.reporter, role=Role.EDITOR)
    story = newsroom.draft()
    newsroom.act("declare", story, by=newsroom.reporter, flags=[Flag.LEGAL])
    with pytest.raises(NotYours, match="another editor has to take a flag off"):
        newsroom.act("declare", story, by=newsroom.reporter, flags=[Flag.SENSITIVE])
    newsroom.act("declare", story, by=newsroom.reporter, flags=[Flag.LEGAL, Flag.SENSITIVE])
    newsroom.act("declare", story, by=newsroom.editor, flags=[])
    assert story.flags == []


def test_nobody_flags_a_text_that_is_approved_past_its_review(newsroom: Newsroom) -> None:
    daily(newsroom)
    story = newsroom.filed()
    newsroom.act("sign", story, stage=stage(newsroom, "Copy"))
    newsroom.act("sign", story, by=newsroom.publisher, stage=stage(newsroom, "Headline"))
    newsroom.act("approve", story)
    with pytest.raises(NotNow):
        newsroom.act("declare", story, by=newsroom.editor, flags=[Flag.LEGAL])


def test_a_look_that_is_for_some_sections_is_asked_there_only(newsroom: Newsroom) -> None:
    money = Section.objects.create(name="Money", slug="money")
    newsroom.ask(Stage(name="Copy"), Stage(name="Figures", section_ids=[money.pk]))
    colleague(newsroom, "Second", Role.EDITOR)
    assert missing(newsroom, newsroom.filed()) == ["Copy"]
    assert missing(newsroom, newsroom.filed(section_id=money.pk)) == ["Copy", "Figures"]


def test_a_look_of_two_people_takes_two(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="Copy", people_needed=2))
    story, second = newsroom.filed(), colleague(newsroom, "Second", Role.EDITOR)
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.act("sign", story, stage=newsroom.stage)
    assert missing(newsroom, story) == ["Copy"]
    newsroom.act("sign", story, by=second, stage=newsroom.stage)
    newsroom.act("approve", story)


def test_an_objection_stands_until_the_text_changes_or_its_giver_agrees(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="Copy", parts=["TEXT"]))
    story, second = newsroom.filed(), colleague(newsroom, "Second", Role.EDITOR)
    newsroom.act("sign", story, by=second, stage=newsroom.stage, verdict=Verdict.REQUEST_CHANGES, note="Names?")
    newsroom.act("sign", story, stage=newsroom.stage)
    assert missing(newsroom, story) == ["Copy"]
    newsroom.act("sign", story, by=second, stage=newsroom.stage)
    assert missing(newsroom, story) == []
    newsroom.act("sign", story, by=second, stage=newsroom.stage, verdict=Verdict.REQUEST_CHANGES, note="Numbers?")
    newsroom.act("send_back", story, note="Numbers.")
    newsroom.save(story, body="With numbers.\n")
    newsroom.act("file", story)
    newsroom.act("sign", story, stage=newsroom.stage)
    assert missing(newsroom, story) == []


def test_a_set_edited_while_a_story_sits_in_it_changes_nothing_for_that_story(newsroom: Newsroom) -> None:
    story, before = newsroom.filed(), newsroom.stage
    newsroom.ask(Stage(name="Copy"), Stage(name="Facts", role=Role.PUBLISHER))
    assert (missing(newsroom, story), waiting(story)) == (["Copy"], ["Copy"])
    newsroom.act("sign", story, stage=before)
    newsroom.act("approve", story)
    assert missing(newsroom, newsroom.filed()) == ["Copy", "Facts"]


def test_a_publisher_moves_a_story_to_the_newest_set_on_the_record_and_what_was_signed_counts(
    newsroom: Newsroom,
) -> None:
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.ask(Stage(name="Copy"), Stage(name="Facts", role=Role.PUBLISHER))
    with pytest.raises(Missing, match="Say why"):
        newsroom.act("restage", story, reason=" ")
    event = newsroom.act("restage", story, reason="Facts are checked from today.")
    assert event.facts == {"reason": "Facts are checked from today.", "set_before": 1, "set_after": 2}
    assert (missing(newsroom, story), waiting(story)) == (["Facts"], ["Facts"])
    with pytest.raises(NotNow, match="newest stages already"):
        newsroom.act("restage", story, reason="Again.")


def test_a_story_handed_over_is_read_again_by_the_desk_that_takes_it(newsroom: Newsroom) -> None:
    story, culture = newsroom.filed(), Newsroom.open("Culture")
    newsroom.act("sign", story, stage=newsroom.stage)
    said = {"desk": culture.desk, "reason": "It is about an opera."}
    with pytest.raises(NotYours, match="and you are none"):
        newsroom.act("hand_over", story, by=newsroom.editor, **said)
    Membership.objects.create(desk=culture.desk, user=newsroom.editor, role=Role.EDITOR)
    with pytest.raises(Missing, match="Say why"):
        newsroom.act("hand_over", story, by=newsroom.editor, desk=culture.desk, reason=" ")
    newsroom.act("hand_over", story, by=newsroom.editor, **said)
    assert (story.desk, story.status, waiting(story)) == (culture.desk, Status.IN_REVIEW, ["Copy"])
    newsroom.act("sign", story, by=culture.editor, stage=culture.stage)
    newsroom.act("approve", story, by=culture.editor)


def test_a_closed_desk_takes_no_story_over(newsroom: Newsroom) -> None:
    story, culture = newsroom.draft(), Newsroom.open("Culture")
    Membership.objects.create(desk=culture.desk, user=newsroom.editor, role=Role.EDITOR)
    culture.desk.is_active = False
    culture.desk.save()
    with pytest.raises(Missing, match="another desk that is open"):
        newsroom.act("hand_over", story, by=newsroom.editor, desk=culture.desk, reason="Opera.")


def test_a_signature_given_before_its_signer_lost_the_role_still_counts(newsroom: Newsroom) -> None:
    """It was theirs to give when it was given; the record says who and when."""
    story, second = newsroom.filed(), colleague(newsroom, "Second", Role.EDITOR)
    newsroom.act("sign", story, stage=newsroom.stage)
    Membership.objects.filter(user=newsroom.editor).delete()
    with pytest.raises(NotYours):
        newsroom.act("approve", story, by=newsroom.editor)
    newsroom.act("approve", story, by=second)


def test_a_text_sent_back_waits_for_nobody_and_filed_again_for_what_is_no_longer_fresh(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="Copy", parts=["TEXT"]), Stage(name="Headline", role=Role.PUBLISHER, parts=HEADLINE))
    story = newsroom.filed()
    newsroom.act("sign", story, by=newsroom.publisher, stage=stage(newsroom, "Headline"))
    newsroom.act("send_back", story, note="Shorter.")
    assert waiting(story) == []
    assert list(Wait.objects.values_list("ending", flat=True).order_by("pk")) == ["CLOSED", "SIGNED"]
    newsroom.save(story, body="Shorter.\n")
    newsroom.act("file", story)
    assert waiting(story) == ["Copy"]
