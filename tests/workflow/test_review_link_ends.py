"""How a link for somebody outside ends: by its day, by what happens to the story, and by a colleague's hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from articles import drafting, pictures
from articles.enums import PictureRole
from articles.models import Picture
from tests.people import Newsroom
from tests.workflow.desk_pages import browser, words
from tests.workflow.talks import address, is_like_nothing, opened, rewritten, sent, shared
from workflow import actions, people, review_links
from workflow.enums import Role
from workflow.exceptions import NotNow
from workflow.models import Comment, Membership, ReviewLink, ReviewVisit, Story


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return rewritten(newsroom)


def air(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("file", story)
    newsroom.approve(story)
    newsroom.act("publish", story)


def air_by_the_clock(newsroom: Newsroom, story: Story) -> None:
    """Let its time come; no tick has recorded it, and the status still says scheduled."""
    newsroom.act("file", story)
    newsroom.approve(story)
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(hours=1)


def air_and_kill(newsroom: Newsroom, story: Story) -> None:
    air(newsroom, story)
    newsroom.later(seconds=1)
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")


def air_and_expire_and_revise(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("file", story)
    newsroom.approve(story)
    newsroom.act("publish", story, expires_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(minutes=5)
    newsroom.tick()
    newsroom.act("revise", story)


def spike(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("spike", story)


def spike_and_restore(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("spike", story)
    newsroom.act("restore", story)


def close_the_desk(newsroom: Newsroom, story: Story) -> None:
    newsroom.desk.is_active = False
    newsroom.desk.save()


def revoke(newsroom: Newsroom, story: Story) -> None:
    actions.unshare(link=ReviewLink.objects.get(), by=newsroom.publisher, now=newsroom.now)


ENDS: tuple[Callable[[Newsroom, Story], None], ...] = (
    air,
    air_by_the_clock,
    air_and_kill,
    air_and_expire_and_revise,
    spike,
    spike_and_restore,
    close_the_desk,
    revoke,
)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_a_dead_link_answers_like_one_that_never_was(
    newsroom: Newsroom, picture: Picture, end: Callable[[Newsroom, Story], None]
) -> None:
    newsroom.later(hours=-3)  # visitors come by the database's clock: what follows has happened by then
    pictures.render(picture=picture, now=newsroom.now)
    lead = drafting.UsedPicture(picture_id=picture.pk, role=PictureRole.LEAD)
    story = newsroom.draft(pictures=(lead,))
    made = shared(newsroom, story)
    name = picture.renditions.values_list("name", flat=True)[0]
    file = f"{address(made)}pictures/{picture.token}/{name}"
    assert (opened(made).status_code, Client().get(file).status_code) == (200, 200)
    newsroom.later(seconds=1)
    end(newsroom, story)
    assert is_like_nothing(opened(made))
    assert is_like_nothing(Client().post(address(made), sent()))
    assert Client().get(file).status_code == 404
    assert list(ReviewVisit.objects.order_by("pk").values_list("was_let_in", flat=True)) == [True, False, False]
    assert Comment.objects.count() == 0
    listed = words(browser(newsroom.editor).get(f"/desk/{story.pk}/share/"))
    assert ("in force" in listed, "3 visits" in listed, "not let in" in listed) == (False, True, True)


def test_a_link_is_over_at_the_very_instant_of_its_end_and_of_what_closes_its_story(
    newsroom: Newsroom, story: Story
) -> None:
    link = shared(newsroom, story).link
    assert not review_links.is_over(link, now=newsroom.now, closed_at=None)
    assert review_links.is_over(link, now=link.expires_at, closed_at=None)
    assert review_links.is_over(link, now=newsroom.now, closed_at=link.made_at)


def test_who_leaves_takes_no_way_in_along(newsroom: Newsroom, story: Story) -> None:
    """An editor may have kept the address that they made in somebody else's name."""
    made, kept = shared(newsroom, story, revision=None), newsroom.publisher
    actions.share(story=story, by=kept, now=newsroom.now, name="Mr Key", expires_at=newsroom.now + timedelta(days=1))
    people.deactivate(user=newsroom.editor)
    assert is_like_nothing(opened(made))
    assert is_like_nothing(Client().post(address(made), sent()))
    assert Comment.objects.count() == 0
    listed = words(browser(newsroom.publisher).get(f"/desk/{story.pk}/share/"))
    assert (listed.count("in force"), listed.count(" over ")) == (1, 1)


def test_a_story_on_another_desk_is_read_by_no_link_of_the_desk_before(newsroom: Newsroom, story: Story) -> None:
    sport, before = Newsroom.open("Sport"), shared(newsroom, story)
    Membership.objects.create(desk=sport.desk, user=newsroom.editor, role=Role.EDITOR)
    newsroom.later(minutes=1)
    newsroom.act("hand_over", story, by=newsroom.editor, desk=sport.desk, reason="It is theirs.")
    assert is_like_nothing(opened(before))
    newsroom.later(minutes=1)
    assert opened(shared(newsroom, story)).status_code == 200


def test_a_killed_story_that_is_reopened_does_not_wake_its_links(newsroom: Newsroom) -> None:
    newsroom.later(hours=-3)
    story = newsroom.on_air(expires_at=newsroom.now + timedelta(minutes=1))
    newsroom.later(minutes=5)
    newsroom.tick()
    made = shared(newsroom, story)
    assert opened(made).status_code == 200
    newsroom.later(seconds=1)
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    assert is_like_nothing(opened(made))
    newsroom.act("reopen", story, reason="Settled.")
    assert is_like_nothing(opened(made))
    newsroom.later(seconds=1)
    assert opened(shared(newsroom, story)).status_code == 200


@pytest.mark.parametrize("end", [air, air_and_kill, spike, close_the_desk], ids=lambda end: end.__name__)
def test_what_everybody_reads_or_nobody_should_is_shared_with_nobody(
    newsroom: Newsroom, story: Story, end: Callable[[Newsroom, Story], None]
) -> None:
    end(newsroom, story)
    with pytest.raises(NotNow):
        shared(newsroom, story)
