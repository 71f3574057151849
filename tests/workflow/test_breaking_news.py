"""Breaking news: on air before its review, and what was passed over stays owed until somebody else has read it."""

import pytest

from articles.models import Edition
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, buttons, words
from tests.workflow.test_stages import stage, waiting
from workflow import audit
from workflow.enums import Flag, Role, Status, Verb, Verdict
from workflow.exceptions import Embargoed, Missing, NotNow, NotYours
from workflow.models import Membership, Stage, Story

REASON = {"reason": "The harbour is on fire."}


@pytest.fixture
def broken(newsroom: Newsroom) -> Story:
    """A draft that the publisher put on air at once."""
    newsroom.ask(Stage(name="Copy"), Stage(name="Headline", step=2, role=Role.PUBLISHER, parts=["HEADLINE"]))
    story = newsroom.draft()
    newsroom.act("break_news", story, **REASON)
    return story


def test_a_publisher_airs_a_draft_at_once_with_a_reason_and_the_record_says_what_was_passed_over(
    newsroom: Newsroom, broken: Story
) -> None:
    assert broken.status == Status.PUBLISHED
    assert Edition.objects.on_air(newsroom.now).get().revision == broken.article.head
    event = broken.events.get(verb=Verb.BREAK_NEWS)
    assert (event.facts["reason"], event.facts["passed_over"]) == (REASON["reason"], ["Copy", "Headline"])
    assert waiting(broken, is_owed=True) == ["Copy", "Headline"]
    assert list(audit.differences(now=newsroom.now)) == []
    assert not newsroom.tick()


