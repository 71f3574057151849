"""Who is editing: people see each other, take over with notice, and are never in each other's way."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from articles import drafting
from articles.models import Author, Section
from tests.people import Newsroom, person
from tests.workflow.hands import beat, holder, opened, side_texts, take_over, typed
from workflow import actions, people
from workflow.actions import locking
from workflow.actions.locking import BEAT_LASTS, PAGE_LASTS
from workflow.enums import Role
from workflow.exceptions import NotNow, NotYours, StaleSave, WorkflowError
from workflow.models import EditingLock, Membership, Story
from workflow.unsaved import MOST_PAGES

A_MOMENT = timedelta(seconds=1)


def test_who_opens_first_holds_the_story_and_the_next_one_is_told(
    newsroom: Newsroom, story: Story, second: User
) -> None:
    first = opened(newsroom, story, newsroom.editor)
    since = newsroom.now
    newsroom.later(minutes=5)
    then = opened(newsroom, story, second)
    assert (first.is_mine, then.is_mine) == (True, False)
    assert (then.holder.user, then.holder.taken_at) == (newsroom.editor, since)


def test_a_page_that_is_never_heard_of_holds_for_a_quarter_of_an_hour(
    newsroom: Newsroom, story: Story, second: User
) -> None:
    opened(newsroom, story, newsroom.editor)
    newsroom.now += PAGE_LASTS - A_MOMENT
    assert not opened(newsroom, story, second).is_mine
    newsroom.now += A_MOMENT
    assert opened(newsroom, story, second).is_mine


def test_a_page_that_beats_holds_for_as_long_as_it_does(newsroom: Newsroom, story: Story, second: User) -> None:
    opened(newsroom, story, newsroom.editor)
    for _beat in range(12):
        newsroom.now += BEAT_LASTS - A_MOMENT
        assert beat(newsroom, story, newsroom.editor).is_mine
    assert holder(newsroom, story) == "Edith"
    newsroom.now += BEAT_LASTS
    assert holder(newsroom, story) == "nobody"
    assert beat(newsroom, story, second).is_mine
    assert not beat(newsroom, story, newsroom.editor).is_mine


def test_a_sleeping_page_that_wakes_first_goes_on_but_since_then_only(newsroom: Newsroom, story: Story) -> None:
    opened(newsroom, story, newsroom.editor)
    newsroom.later(hours=8)
    again = beat(newsroom, story, newsroom.editor)
    assert (again.is_mine, again.holder.taken_at) == (True, newsroom.now)


def gone(who: User, session: Session) -> None:
    session.delete()


def timed_out(who: User, session: Session) -> None:
    Session.objects.update(expire_date=session.expire_date - timedelta(days=100))


def deactivated(who: User, session: Session) -> None:
    people.deactivate(user=who)


def off_the_desk(who: User, session: Session) -> None:
    Membership.objects.filter(user=who).delete()


def deleted(who: User, session: Session) -> None:
    who.delete()


def signed_out(who: User, session: Session) -> None:
    locking.sign_out(session_key=session.session_key)


@pytest.mark.parametrize("ending", [gone, timed_out, deactivated, off_the_desk, deleted, signed_out])
def test_whoever_left_holds_nothing(newsroom: Newsroom, story: Story, second: User, ending: Any) -> None:
    session = Session.objects.create(session_key="k" * 32, expire_date=newsroom.now + timedelta(days=1))
    opened(newsroom, story, second, session_key=session.session_key)
    assert not opened(newsroom, story, newsroom.editor).is_mine
    ending(second, session)
    assert holder(newsroom, story) == "nobody"
    assert opened(newsroom, story, newsroom.editor).is_mine


def test_who_filed_the_story_holds_it_no_more_unless_they_may_edit_it_in_review(newsroom: Newsroom) -> None:
    filed, edited = newsroom.draft(), newsroom.draft()
    opened(newsroom, filed, newsroom.reporter)
    opened(newsroom, edited, newsroom.editor)
    assert [holder(newsroom, one) for one in (filed, edited)] == ["Rita", "Edith"]
    newsroom.act("file", filed)
    newsroom.act("file", edited)
    assert [holder(newsroom, one) for one in (filed, edited)] == ["nobody", "Edith"]
    assert opened(newsroom, filed, newsroom.editor).is_mine
    newsroom.approve(filed)
    assert holder(newsroom, filed) == "nobody"


def test_a_sign_out_leaves_the_locks_of_other_sessions(newsroom: Newsroom, story: Story, second: User) -> None:
    expires = newsroom.now + timedelta(days=1)
    for key in ("one", "other"):
        Session.objects.create(session_key=key, expire_date=expires)
    opened(newsroom, story, second, session_key="one")
    locking.sign_out(session_key="other")
    locking.sign_out(session_key="")
    assert holder(newsroom, story) == "Sam"


def test_saving_and_leaving_frees_the_story(newsroom: Newsroom, story: Story, second: User) -> None:
    opened(newsroom, story, newsroom.editor)
    actions.leave(story=story, by=newsroom.editor)
    assert not EditingLock.objects.exists()
    assert opened(newsroom, story, second).is_mine


def test_leaving_frees_nothing_that_another_holds(newsroom: Newsroom, story: Story, second: User) -> None:
    opened(newsroom, story, newsroom.editor)
    opened(newsroom, story, second)
    actions.leave(story=story, by=second)
    assert holder(newsroom, story) == "Edith"


def test_saving_without_a_lock_or_against_one_works_as_ever(newsroom: Newsroom, story: Story, second: User) -> None:
    opened(newsroom, story, newsroom.editor)
    assert newsroom.save(story, by=second, body="Against the lock.\n") is not None
    actions.leave(story=story, by=newsroom.editor)
    assert newsroom.save(story, by=second, body="Without one.\n") is not None
    with pytest.raises(StaleSave):
        actions.save(story=story, version=1, by=newsroom.editor, now=newsroom.now, text=newsroom.text(body="Stale.\n"))
    assert [body for _who, body in side_texts(story)][-1] == "Stale.\n"


def test_a_lock_raises_no_version_and_writes_no_event(newsroom: Newsroom, story: Story, second: User) -> None:
    before = Story.objects.get(pk=story.pk).version, story.events.count()
    opened(newsroom, story, newsroom.editor)
    beat(newsroom, story, second, body="Typed.\n")
    actions.leave(story=story, by=newsroom.editor)
    assert (Story.objects.get(pk=story.pk).version, story.events.count()) == before


def test_only_who_may_change_the_text_takes_part(newsroom: Newsroom, second: User) -> None:
    draft, outsider = newsroom.draft(), person("Otto")
    other = person("Olga", Role.REPORTER, desk=newsroom.desk)
    opened(newsroom, draft, newsroom.reporter)
    deeds = (opened, beat, lambda *args: take_over(*args, newsroom.reporter))
    for who in (outsider, other, newsroom.publisher):
        for deed in deeds:
            with pytest.raises(NotYours):
                deed(newsroom, draft, who)
    newsroom.act("file", draft)
    with pytest.raises(NotYours) as refusal:
        opened(newsroom, draft, newsroom.reporter)
    assert str(refusal.value) == "This text is not yours to change while it is in review."
    assert opened(newsroom, draft, second).is_mine


def test_nobody_edits_what_is_frozen(newsroom: Newsroom, second: User) -> None:
    story = newsroom.filed()
    opened(newsroom, story, second)
    newsroom.approve(story)
    for deed in (opened, beat, lambda *args: take_over(*args, second)):
        with pytest.raises(NotNow) as refusal:
            deed(newsroom, story, newsroom.editor)
        assert str(refusal.value) == "The text is frozen: the story is approved."


def test_what_a_crashed_browser_held_is_its_owners_alone(newsroom: Newsroom, story: Story, second: User) -> None:
    opened(newsroom, story, second)
    beat(newsroom, story, second, body="Before the crash")
    newsroom.later(hours=1)
    mine = opened(newsroom, story, newsroom.editor)
    assert (mine.is_mine, mine.unsaved, side_texts(story)) == (True, [], [])
    back = opened(newsroom, story, second)
    assert [one.text.body for one in back.unsaved] == ["Before the crash"]


def test_each_window_of_one_person_keeps_its_own_words(newsroom: Newsroom, story: Story) -> None:
    opened(newsroom, story, newsroom.editor)
    for page, body in (("left", "Left 1"), ("right", "Right"), ("left", "Left 2")):
        newsroom.later(seconds=1)
        found = beat(newsroom, story, newsroom.editor, page=page, body=body)
    assert [(one.page, one.text.body) for one in found.unsaved] == [("left", "Left 2"), ("right", "Right")]
    actions.forget(story=story, by=newsroom.editor, page="left")
    assert [one.page for one in opened(newsroom, story, newsroom.editor).unsaved] == ["right"]
    actions.leave(story=story, by=newsroom.editor, page="right")
    assert not EditingLock.objects.exists()


def test_what_is_kept_of_one_person_is_bounded(newsroom: Newsroom, story: Story) -> None:
    for number in range(MOST_PAGES + 3):
        newsroom.later(seconds=1)
        found = beat(newsroom, story, newsroom.editor, page=f"p{number}", body=f"{number}")
    assert [one.text.body for one in found.unsaved] == ["7", "6", "5", "4", "3"]


def test_a_page_in_which_nothing_changed_or_changed_back_holds_nothing(newsroom: Newsroom, story: Story) -> None:
    head = Story.objects.select_related("article__head").get(pk=story.pk).article.head
    assert beat(newsroom, story, newsroom.editor, body=head.body).unsaved == []
    assert len(beat(newsroom, story, newsroom.editor, body="Changed").unsaved) == 1
    assert len(beat(newsroom, story, newsroom.editor).unsaved) == 1
    assert beat(newsroom, story, newsroom.editor, body=head.body).unsaved == []
    assert len(beat(newsroom, story, newsroom.editor, slugline="another").unsaved) == 1


def test_a_text_comes_back_from_the_lock_as_it_was(newsroom: Newsroom, story: Story) -> None:
    crop = {"x": 1, "y": 2}
    pictures = (drafting.UsedPicture(1, "LEAD", caption="A gull."), drafting.UsedPicture(2, source_name="a", crop=crop))
    sent = typed(story, newsroom.now, body="“Ünïcode”\r\n\n", tags=("a, b", "c"), pictures=pictures, section_id=None)
    found = actions.heartbeat(story=story, by=newsroom.editor, now=newsroom.now, typed=sent)
    assert found.unsaved == [sent]
    assert opened(newsroom, story, newsroom.editor).unsaved == [sent]


def test_words_that_no_text_can_hold_any_more_stay_with_their_writer(
    newsroom: Newsroom, story: Story, second: User
) -> None:
    section = Section.objects.create(name="Short-lived", slug="short-lived")
    opened(newsroom, story, second)
    beat(newsroom, story, second, body="Under a section", section_id=section.pk)
    section.delete()
    event = take_over(newsroom, story, newsroom.editor, second)
    assert "side_texts" not in event.facts
    assert [one.text.body for one in opened(newsroom, story, second).unsaved] == ["Under a section"]


def test_one_person_holds_a_story_says_the_database(newsroom: Newsroom, story: Story, second: User) -> None:
    opened(newsroom, story, newsroom.editor)
    opened(newsroom, story, second)
    with pytest.raises(IntegrityError, match=r"one_person_holds_a_story|editinglock\.story_id"), transaction.atomic():
        EditingLock.objects.update(taken_at=newsroom.now)


def test_a_co_author_shares_the_draft(newsroom: Newsroom) -> None:
    olga = person("Olga", Role.REPORTER, desk=newsroom.desk)
    author = Author.objects.create(name="Olga Test", slug="olga", user=olga)
    draft = newsroom.draft(author_ids=(newsroom.author.pk, author.pk))
    opened(newsroom, draft, newsroom.reporter)
    assert take_over(newsroom, draft, olga, newsroom.reporter).by == olga


def test_a_refusal_takes_nothing(newsroom: Newsroom, story: Story, second: User) -> None:
    opened(newsroom, story, second)
    beat(newsroom, story, second, body="Mine.\n")
    before = list(EditingLock.objects.values())
    with pytest.raises(WorkflowError):
        take_over(newsroom, story, newsroom.reporter, second)
    assert list(EditingLock.objects.values()) == before
    assert side_texts(story) == []
