"""A licence that ends while readers see the picture: the desk is told, once, and its page says what stands there."""

import json
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Picture
from newsroom.celery import BEAT, QUEUES
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.mailroom import answering, receiver, who_heard
from tests.workflow.test_picture_rights import another, license_it, shown
from tests.workflow.test_races import at_once, nothing_differs
from workflow import deliveries, tasks
from workflow.actions.beside import note
from workflow.deliveries.inbox import inbox
from workflow.enums import Role, Status, Verb
from workflow.models import Delivery, Event, Lapse, Story
from workflow.sweeps import lapses

HOUR, SECOND, DAY = timedelta(hours=1), timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def on_air(newsroom: Newsroom, picture: Picture) -> Story:
    """A story that readers see with its picture."""
    return newsroom.on_air("The wedding", **shown(picture))


def tick(newsroom: Newsroom, **more: Any) -> int:
    return lapses.tick(now=newsroom.now, **more)


def ends(newsroom: Newsroom, picture: Picture, **delta: float) -> datetime:
    """Let the licence end then, and set the clock to that instant."""
    end = newsroom.now + timedelta(**delta)
    license_it(newsroom, picture, licensed_until=end)
    newsroom.now = end
    return end


def told(story: Story) -> list[tuple[str, str]]:
    events = story.events.filter(verb=Verb.LAPSE).order_by("pk")
    return [(event.facts["licensed_until"], event.facts.get("replaced_by", "")) for event in events]


def test_the_desk_is_told_at_the_end_and_once(newsroom: Newsroom, on_air: Story, picture: Picture) -> None:
    end, tern = newsroom.now + HOUR, another(newsroom)
    license_it(newsroom, picture, licensed_until=end, fallback_id=tern.pk)
    newsroom.now = end - SECOND
    assert tick(newsroom) == 0
    newsroom.now = end
    assert [tick(newsroom) for _three in range(3)] == [1, 0, 0]
    event, lapse = on_air.events.get(verb=Verb.LAPSE), Lapse.objects.get()
    assert (event.by, event.at, event.picture, event.status_after) == (None, end, picture, Status.PUBLISHED)
    assert event.facts == {
        "picture_name": "gull.png",
        "licensed_until": end.isoformat(),
        "replaced_by": "tern.png",
    }
    assert (lapse.story, lapse.picture, lapse.licensed_until) == (on_air, picture, end)
    assert (lapse.noted_at, lapse.replaced_by) == (end, tern)
    nothing_differs()


def test_one_that_is_not_licensed_itself_stands_in_for_nothing(
    newsroom: Newsroom, on_air: Story, picture: Picture
) -> None:
    tern = another(newsroom)
    license_it(newsroom, picture, licensed_until=newsroom.now + HOUR, fallback_id=tern.pk)
    license_it(newsroom, tern, licensed_until=newsroom.now + HOUR)
    newsroom.now += HOUR
    assert tick(newsroom) == 1
    assert told(on_air) == [(newsroom.now.isoformat(), "")]


def test_a_licence_that_is_extended_is_told_of_again_at_its_next_end(
    newsroom: Newsroom, on_air: Story, picture: Picture
) -> None:
    first = ends(newsroom, picture, hours=1)
    tick(newsroom)
    second = newsroom.later(minutes=5) + HOUR
    license_it(newsroom, picture, licensed_until=second)
    assert tick(newsroom) == 0
    newsroom.now = second
    assert tick(newsroom) == 1
    assert told(on_air) == [(first.isoformat(), ""), (second.isoformat(), "")]


@pytest.mark.parametrize("off_air", ["killed", "never aired", "updated without it"])
def test_what_readers_do_not_see_is_no_news(newsroom: Newsroom, picture: Picture, off_air: str) -> None:
    story = newsroom.approved("The wedding", **shown(picture))
    if off_air != "never aired":
        newsroom.act("publish", story)
    if off_air == "killed":
        newsroom.act("kill", story, reason="untrue", notice="Withdrawn.")
    if off_air == "updated without it":
        newsroom.act("revise", story)
        newsroom.save(story, pictures=())
        newsroom.act("file", story)
        newsroom.act("publish", newsroom.approve(story))
    ends(newsroom, picture, hours=1)
    assert tick(newsroom, everything=True) == 0
    assert not Event.objects.filter(verb=Verb.LAPSE).exists()


def test_each_story_that_lost_it_is_told_of(newsroom: Newsroom, on_air: Story, picture: Picture) -> None:
    second = newsroom.on_air("The honeymoon", **shown(picture))
    ends(newsroom, picture, hours=1)
    assert tick(newsroom) == 2
    assert [len(told(story)) for story in (on_air, second)] == [1, 1]


def test_an_end_long_ago_is_found_by_what_changed_and_by_a_look_at_everything(
    newsroom: Newsroom, on_air: Story, picture: Picture
) -> None:
    newsroom.later(days=30)
    long_ago = newsroom.now - 9 * DAY
    Picture.objects.filter(pk=picture.pk).update(licensed_until=long_ago)
    assert tick(newsroom) == 0
    assert tick(newsroom, everything=True) == 1
    license_it(newsroom, picture, licensed_until=long_ago - DAY)
    assert tick(newsroom) == 1
    story = newsroom.filed("Forced", **shown(picture))
    newsroom.act("override", story, reason="Paid for by word of mouth.")
    newsroom.act("publish", story)
    assert tick(newsroom) == 1
    assert told(story) == [((long_ago - DAY).isoformat(), "")]


