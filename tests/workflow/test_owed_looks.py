"""What is owed stays owed, once, and can be given, whatever happens to the story and its desk's stages meanwhile."""

import pytest

from tests.people import Newsroom, person
from tests.workflow.test_stages import stage, waiting
from workflow.enums import Flag, Role
from workflow.exceptions import NotYours
from workflow.models import Membership, Stage, Story

REASON = {"reason": "The harbour is on fire."}
KILL = {"reason": "It was wrong.", "notice": "This story was wrong."}


@pytest.fixture
def broken(newsroom: Newsroom) -> Story:
    """The reporter's text, on air before anybody else read it; the reporter is an editor, too."""
    Membership.objects.create(desk=newsroom.desk, user=newsroom.reporter, role=Role.EDITOR)
    story = newsroom.draft()
    newsroom.act("break_news", story, **REASON)
    newsroom.later(minutes=5)
    return story


def test_a_kill_does_not_make_what_nobody_read_another_persons_copy(newsroom: Newsroom) -> None:
    sam, story = person("Sam", Role.EDITOR, desk=newsroom.desk), newsroom.draft()
    newsroom.save(story, by=sam, body="The ferry burns.\n")
    newsroom.act("break_news", story, **REASON)
    newsroom.later(minutes=5)
    newsroom.act("kill", story, **KILL)
    newsroom.later(minutes=5)
    newsroom.act("reopen", story, reason="It was right after all.")
    newsroom.act("file", story)
    with pytest.raises(NotYours, match="You contributed"):
        newsroom.act("sign", story, by=sam, stage=newsroom.stage)
    newsroom.act("sign", story, stage=newsroom.stage)
    with pytest.raises(NotYours, match="You contributed"):
        newsroom.act("approve", story, by=sam)
    newsroom.act("approve", story)


def test_a_look_given_to_an_update_is_owed_again_once_the_update_is_dropped(newsroom: Newsroom, broken: Story) -> None:
    newsroom.act("revise", broken)
    newsroom.save(broken, body="Quite another text.\n")
    newsroom.act("file", broken)
    newsroom.act("sign", broken, stage=newsroom.stage)
    assert waiting(broken) == []
    newsroom.later(minutes=5)
    newsroom.act("drop_update", broken)
    assert waiting(broken, is_owed=True) == ["Copy"]
    newsroom.act("sign", broken, stage=newsroom.stage)
    assert waiting(broken) == []


def test_a_look_given_to_an_update_that_is_sent_back_is_owed_meanwhile_to_the_text_on_air(
    newsroom: Newsroom, broken: Story
) -> None:
    newsroom.act("revise", broken)
    newsroom.save(broken, body="Quite another text.\n")
    newsroom.act("file", broken)
    newsroom.act("sign", broken, stage=newsroom.stage)
    newsroom.act("send_back", broken, note="Not yet.")
    assert waiting(broken, is_owed=True) == ["Copy"]
    newsroom.act("file", broken)
    assert waiting(broken) == []
    newsroom.act("approve", broken)
    newsroom.act("publish", broken)
    assert waiting(broken) == []


def test_an_owed_look_can_be_given_under_a_set_that_asks_for_it_of_flagged_stories_only(newsroom: Newsroom) -> None:
    lawyer = person("Lex", Role.LEGAL, desk=newsroom.desk)
    newsroom.ask(Stage(name="Copy"), Stage(name="Legal", role=Role.LEGAL, flags=[Flag.LEGAL]))
    story = newsroom.draft()
    newsroom.act("declare", story, by=newsroom.reporter, flags=[Flag.LEGAL])
    newsroom.act("break_news", story, **REASON)
    newsroom.ask(Stage(name="Copy"), Stage(name="Legal", role=Role.LEGAL, flags=[Flag.LEGAL]))
    newsroom.act("revise", story)
    newsroom.act("declare", story, by=newsroom.editor, flags=[])
    newsroom.act("file", story)
    newsroom.act("sign", story, by=lawyer, stage=stage(newsroom, "Legal"))
    assert waiting(story) == ["Copy"]


def test_an_owed_look_is_waited_for_once_under_a_newer_set(newsroom: Newsroom, broken: Story) -> None:
    newsroom.ask(Stage(name="Copy"))
    newsroom.act("revise", broken)
    newsroom.act("file", broken)
    assert waiting(broken) == ["Copy"]
    newsroom.act("override", broken, **REASON)
    assert waiting(broken, is_owed=True) == ["Copy"]
    newsroom.act("publish", broken)
    newsroom.act("sign", broken, stage=newsroom.stage)
    assert waiting(broken) == []


def test_what_a_story_owes_goes_with_it_to_another_desk_and_is_given_there(newsroom: Newsroom, broken: Story) -> None:
    sport = Newsroom.open("Sport")
    Membership.objects.create(desk=sport.desk, user=newsroom.editor, role=Role.EDITOR)
    newsroom.act("revise", broken)
    newsroom.act("hand_over", broken, by=newsroom.editor, desk=sport.desk, reason="A match")
    newsroom.act("file", broken, by=newsroom.editor)
    assert list(broken.waits.filter(ended_at=None).values_list("stage__desk", "is_owed").order_by("pk")) == [
        (newsroom.desk.pk, True),
        (sport.desk.pk, False),
    ]
    newsroom.act("sign", broken, by=sport.editor, stage=newsroom.stage)
    assert waiting(broken, is_owed=True) == []


def test_nobody_gives_two_owed_looks_that_the_desk_asks_for_no_more(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="First"), Stage(name="Second"))
    story, sam = newsroom.draft(), person("Sam", Role.EDITOR, desk=newsroom.desk)
    newsroom.act("break_news", story, **REASON)
    first, second = stage(newsroom, "First"), stage(newsroom, "Second")
    newsroom.ask(Stage(name="Copy"))
    newsroom.act("revise", story)
    newsroom.act("file", story)
    newsroom.act("sign", story, stage=first)
    with pytest.raises(NotYours, match="nobody fills two"):
        newsroom.act("sign", story, stage=second)
    newsroom.act("sign", story, by=sam, stage=second)
    assert waiting(story, is_owed=True) == []


def test_whoever_gave_one_to_words_that_have_changed_since_may_give_the_other(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="First"), Stage(name="Second"))
    story = newsroom.draft()
    newsroom.act("break_news", story, **REASON)
    first, second = stage(newsroom, "First"), stage(newsroom, "Second")
    newsroom.ask(Stage(name="Copy"))
    newsroom.act("revise", story)
    newsroom.act("file", story)
    newsroom.act("sign", story, stage=first)
    newsroom.act("send_back", story, note="Names, please.")
    newsroom.save(story, body="The ferry burns no more.\n")
    newsroom.act("file", story)
    newsroom.act("sign", story, stage=second)
    assert "Second" not in waiting(story, is_owed=True)
