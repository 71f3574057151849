"""Mail servers as they are: one connection for many letters, rude ones, picky ones, and those that are away."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from tests.people import Newsroom
from tests.workflow.mailroom import only_rule
from workflow import deliveries
from workflow.enums import Audience, Verb
from workflow.models import Delivery
from workflow.watch import watchdog


@pytest.fixture
def letters(newsroom: Newsroom) -> list[Delivery]:
    """Five mails to be sent at once, to one person."""
    only_rule(Verb.SEND_BACK, Audience.AUTHORS)
    for _number in range(5):
        newsroom.act("send_back", newsroom.filed(), note="Names, please.")
    deliveries.dispatch(now=newsroom.now)
    return list(Delivery.objects.exclude(due_at=None))


class Counting(locmem.EmailBackend):
    """A mail server that counts its connections."""

    opened = 0

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.is_open = False

    def open(self) -> bool:
        Counting.opened += not self.is_open
        self.is_open = True
        return True

    def close(self) -> None:
        self.is_open = False


class Away(locmem.EmailBackend):
    """A mail server that answers nobody."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class Rude(locmem.EmailBackend):
    """A mail server that takes what it gets and hangs up with an error."""

    def close(self) -> None:
        raise SMTPResponseException(500, "Line too long.")


class Picky(locmem.EmailBackend):
    """A mail server that refuses, and says whom."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPRecipientsRefused({one.to[0]: (550, b"unknown here") for one in messages})


def test_what_has_left_has_left_however_the_mail_server_hangs_up(
    newsroom: Newsroom, letters: list[Delivery], settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Rude"
    assert deliveries.deliver(now=newsroom.now).sent == 5
    assert not Delivery.objects.filter(due_at__isnull=False).exists()


def test_l7_the_log_says_which_delivery_failed_and_nobodys_address(
    newsroom: Newsroom, letters: list[Delivery], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Picky"
    assert deliveries.deliver(now=newsroom.now).failed == 5, "whoever refuses an address is not away"
    tried = Delivery.objects.exclude(failure="").earliest("pk")
    assert f"Delivery {tried.pk} failed" in caplog.text
    assert "example.org" in tried.failure
    assert "example.org" not in caplog.text


def test_the_mails_of_a_batch_go_over_one_connection(
    newsroom: Newsroom, letters: list[Delivery], settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Counting"
    Counting.opened = 0
    assert deliveries.deliver(now=newsroom.now).sent == 5
    assert (Counting.opened, len(mail.outbox)) == (1, 5)


def test_a_mail_server_that_is_away_is_asked_three_times_a_run_and_the_rest_is_no_attempt(
    newsroom: Newsroom, letters: list[Delivery], settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    assert deliveries.deliver(now=newsroom.now).failed == 3
    left = Delivery.objects.filter(due_at=newsroom.now)
    assert list(left.values_list("attempts", "failure")) == [(0, "")] * 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliveries.deliver(now=newsroom.now).sent == 2


def test_letters_that_wait_for_a_mail_server_that_is_away_are_as_late_as_they_are(
    newsroom: Newsroom, letters: list[Delivery], settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    deliveries.deliver(now=newsroom.later(minutes=6))
    late = watchdog.late_deliveries(now=newsroom.now)
    assert (late.count, late.by) == (2, timedelta(minutes=6))
