"""Sessions that are over."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from newsroom.celery import BEAT
from tests.people import Newsroom
from tests.workflow.desk_pages import browser
from workflow import tasks
from workflow.sweeps import sessions

PASSKEY = "/accounts/2fa/webauthn/login/"


def test_sessions_that_are_over_leave_the_database_and_nobody_is_signed_out(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks to sign in by passkey begins a session, however often they ask."""
    monkeypatch.setattr(sessions, "BATCH", 2)
    for _stranger in range(5):
        Client().get(PASSKEY, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert Session.objects.count() == 5
    Session.objects.update(expire_date=newsroom.now)
    rita = browser(newsroom.reporter)
    assert sessions.forget_ended(now=newsroom.now) == 5
    assert sessions.forget_ended(now=newsroom.now) == 0
    assert rita.get("/desk/").status_code == 200


def test_beat_has_them_forgotten(newsroom: Newsroom) -> None:
    assert [job["schedule"] for job in BEAT.values() if job["task"] == "workflow.forget_sessions"] == [3600.0]
    browser(newsroom.reporter)
    Session.objects.update(expire_date=newsroom.now)
    tasks.forget_sessions()
    assert not Session.objects.exists()