def test_it_takes_a_reason_and_a_publisher(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    with pytest.raises(Missing, match="Say why"):
        newsroom.act("break_news", story, reason=" ")
    for by in (newsroom.editor, newsroom.reporter):
        with pytest.raises(NotYours):
            newsroom.act("break_news", story, by=by, **REASON)


def test_it_breaks_no_embargo_and_takes_nothing_off_the_shelf(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    newsroom.act("set_embargo", story, source="The Ministry", embargoed_until=None)
    with pytest.raises(Embargoed):
        newsroom.act("break_news", story, **REASON)
    obituary = newsroom.draft("She was ninety")
    newsroom.act("shelve", obituary, reason="She lives.")
    with pytest.raises(NotNow, match="two people have to release it"):
        newsroom.act("break_news", obituary, **REASON)


def test_what_is_owed_is_given_after_air_step_by_step_by_who_did_not_write_it(
    newsroom: Newsroom, broken: Story
) -> None:
    newsroom.later(hours=2)
    Membership.objects.create(desk=newsroom.desk, user=newsroom.reporter, role=Role.EDITOR)
    with pytest.raises(NotYours, match="You contributed"):
        newsroom.act("sign", broken, by=newsroom.reporter, stage=stage(newsroom, "Copy"))
    with pytest.raises(NotNow, match="Other sign-offs come first"):
        newsroom.act("sign", broken, by=newsroom.publisher, stage=stage(newsroom, "Headline"))
    newsroom.act("sign", broken, stage=stage(newsroom, "Copy"))
    newsroom.act("sign", broken, by=newsroom.publisher, stage=stage(newsroom, "Headline"))
    assert waiting(broken) == []
    assert broken.status == Status.PUBLISHED
    with pytest.raises(NotNow, match="not owed"):
        newsroom.act("sign", broken, stage=stage(newsroom, "Copy"))


def test_an_objection_to_what_is_owed_leaves_it_owed(newsroom: Newsroom, broken: Story) -> None:
    copy = stage(newsroom, "Copy")
    newsroom.act("sign", broken, stage=copy, verdict=Verdict.REQUEST_CHANGES, note="That name is wrong.")
    assert waiting(broken, is_owed=True) == ["Copy", "Headline"]


def test_an_update_does_not_wash_off_who_wrote_what_was_never_read(newsroom: Newsroom, broken: Story) -> None:
    Membership.objects.create(desk=newsroom.desk, user=newsroom.reporter, role=Role.EDITOR)
    sam = person("Sam", Role.EDITOR, desk=newsroom.desk)
    newsroom.later(hours=1)
    newsroom.act("revise", broken, by=sam)
    newsroom.save(broken, by=sam, headline="Fire at the harbour, now out")
    newsroom.act("file", broken, by=sam)
    with pytest.raises(NotYours, match="You contributed"):
        newsroom.act("sign", broken, by=newsroom.reporter, stage=stage(newsroom, "Copy"))
    newsroom.act("sign", broken, stage=stage(newsroom, "Copy"))
    newsroom.act("sign", broken, by=newsroom.publisher, stage=stage(newsroom, "Headline"))
    assert waiting(broken) == []
    newsroom.act("approve", broken)


def test_what_is_owed_is_signed_under_a_newer_set_too(newsroom: Newsroom, broken: Story) -> None:
    newsroom.ask(Stage(name="Copy"), Stage(name="Facts", role=Role.PUBLISHER))
    newsroom.act("revise", broken)
    newsroom.act("file", broken)
    assert waiting(broken) == ["Copy", "Headline", "Facts"]
    newsroom.act("sign", broken, stage=newsroom.stage)
    assert waiting(broken) == ["Headline", "Facts"]


def test_a_kill_ends_what_was_owed(newsroom: Newsroom, broken: Story) -> None:
    newsroom.act("kill", broken, reason="It was a drill.", notice="This story was wrong.")
    assert waiting(broken) == []


def test_an_override_owes_what_it_passed_over_unless_the_text_never_airs(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("override", story, **REASON)
    assert waiting(story, is_owed=True) == ["Copy"]
    newsroom.act("send_back", story, note="Not yet.")
    assert waiting(story) == []
    newsroom.act("file", story)
    newsroom.act("override", story, **REASON)
    newsroom.act("publish", story)
    assert waiting(story, is_owed=True) == ["Copy"]
    newsroom.act("sign", story, stage=newsroom.stage)
    assert waiting(story) == []


def test_an_update_that_is_dropped_owes_nothing_but_what_the_text_on_air_owes(newsroom: Newsroom) -> None:
    story = newsroom.on_air()
    newsroom.later(minutes=1)
    newsroom.act("revise", story)
    newsroom.save(story, headline="Another")
    newsroom.act("file", story)
    newsroom.act("override", story, **REASON)
    newsroom.act("drop_update", story)
    assert waiting(story) == []


def test_what_is_owed_stands_in_a_list_with_the_looks_until_they_are_given(newsroom: Newsroom, broken: Story) -> None:
    publisher, stranger = browser(newsroom.publisher), browser(Newsroom.open("Sport").editor)
    newsroom.filed("In review like any other")
    page = words(publisher.get("/desk/owed/"))
    assert "1 story" in page
    assert "Copy" in page
    assert "0 stories" in words(stranger.get("/desk/owed/"))
    newsroom.act("sign", broken, stage=stage(newsroom, "Copy"))
    newsroom.act("sign", broken, by=newsroom.publisher, stage=stage(newsroom, "Headline"))
    assert "Nothing is owed" in words(publisher.get("/desk/owed/"))


def test_taking_a_flag_off_an_update_does_not_pay_what_the_flag_owes(newsroom: Newsroom) -> None:
    lawyer = person("Lex", Role.LEGAL, desk=newsroom.desk)
    newsroom.ask(Stage(name="Copy"), Stage(name="Legal", role=Role.LEGAL, flags=[Flag.LEGAL]))
    story = newsroom.draft()
    newsroom.act("declare", story, by=newsroom.reporter, flags=[Flag.LEGAL])
    newsroom.act("break_news", story, **REASON)
    newsroom.later(minutes=1)
    newsroom.act("revise", story)
    newsroom.act("declare", story, by=newsroom.editor, flags=[])
    newsroom.act("file", story)
    newsroom.act("sign", story, stage=newsroom.stage)
    with pytest.raises(Missing, match="Legal"):
        newsroom.act("approve", story)
    newsroom.act("sign", story, by=lawyer, stage=stage(newsroom, "Legal"))
    newsroom.act("approve", story)
    assert waiting(story) == []


def test_no_button_asks_for_a_look_that_was_given_before_the_review_was_passed_over(newsroom: Newsroom) -> None:
    second = person("Sam", Role.EDITOR, desk=newsroom.desk)
    newsroom.ask(Stage(name="Copy"), Stage(name="Headline", role=Role.PUBLISHER, parts=["HEADLINE"]))
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    newsroom.act("override", story, **REASON)
    assert "sign" not in buttons(browser(second).get(f"/desk/{story.pk}/"))
    assert "sign" in buttons(browser(newsroom.publisher).get(f"/desk/{story.pk}/"))
