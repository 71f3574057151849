"""No Event is passed over and none is told twice: by two dispatchers, after a crash, whatever order ids commit in."""

import threading
from collections import Counter
from functools import partial

import pytest
from django.core import mail
from django.db import connection, connections, transaction

from tests.people import Newsroom
from tests.workflow.mailroom import answering, lay_down_the_rules, receiver, told
from tests.workflow.test_races import at_once
from workflow import deliveries
from workflow.deliveries import outbox
from workflow.enums import Promptness, Verb
from workflow.models import Delivery, Dispatch, Event


@pytest.fixture
def house(live_newsroom: Newsroom) -> Newsroom:
    """A newsroom that other connections see, with the house's rules."""
    lay_down_the_rules()
    return live_newsroom


def undispatched() -> int:
    return Event.objects.filter(dispatch=None).count()


def test_two_dispatchers_at_once_tell_each_person_once(house: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 7)
    for _number in range(15):
        house.filed()
    counts = at_once(*[partial(deliveries.dispatch, now=house.now)] * 3)
    assert all(isinstance(count, int) for count in counts), counts
    deliveries.dispatch(now=house.now)
    assert undispatched() == 0
    assert sum(count for count in counts if isinstance(count, int)) <= Event.objects.count()
    heard = Counter(Delivery.objects.values_list("event", "channel", "user"))
    assert set(heard.values()) == {1}
    assert told(house.editor) == [Verb.FILE] * 15


def test_two_workers_at_once_send_each_mail_and_each_webhook_once(
    house: Newsroom, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_local(monkeypatch)
    deliveries.choose(user=house.editor, choices={Verb.FILE: Promptness.AT_ONCE})
    with receiver(answering(204)) as heard:
        heard.hook()
        for _number in range(15):
            house.filed()
        deliveries.dispatch(now=house.now)
        outcomes = at_once(*[partial(deliveries.deliver, now=house.now)] * 3)
        assert all(isinstance(outcome, deliveries.Tally) for outcome in outcomes), outcomes
        filed = list(Event.objects.filter(verb=Verb.FILE).values_list("pk", flat=True))
        assert sorted(heard.events) == filed
    assert len(mail.outbox) == len(filed)
    assert not Delivery.objects.filter(done_at=None, is_in_digest=False).exists()


def test_a_person_gets_one_digest_however_many_workers_there_are(house: Newsroom) -> None:
    for _number in range(12):
        house.filed()
    deliveries.dispatch(now=house.now)
    house.later(days=1)
    at_once(*[partial(deliveries.deliver, now=house.now)] * 3)
    assert [message.to for message in mail.outbox] == [[house.editor.email]]


def test_an_event_that_commits_after_a_higher_one_is_heard_of_all_the_same(house: Newsroom) -> None:
    """On PostgreSQL ids are given out before they are committed; on SQLite the one who writes second waits."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time")
    early, late = house.draft(), house.draft()
    deliveries.dispatch(now=house.now)
    written, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            house.act("file", early)
            written.set()
            go_on.wait(timeout=30)
        connections.close_all()

    slow = threading.Thread(target=slowly)
    slow.start()
    written.wait(timeout=30)
    house.act("file", late)
    deliveries.dispatch(now=house.now)
    assert told(house.editor) == [Verb.FILE]
    go_on.set()
    slow.join(timeout=30)
    assert Event.objects.get(story=early, verb=Verb.FILE).pk < Event.objects.get(story=late, verb=Verb.FILE).pk
    deliveries.dispatch(now=house.later(minutes=1))
    assert told(house.editor) == [Verb.FILE] * 2


def forget(*events: Event) -> None:
    """Leave Events as if they had been committed after all that was dispatched."""
    Delivery.objects.filter(event__in=events).delete()
    Dispatch.objects.filter(event__in=events).delete()


def test_an_event_is_not_passed_over_because_dispatchers_stood_still(newsroom: Newsroom) -> None:
    """Committed just after the last run, found hours later: that the Dispatches above it are old proves nothing."""
    first, second = newsroom.filed(), newsroom.filed()
    deliveries.dispatch(now=newsroom.now)
    forget(first.events.get(verb=Verb.FILE))
    assert second.events.get(verb=Verb.FILE).dispatch.at == newsroom.now
    assert deliveries.dispatch(now=newsroom.later(hours=9)) == 1
    assert undispatched() == 0


def test_a_run_cut_off_after_an_outage_leaves_nothing_behind(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first batch after the outage was written, and the next one was not: both were below old Dispatches."""
    stories = [newsroom.filed() for _number in range(3)]
    deliveries.dispatch(now=newsroom.now)
    forget(*(story.events.get(verb=Verb.FILE) for story in stories[:2]))
    monkeypatch.setattr(outbox, "BATCH", 1)
    monkeypatch.setattr(outbox, "PATIENCE", 0.0)
    newsroom.later(hours=9)
    outbox._write_or_halve([stories[0].events.get(verb=Verb.FILE)], newsroom.now, outbox.MAIL_WITHIN)
    monkeypatch.setattr(outbox, "PATIENCE", 20.0)
    assert deliveries.dispatch(now=newsroom.later(minutes=1)) == 1
    assert undispatched() == 0


def test_the_look_at_the_outbox_begins_where_an_hour_before_the_last_one_ended(newsroom: Newsroom) -> None:
    assert outbox.floor(now=newsroom.now) == 0
    newsroom.filed()
    deliveries.dispatch(now=newsroom.now)
    settled = Event.objects.latest("pk").pk
    newsroom.later(minutes=59)
    newsroom.filed()
    deliveries.dispatch(now=newsroom.now)
    assert outbox.floor(now=newsroom.later(days=3)) == 0
    newsroom.filed()
    deliveries.dispatch(now=newsroom.now)
    assert outbox.floor(now=newsroom.now) > settled


def test_what_a_killed_dispatcher_wrote_is_whole_or_not_there(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.filed()

    def dies(*_asked: object, **_named: object) -> None:
        raise SystemExit("killed between the deliveries and their Dispatch")

    with monkeypatch.context() as patch:
        patch.setattr(Dispatch.objects, "bulk_create", dies)
        with pytest.raises(SystemExit):
            deliveries.dispatch(now=newsroom.now)
    assert not Delivery.objects.exists()
    deliveries.dispatch(now=newsroom.now)
    assert told(newsroom.editor) == [Verb.FILE]


def allow_local(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let webhooks lead to this machine, without TLS: also in other threads."""
    monkeypatch.setattr("django.conf.settings.DEBUG", True)
    monkeypatch.setattr("django.conf.settings.WEBHOOK_ALLOW_PRIVATE", True)
