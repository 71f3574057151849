"""What leaves the house: mail and digests, when, to whom, and what happens when it does not get through."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends import locmem

from tests.people import Newsroom, person
from tests.workflow.mailroom import only_rule, told
from workflow import deliveries
from workflow.deliveries import parcels, timetable
from workflow.enums import Audience, Channel, Promptness, Role, Verb
from workflow.models import Delivery, Event, Stage
from workflow.sweeps import stage_clocks

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def sent_back(newsroom: Newsroom) -> Delivery:
    """A mail that waits to be sent at once: a story was sent back to its author."""
    only_rule(Verb.SEND_BACK, Audience.AUTHORS)
    story = newsroom.filed("Ferry\r\nBcc: everybody@example.org\r\n\r\nback")
    newsroom.act("send_back", story, note="Names, please.")
    deliveries.dispatch(now=newsroom.now)
    return Delivery.objects.get(channel=Channel.MAIL)


class Broken(locmem.EmailBackend):
    """A mail server that is away."""

    def send_messages(self, _messages: Any) -> int:
        raise ConnectionRefusedError("nobody answers\0")


class DyingAfterwards(locmem.EmailBackend):
    """A worker that is killed when the mail has left and nobody has noted it."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise SystemExit


@pytest.fixture
def broken(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"


def test_a_mail_says_what_happened_and_where_to_look_and_nothing_of_the_story(
    newsroom: Newsroom, sent_back: Delivery
) -> None:
    tally = deliveries.deliver(now=newsroom.now)
    assert (tally.sent, tally.failed, tally.closed) == (1, 0, 0)
    (message,) = mail.outbox
    assert message.to == [newsroom.reporter.email]
    assert message.subject == "[The Averil Lantern] sent back: Ferry Bcc: everybody@example.org back"
    assert message.extra_headers["Message-ID"].startswith(f"<delivery-{sent_back.pk}@")
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    story_id = sent_back.event.story_id
    assert f"http://localhost:8000/desk/{story_id}/" in message.body
    assert "/desk/notifications/" in message.body
    assert "Edith Test" in message.body
    for secret in ("Names, please", "The strike is over", "The ferry sails again"):
        assert secret not in message.body
    assert message.message().get_all("Bcc") is None, "a slugline is no header"
    assert "\nFerry Bcc: everybody@example.org back\n" in message.body
    sent_back.refresh_from_db()
    assert (sent_back.done_at, sent_back.due_at) == (newsroom.now, None)
    assert not deliveries.deliver(now=newsroom.later(days=1))


def test_a_stages_name_is_no_header_either(newsroom: Newsroom) -> None:
    only_rule(Verb.NAG, Audience.SIGNERS)
    limit = timedelta(hours=1)
    Stage.objects.create(
        desk=newsroom.desk, name="Legal\r\nBcc: everybody@example.org", role=Role.EDITOR, time_limit=limit
    )
    newsroom.filed("Ferry")
    deliveries.dispatch(now=newsroom.now)
    stage_clocks.tick(now=newsroom.later(hours=1))
    deliveries.dispatch(now=newsroom.now)
    deliveries.deliver(now=newsroom.now)
    (message,) = mail.outbox
    assert message.subject == ("[The Averil Lantern] waits beyond its limit (Legal Bcc: everybody@example.org): Ferry")


def test_a_subject_is_cut_to_a_length_that_any_program_shows(newsroom: Newsroom) -> None:
    only_rule(Verb.SEND_BACK, Audience.AUTHORS)
    story = newsroom.filed("Ferry " * 30)
    newsroom.act("send_back", story, note="Shorter.")
    deliveries.dispatch(now=newsroom.now)
    deliveries.deliver(now=newsroom.now)
    assert len(mail.outbox[0].subject) == 150


def test_a_digest_names_each_event_once_in_one_mail_in_the_morning(newsroom: Newsroom) -> None:
    only_rule(Verb.FILE, Audience.SIGNERS)
    newsroom.now = datetime(2026, 6, 1, 18, tzinfo=UTC)
    stories = [newsroom.filed(f"Ferry {number}") for number in range(3)]
    deliveries.dispatch(now=newsroom.now)
    newsroom.now = datetime(2026, 6, 2, 5, 59, tzinfo=UTC)
    assert not deliveries.deliver(now=newsroom.now)
    newsroom.later(minutes=1)
    assert deliveries.deliver(now=newsroom.now).sent == 3
    (message,) = mail.outbox
    assert message.subject == "[The Averil Lantern] 3 things happened on your desks"
    assert [message.body.count(f"/desk/{story.pk}/") for story in stories] == [1, 1, 1]
    assert not deliveries.deliver(now=newsroom.later(days=2))


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-06-01T18:00", "2026-06-02T06:00"),
        ("2026-06-01T05:58", "2026-06-01T06:00"),
        ("2026-06-01T05:59", "2026-06-01T06:00"),
        ("2026-06-01T05:59:01", "2026-06-02T06:00"),
        ("2026-12-01T06:30", "2026-12-01T07:00"),
        ("2026-03-28T12:00", "2026-03-29T06:00"),
        ("2026-10-24T12:00", "2026-10-25T07:00"),
    ],
)
def test_the_digest_leaves_at_seven_by_the_newsrooms_clock_whatever_the_season(now: str, leaves: str) -> None:
    at, then = (datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (now, leaves))
    assert timetable.next_digest(at, zone=LONDON) == then


