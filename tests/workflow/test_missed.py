"""Missed windows: a story whose whole time on air passed while nobody announced it is marked, told of, and decided."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client

from articles.models import Edition
from tests import bulk
from tests.counting import queries
from tests.people import Newsroom
from tests.workflow.desk_pages import browser, words
from tests.workflow.test_races import at_once
from workflow import announcements, audit, clock, deliveries
from workflow.enums import Status, Verb
from workflow.models import Delivery, Event, Story


def asleep(newsroom: Newsroom, **more: object) -> Story:
    """Plan a story from one hour to two, and let five hours pass, up to now, in which nothing runs."""
    hour = timedelta(hours=1)
    newsroom.later(hours=-5)
    story = newsroom.scheduled(goes_live_at=newsroom.now + hour, expires_at=newsroom.now + 2 * hour, **more)
    newsroom.later(hours=5)
    return story


def missed_at(story: Story) -> datetime | None:
    return Story.objects.get(pk=story.pk).missed_at


def verbs(story: Story) -> list[str]:
    return list(story.events.order_by("pk").values_list("verb", flat=True))[-3:]


def test_s23_down_over_the_whole_window_marks_the_story_and_says_when_readers_may_have_seen_it(
    newsroom: Newsroom,
) -> None:
    story, start = asleep(newsroom), newsroom.now
    newsroom.tick()
    assert verbs(story) == [Verb.AIR, Verb.MISS, Verb.EXPIRE]
    assert missed_at(story) == newsroom.now
    miss, edition = story.events.get(verb=Verb.MISS), story.article.editions.get()
    assert {name: datetime.fromisoformat(said) for name, said in miss.facts.items()} == {
        "seen_from": edition.goes_live_at.replace(microsecond=0),
        "seen_until": edition.ends_at.replace(microsecond=0),
    }
    assert (miss.by, miss.at, miss.planned_at, miss.edition) == (None, start, edition.goes_live_at, edition)
    assert (miss.status_before, miss.status_after) == (Status.PUBLISHED, Status.PUBLISHED)
    assert list(audit.differences(now=newsroom.now)) == []


def test_g7_nothing_is_dated_back_and_nothing_is_published_late(newsroom: Newsroom) -> None:
    story = asleep(newsroom)
    planned = story.article.editions.get()
    newsroom.tick()
    assert not Edition.objects.on_air(newsroom.now).exists()
    after = story.article.editions.get()
    assert (after.goes_live_at, after.ends_at) == (planned.goes_live_at, planned.ends_at)
    story.article.refresh_from_db()
    assert story.article.first_published_at == planned.goes_live_at
    assert story.events.get(verb=Verb.AIR).at == newsroom.now


def test_ten_ticks_miss_a_window_once_and_the_database_refuses_a_second_time(newsroom: Newsroom) -> None:
    story = asleep(newsroom)
    for _ten in range(10):
        newsroom.tick()
    event = story.events.get(verb=Verb.MISS)
    again = {"story": story, "edition": event.edition, "verb": Verb.MISS, "at": newsroom.now}
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(**again)


def test_what_was_announced_in_time_expires_and_misses_nothing(newsroom: Newsroom) -> None:
    story = asleep(newsroom)
    newsroom.later(hours=-3.5)
    newsroom.tick()
    newsroom.later(hours=3.5)
    newsroom.tick()
    assert verbs(story) == [Verb.SCHEDULE, Verb.AIR, Verb.EXPIRE]
    assert missed_at(story) is None


def test_an_edition_that_the_next_one_replaced_before_any_tick_is_only_late(newsroom: Newsroom) -> None:
    """The next one took its place at its expiry: readers have it, and nobody has anything to decide."""
    story = asleep(newsroom)
    first = story.article.editions.get()
    bulk.followed(first, at=first.expires_at)
    newsroom.tick()
    facts = story.events.filter(verb=Verb.AIR).order_by("pk").values_list("facts", flat=True)
    assert list(facts) == [{}, {}]
    assert not story.events.filter(verb=Verb.MISS).exists()
    assert missed_at(story) is None


def test_what_was_killed_before_any_tick_is_withdrawn_and_not_missed(newsroom: Newsroom) -> None:
    story = asleep(newsroom)
    Edition.objects.filter(article=story.article).update(withdrawal_notice="Withdrawn.")
    newsroom.tick()
    assert story.events.get(verb=Verb.AIR).facts == {"withdrawn": True}
    assert not story.events.filter(verb=Verb.MISS).exists()


def test_one_that_was_missed_leaves_its_neighbours_alone(newsroom: Newsroom) -> None:
    missed, lasting = asleep(newsroom), newsroom.approved()
    newsroom.later(hours=-4)
    newsroom.act("schedule", lasting, goes_live_at=newsroom.now + timedelta(hours=2))
    newsroom.later(hours=4)
    assert newsroom.tick().aired == 2
    assert (missed_at(missed), missed_at(lasting)) == (newsroom.now, None)
    assert list(Event.objects.filter(verb=Verb.MISS).values_list("story", flat=True)) == [missed.pk]


def test_a_mark_that_can_not_be_written_undoes_the_announcement_too(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = asleep(newsroom)

    def breaks(*_given: object) -> None:
        raise ValueError("torn")

    with monkeypatch.context() as patch:
        patch.setattr(announcements, "_mark_missed", breaks)
        newsroom.tick()
    assert (verbs(story)[-1], missed_at(story)) == (Verb.SCHEDULE, None)
    newsroom.later(minutes=1)
    newsroom.tick()
    assert (verbs(story), missed_at(story)) == ([Verb.AIR, Verb.MISS, Verb.EXPIRE], newsroom.now)


@pytest.mark.parametrize("way", ["revise", "kill", "decide"])
def test_somebody_decides_and_the_mark_is_gone(newsroom: Newsroom, way: str) -> None:
    story = asleep(newsroom)
    newsroom.tick()
    words_of = {"decide": {"reason": "The sale is over."}, "kill": {"reason": "old", "notice": "Withdrawn."}}
    newsroom.act(way, story, **words_of.get(way, {}))
    assert missed_at(story) is None
    assert list(audit.differences(now=newsroom.now)) == []


def test_the_next_air_takes_the_mark_off(newsroom: Newsroom) -> None:
    story = asleep(newsroom)
    newsroom.tick()
    newsroom.update(story)
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(hours=1))
    Story.objects.filter(pk=story.pk).update(missed_at=newsroom.now)
    newsroom.later(hours=2)
    newsroom.tick()
    assert missed_at(story) is None


def test_an_action_that_finds_the_window_missed_marks_it_as_a_tick_would(newsroom: Newsroom) -> None:
    story = asleep(newsroom)
    newsroom.act("annotate", story, urgency=1, ednote="")
    assert verbs(story) == [Verb.AIR, Verb.MISS, Verb.ANNOTATE]
    assert missed_at(story) == newsroom.now


def test_the_scheduler_and_the_publishers_hear_of_it_at_once(newsroom: Newsroom) -> None:
    story = asleep(newsroom)
    newsroom.tick()
    deliveries.dispatch(now=newsroom.now)
    told = Delivery.objects.filter(event=story.events.get(verb=Verb.MISS), channel="MAIL")
    assert list(told.values_list("user", "is_in_digest")) == [(newsroom.publisher.pk, False)]


def test_the_page_the_list_and_the_board_show_it_until_somebody_decides(newsroom: Newsroom) -> None:
    story, publisher = asleep(newsroom), browser(newsroom.publisher)
    newsroom.tick()
    page = words(publisher.get(f"/desk/{story.pk}/"))
    assert "Missed: the story’s whole time on air, from" in page
    assert "Readers may have seen it" in page
    assert "Decide on the missed window" in page
    assert "readers may have seen it from:" in page
    listed = publisher.get("/desk/missed/")
    assert [row.story for row in listed.context["rows"]] == [story]
    assert "1 story" in words(listed)
    assert "missed its window: decide" in words(listed)
    assert "Owed looks Missed 1 The newsroom" in words(publisher.get("/desk/"))
    newsroom.act("decide", story, reason="The sale is over.")
    assert "Nothing was missed" in words(publisher.get("/desk/missed/"))
    assert "Readers may have seen it;" not in words(publisher.get(f"/desk/{story.pk}/"))
    assert "Owed looks Missed The newsroom" in words(publisher.get("/desk/"))


def test_a_stranger_sees_no_missed_story_of_another_desk(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    asleep(newsroom)
    newsroom.tick()
    page = words(browser(other.publisher).get("/desk/missed/"))
    assert "0 stories" in page
    assert "Owed looks Missed The newsroom" in page


def test_the_list_takes_as_many_queries_for_ten_as_for_one(newsroom: Newsroom) -> None:
    client, counts = browser(newsroom.publisher), []
    for more in (1, 9):
        for _number in range(more):
            asleep(newsroom)
        newsroom.tick()
        counts.append(queries(client, "/desk/missed/"))
    assert counts[0] == counts[1]


def test_nobody_decides_with_a_get(newsroom: Newsroom, client: Client) -> None:
    story = asleep(newsroom)
    newsroom.tick()
    assert browser(newsroom.publisher).get(f"/desk/{story.pk}/decide/").status_code == 405
    assert missed_at(story) == newsroom.now


def test_three_ticks_at_once_miss_each_window_once(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    stories = [asleep(newsroom) for _five in range(5)]
    now = newsroom.later(hours=1)
    tallies = at_once(*[partial(clock.tick, now=now)] * 3)
    assert all(isinstance(tally, clock.Tally) for tally in tallies), tallies
    assert Event.objects.filter(verb=Verb.MISS).count() == len(stories)
    assert Story.objects.filter(missed_at=now).count() == len(stories)
    assert list(audit.differences(now=now)) == []
    connections.close_all()