def test_authors_editors_and_publishers_hear_of_it_at_once(newsroom: Newsroom, on_air: Story, picture: Picture) -> None:
    person("Olga", Role.REPORTER, desk=newsroom.desk)
    ends(newsroom, picture, hours=1)
    tick(newsroom)
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(on_air, Verb.LAPSE) == {"Rita", "Edith", "Pia"}
    mails = Delivery.objects.filter(event__verb=Verb.LAPSE, channel="MAIL")
    assert list(mails.values_list("is_in_digest", flat=True)) == [False] * 3
    page = browser(newsroom.reporter).get("/desk/inbox/")
    assert "The wedding a picture’s licence ended while it was on air: gull.png" in words(page)
    assert f'href="/desk/{on_air.pk}/"' in page.content.decode()


def test_l5_who_left_the_desk_reads_no_more_of_it_for_the_picture_in_it(
    newsroom: Newsroom, on_air: Story, picture: Picture
) -> None:
    """The library is every desk's, and the story is not."""
    ends(newsroom, picture, hours=1)
    tick(newsroom)
    deliveries.dispatch(now=newsroom.now)
    other = Newsroom.open("Sport")
    assert inbox(newsroom.editor).filter(event__verb=Verb.LAPSE).count() == 1
    newsroom.editor.memberships.update(desk=other.desk)
    assert inbox(newsroom.editor).filter(event__verb=Verb.LAPSE).count() == 0


def test_a_webhook_that_clears_a_cache_hears_which_story_and_which_picture(
    newsroom: Newsroom, on_air: Story, picture: Picture, settings: Any
) -> None:
    settings.DEBUG = settings.WEBHOOK_ALLOW_PRIVATE = True
    ends(newsroom, picture, hours=1)
    with receiver(answering(204)) as heard:
        heard.hook(verbs=[Verb.LAPSE])
        tick(newsroom)
        deliveries.dispatch(now=newsroom.now)
        deliveries.deliver(now=newsroom.now)
    said = [json.loads(body) for _headers, body in heard.received]
    assert [(one["story"], one["picture"]) for one in said] == [(str(on_air.article.public_id), picture.pk)]


def test_the_storys_page_says_what_readers_get_instead(newsroom: Newsroom, on_air: Story, picture: Picture) -> None:
    client = browser(newsroom.reporter)
    page = f"/desk/{on_air.pk}/"
    assert client.get(page).context["lapsed"] == []
    license_it(newsroom, picture, licensed_until=newsroom.now, fallback_id=another(newsroom).pk)
    tick(newsroom)
    said = words(client.get(page))
    assert "Readers don’t get gull.png . Its licence ended on" in said
    assert "tern.png is shown instead." in said
    license_it(newsroom, picture, licensed_from=newsroom.now + DAY)
    assert "Its licence begins on" in words(client.get(page))
    license_it(newsroom, picture)
    assert client.get(page).context["lapsed"] == []
    history = words(client.get(f"{page}history/"))
    assert "shown instead" in history


def test_the_same_end_is_never_noted_twice(newsroom: Newsroom, on_air: Story, picture: Picture) -> None:
    ends(newsroom, picture, hours=1)
    tick(newsroom)
    noted = Lapse.objects.get()
    noted.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        noted.save(force_insert=True)


def test_three_sweeps_at_once_tell_of_each_story_once(
    live_newsroom: Newsroom, picture_of: Any, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom, picture = live_newsroom, picture_of(live_newsroom, 1)
    stories = [newsroom.on_air(f"The wedding {number}", **shown(picture)) for number in range(5)]
    ends(newsroom, picture, seconds=1)
    done = at_once(*[partial(lapses.tick, now=newsroom.now)] * 3)
    assert sum(one for one in done if isinstance(one, int)) == len(stories), done
    assert Event.objects.filter(verb=Verb.LAPSE).count() == Lapse.objects.count() == len(stories)
    assert "No telling" not in caplog.text
    connections.close_all()


def test_one_that_can_not_be_told_of_stops_no_other(
    newsroom: Newsroom, on_air: Story, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = newsroom.on_air("The honeymoon", **shown(picture))
    ends(newsroom, picture, hours=1)
    real = note

    def broken(found: Any, *args: Any, **more: Any) -> Event:
        if found.story == on_air:
            raise ValueError("a fault")
        return real(found, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr("workflow.sweeps.lapses.note", broken)
        assert tick(newsroom) == 1
    assert (told(on_air), len(told(second))) == ([], 1)
    assert tick(newsroom) == 1


def test_a_look_with_nothing_to_tell_is_three_short_reads(newsroom: Newsroom, on_air: Story, picture: Picture) -> None:
    license_it(newsroom, picture, licensed_until=newsroom.now + HOUR)
    with CaptureQueriesContext(connection) as captured:
        assert tick(newsroom) == 0
    assert len(captured) == 3


def test_beat_sends_the_look_and_the_task_tells(newsroom: Newsroom, on_air: Story, picture: Picture) -> None:
    jobs = [job for job in BEAT.values() if job["task"] == "workflow.find_lapses"]
    assert [(job["schedule"], job.get("kwargs")) for job in jobs] == [(10.0, None), (3600.0, {"everything": True})]
    assert QUEUES["workflow.find_lapses"] == {"queue": "deliveries"}
    license_it(newsroom, picture, licensed_until=newsroom.now - SECOND)
    tasks.find_lapses()
    assert len(told(on_air)) == 1