def test_w18_who_left_the_desk_between_dispatch_and_sending_gets_no_mail(
    newsroom: Newsroom, sent_back: Delivery
) -> None:
    newsroom.desk.memberships.filter(user=newsroom.reporter).delete()
    assert deliveries.deliver(now=newsroom.now).closed == 1
    sent_back.refresh_from_db()
    assert (sent_back.done_at, sent_back.due_at) == (None, None)
    assert "No longer" in sent_back.failure
    assert mail.outbox == []


def test_w18_of_a_story_handed_over_meanwhile_the_digest_says_nothing(newsroom: Newsroom) -> None:
    only_rule(Verb.FILE, Audience.SIGNERS)
    sport = Newsroom.open("Sport")
    other = person("Olga", Role.EDITOR, desk=newsroom.desk)
    sport.desk.memberships.create(user=newsroom.editor, role=Role.EDITOR)
    gone, kept = newsroom.filed("Gone"), newsroom.filed("Kept")
    deliveries.dispatch(now=newsroom.now)
    newsroom.later(minutes=1)
    newsroom.act("hand_over", gone, by=newsroom.editor, desk=sport.desk, reason="A match.")
    tally = deliveries.deliver(now=newsroom.later(days=1))
    assert (tally.sent, tally.closed) == (3, 1)
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert f"/desk/{gone.pk}/" not in bodies[other.email]
    assert f"/desk/{kept.pk}/" in bodies[other.email]
    assert f"/desk/{gone.pk}/" in bodies[newsroom.editor.email]


def test_a_deactivated_person_gets_no_mail(newsroom: Newsroom, sent_back: Delivery) -> None:
    User.objects.filter(pk=newsroom.reporter.pk).update(is_active=False)
    assert deliveries.deliver(now=newsroom.now).closed == 1
    assert mail.outbox == []


def test_the_pauses_between_attempts_grow_to_a_day_in_all_and_then_end() -> None:
    pauses = [timetable.pause_after(attempts) for attempts in range(1, 9)]
    assert pauses[0] == timedelta(seconds=10)
    assert pauses[-1] is None
    known = [pause for pause in pauses if pause is not None]
    assert known == sorted(known)
    assert timedelta(hours=23) < sum(known, timedelta()) < timedelta(days=1)


def test_a_mail_that_fails_is_tried_again_later_and_then_given_up_in_sight(
    newsroom: Newsroom, sent_back: Delivery, broken: None
) -> None:
    waited = []
    while deliveries.deliver(now=newsroom.now).failed:
        sent_back.refresh_from_db()
        assert "ConnectionRefusedError: nobody answers" in sent_back.failure
        if sent_back.due_at is None:
            break
        assert not deliveries.deliver(now=sent_back.due_at - timedelta(seconds=20))
        waited.append(sent_back.due_at - newsroom.now)
        newsroom.now = sent_back.due_at
    assert waited == list(timetable.PAUSES)
    assert (sent_back.attempts, sent_back.done_at) == (len(timetable.PAUSES) + 1, None)
    assert not deliveries.deliver(now=newsroom.later(days=30))


