"""Being asked in."""

import re
import smtplib
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends import locmem
from django.db import transaction
from django.test import Client, override_settings

from tests.people import Newsroom
from workflow import invitations, people
from workflow.enums import Role
from workflow.exceptions import InvitationRefused
from workflow.models import Invitation, Membership

PASSWORD = "gulls over the mole"


@pytest.fixture(autouse=True)
def _no_tries_yet(db: None) -> None:
    cache.clear()


def invite(newsroom: Newsroom, email: str = "Nora@Example.org", **more: Any) -> User:
    words = {"first_name": "Nora", "last_name": "Quay", "memberships": [(newsroom.desk, Role.REPORTER)]}
    return invitations.invite(email=email, by=newsroom.publisher, now=newsroom.now, **{**words, **more})


def link() -> str:
    return re.search(rf"{re.escape(settings.SITE_URL)}(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]


def choose_password(password: str = PASSWORD, where: str | None = None) -> None:
    client = Client()
    page = client.get(where or link(), follow=True)
    client.post(
        page.redirect_chain[-1][0] if page.redirect_chain else "/", {"password1": password, "password2": password}
    )


def break_the_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> int:
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuse)


def test_invited_reporter_sets_a_password_once_and_comes_in(live_newsroom: Newsroom) -> None:
    nora = invite(live_newsroom)
    assert not nora.has_usable_password()
    assert [message.to for message in mail.outbox] == [["nora@example.org"]]
    assert f"{live_newsroom.desk.name}: reporter" in mail.outbox[0].body
    assert nora.invitation.sent_at == live_newsroom.now
    choose_password()
    choose_password("some other password")
    client = Client()
    client.post("/accounts/login/", {"login": "nora@example.org", "password": PASSWORD})
    assert client.get("/accounts/2fa/").status_code == 200
    assert list(nora.memberships.values_list("desk", "role")) == [(live_newsroom.desk.pk, Role.REPORTER)]


def test_link_runs_out(live_newsroom: Newsroom) -> None:
    nora = invite(live_newsroom)
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        choose_password()
    nora.refresh_from_db()
    assert not nora.has_usable_password()


@pytest.mark.parametrize("again", ["nora@example.org", "NORA@EXAMPLE.ORG", "  Nora@example.org "])
def test_address_with_an_account_is_refused_in_words_in_any_spelling(newsroom: Newsroom, again: str) -> None:
    invite(newsroom)
    with pytest.raises(InvitationRefused, match=r"nora@example\.org has an account already"):
        invite(newsroom, again)
    assert User.objects.filter(email="nora@example.org").count() == 1


def test_second_administrator_who_comes_between_is_refused_in_the_same_words(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(newsroom)
    monkeypatch.setattr(invitations, "free_address", lambda *, email: email.lower())
    with pytest.raises(InvitationRefused, match="has an account already"):
        invite(newsroom)


def test_invitation_that_is_rolled_back_sends_no_mail(live_newsroom: Newsroom) -> None:
    with transaction.atomic():
        invite(live_newsroom)
        transaction.set_rollback(True)
    assert not mail.outbox
    assert not User.objects.filter(email="nora@example.org").exists()


def test_role_given_twice_is_given_once(newsroom: Newsroom) -> None:
    nora = invite(newsroom, memberships=[(newsroom.desk, Role.EDITOR)] * 2)
    assert Membership.objects.filter(user=nora).count() == 1


def test_mail_that_fails_is_noted_and_sent_again(live_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        break_the_mail_server(broken)
        nora = invite(live_newsroom)
    assert nora.invitation.failed_reason == "SMTPServerDisconnected: Connection unexpectedly closed"
    assert nora.invitation.sent_at is None
    invitations.send_again(user=nora, by=live_newsroom.editor, now=live_newsroom.later(hours=1))
    renewed = Invitation.objects.get(user=nora)
    assert (renewed.failed_reason, renewed.sent_at, renewed.invited_by) == ("", live_newsroom.now, live_newsroom.editor)
    choose_password()
    nora.refresh_from_db()
    assert nora.check_password(PASSWORD)


def test_nobody_with_a_password_or_without_an_active_account_is_invited_again(newsroom: Newsroom) -> None:
    with pytest.raises(InvitationRefused, match="has set a password already"):
        invitations.send_again(user=newsroom.reporter, by=None, now=newsroom.now)
    people.deactivate(user=newsroom.reporter)
    with pytest.raises(InvitationRefused, match="is deactivated"):
        invitations.send_again(user=newsroom.reporter, by=None, now=newsroom.now)


def test_who_leaves_loses_roles_password_and_open_links(live_newsroom: Newsroom) -> None:
    nora = invite(live_newsroom)
    people.deactivate(user=nora)
    choose_password()
    nora.refresh_from_db()
    assert (nora.is_active, nora.has_usable_password(), nora.memberships.count()) == (False, False, 0)


def test_an_address_that_somebody_signs_in_with_is_not_free(newsroom: Newsroom) -> None:
    User.objects.create(username="nora@example.org", email="nora.quay@example.org")
    with pytest.raises(InvitationRefused, match="has an account already"):
        invitations.free_address(email="Nora@example.org")