def test_one_person_whose_mail_fails_keeps_nobody_else_waiting(
    newsroom: Newsroom, sent_back: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = locmem.EmailBackend.send_messages

    def sends(backend: Any, messages: Any) -> int:
        if newsroom.reporter.email in messages[0].to:
            raise UnicodeError("an odd address")
        return send(backend, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", sends)
    sport = Newsroom.open("Sport")
    sport.now = newsroom.now
    sport.act("send_back", sport.filed(), note="Names, please.")
    deliveries.dispatch(now=newsroom.now)
    tally = deliveries.deliver(now=newsroom.now)
    assert (tally.sent, tally.failed) == (1, 1)
    assert [message.to for message in mail.outbox] == [[sport.reporter.email]]


def test_a_worker_killed_before_it_noted_a_mail_leaves_one_that_is_sent_again_under_the_same_id(
    newsroom: Newsroom, sent_back: Delivery, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DyingAfterwards"
    with pytest.raises(SystemExit):
        deliveries.deliver(now=newsroom.now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    newsroom.now += parcels.LEASE - timedelta(seconds=20)
    assert not deliveries.deliver(now=newsroom.now), "somebody may still be sending it"
    newsroom.later(seconds=20)
    assert deliveries.deliver(now=newsroom.now).sent == 1
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


def test_a_choice_of_never_is_kept_to(newsroom: Newsroom) -> None:
    deliveries.choose(user=newsroom.reporter, choices={Verb.SEND_BACK: Promptness.OFF})
    newsroom.act("send_back", newsroom.filed(), note="Names, please.")
    deliveries.dispatch(now=newsroom.now)
    assert told(newsroom.reporter) == [Verb.SEND_BACK]
    assert told(newsroom.reporter, Channel.MAIL) == []


def test_sending_again_touches_what_failed_and_what_arrived_only_if_asked(
    newsroom: Newsroom, sent_back: Delivery, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    deliveries.deliver(now=newsroom.now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    everything = Delivery.objects.all()
    assert deliveries.send_again(deliveries=everything, now=newsroom.now) == 1
    assert deliveries.deliver(now=newsroom.now).sent == 1
    assert deliveries.send_again(deliveries=everything, now=newsroom.now) == 0
    assert not deliveries.deliver(now=newsroom.now)
    assert deliveries.send_again(deliveries=everything, now=newsroom.now, even_done=True) == 1
    assert deliveries.deliver(now=newsroom.now).sent == 1
    assert len(mail.outbox) == 2


def test_what_is_being_sent_at_this_moment_is_not_sent_again_by_a_button(
    newsroom: Newsroom, sent_back: Delivery
) -> None:
    assert parcels.mails(now=newsroom.now, due_by=newsroom.now) == [[sent_back]]
    assert deliveries.send_again(deliveries=Delivery.objects.all(), now=newsroom.now, even_done=True) == 0


def test_an_event_of_a_budget_line_is_told_of_without_a_story(newsroom: Newsroom) -> None:
    only_rule(Verb.PLAN, Audience.EDITORS)
    line = newsroom.desk.assignments.create(
        slugline="Regatta", made_at=newsroom.now, made_by=newsroom.publisher, reporter=newsroom.reporter
    )
    Event.objects.create(assignment=line, verb=Verb.PLAN, at=newsroom.now, by=newsroom.publisher)
    deliveries.choose(user=newsroom.editor, choices={Verb.PLAN: Promptness.AT_ONCE})
    deliveries.dispatch(now=newsroom.now)
    deliveries.deliver(now=newsroom.now)
    assert "Regatta" in mail.outbox[0].subject


def test_a_worker_that_froze_beyond_its_lease_changes_nothing_of_what_another_took(
    newsroom: Newsroom, sent_back: Delivery
) -> None:
    at, again = newsroom.now, newsroom.now + parcels.LEASE
    (frozen,) = parcels.mails(now=at, due_by=at)
    assert parcels.mails(now=again, due_by=again) != []
    parcels.failed(frozen, now=again, reason="It slept.")
    parcels.put_back(frozen)
    sent_back.refresh_from_db()
    assert (sent_back.due_at, sent_back.attempts, sent_back.failure) == (again + parcels.LEASE, 2, "")
