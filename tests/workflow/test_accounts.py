"""Signing in and out, and what a stranger can learn or break there."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.people import PASSWORD, person
from workflow import people

pytestmark = pytest.mark.django_db

LOGIN, LOGOUT, RESET = "/accounts/login/", "/accounts/logout/", "/accounts/password/reset/"
INSIDE = "/accounts/2fa/"
NEW_PASSWORD = "gulls over the mole"


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def rita() -> User:
    return person("Rita")


def sign_in(client: Client, email: str, password: str = PASSWORD, path: str = LOGIN, **more: Any) -> HttpResponse:
    return client.post(path, {"login": email, "password": password}, **more)


def is_in(client: Client) -> bool:
    return client.get(INSIDE).status_code == 200


def test_the_fields_of_the_door_are_labelled_as_all_others_are() -> None:
    labels = re.findall(r"<label[^>]*>([^<]*)</label>", Client().get(LOGIN).content.decode())
    assert labels == ["Email", "Password", "Stay signed in on this device"]


def told(response: Any) -> list[str]:
    return list(response.context["form"].non_field_errors())


def test_person_signs_in_by_address_in_any_spelling_and_out_again(client: Client, rita: User) -> None:
    response = sign_in(client, rita.email.upper())
    assert (response.status_code, response["Location"]) == (302, settings.LOGIN_REDIRECT_URL)
    assert is_in(client)
    assert client.post(LOGOUT)["Location"] == "/"
    assert not is_in(client)


def test_following_a_link_to_the_sign_out_page_signs_nobody_out(client: Client, rita: User) -> None:
    sign_in(client, rita.email)
    assert client.get(LOGOUT).status_code == 200
    assert is_in(client)


def test_nobody_signs_up(client: Client) -> None:
    assert b"by invitation" in client.get("/accounts/signup/").content
    form = {"email": "stranger@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/accounts/signup/", form)
    assert not User.objects.filter(email="stranger@example.org").exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "http://127.0.0.1/desk/", "javascript:alert(1)"]
)
def test_w12_sign_in_and_out_lead_nowhere_but_this_host(client: Client, rita: User, elsewhere: str) -> None:
    response = client.post(LOGIN, {"login": rita.email, "password": PASSWORD, "next": elsewhere})
    assert response["Location"] == settings.LOGIN_REDIRECT_URL
    assert client.post(LOGOUT, {"next": elsewhere})["Location"] == "/"


def test_sign_in_leads_back_to_where_the_person_was_going(client: Client, rita: User) -> None:
    response = client.post(LOGIN, {"login": rita.email, "password": PASSWORD, "next": INSIDE})
    assert response["Location"] == INSIDE


def test_w13_session_planted_before_sign_in_is_worthless_after_it(client: Client, rita: User) -> None:
    client.get(INSIDE)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    sign_in(client, rita.email)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert client.session.session_key != planted
    assert not is_in(thief)


def test_w13_copied_cookie_is_dead_after_sign_out(client: Client, rita: User) -> None:
    sign_in(client, rita.email)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
    assert is_in(thief)
    client.post(LOGOUT)
    assert not is_in(thief)


def test_w13_other_sessions_die_when_the_password_changes(client: Client, rita: User) -> None:
    elsewhere = Client()
    sign_in(client, rita.email)
    sign_in(elsewhere, rita.email)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/accounts/password/change/", form)
    assert is_in(client)
    assert not is_in(elsewhere)


def test_w13_deactivated_person_is_out_at_the_next_request_and_stays_out_when_reactivated(
    client: Client, rita: User
) -> None:
    sign_in(client, rita.email)
    people.deactivate(user=rita)
    assert not is_in(client)
    User.objects.filter(pk=rita.pk).update(is_active=True)
    assert not is_in(client)


def test_w13_is_active_alone_ends_a_session(client: Client, rita: User) -> None:
    sign_in(client, rita.email)
    User.objects.filter(pk=rita.pk).update(is_active=False)
    assert not is_in(client)


def test_w14_wrong_password_unknown_address_and_deactivated_account_look_the_same(client: Client, rita: User) -> None:
    gone = person("Gus")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    tries = [(rita.email, "wrong"), ("nobody@example.org", "wrong"), (gone.email, "wrong"), (gone.email, PASSWORD)]
    answers = [sign_in(client, email, password) for email, password in tries]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({tuple(told(answer)) for answer in answers}) == 1


def test_w14_reset_says_the_same_for_every_address_and_always_mails(client: Client, rita: User) -> None:
    answers = [client.post(RESET, {"email": email}) for email in (rita.email, "nobody@example.org")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/accounts/password/reset/done/")}
    assert [message.to for message in mail.outbox] == [[rita.email], ["nobody@example.org"]]
    assert "/password/reset/key/" in mail.outbox[0].body
    assert "/password/reset/key/" not in mail.outbox[1].body


def test_w15_guesser_is_stopped_but_the_owner_still_comes_in(client: Client, rita: User) -> None:
    for _try in range(5):
        assert "not correct" in told(sign_in(client, rita.email, "guess", REMOTE_ADDR="192.0.2.66"))[0]
    stopped = sign_in(client, rita.email, PASSWORD, REMOTE_ADDR="192.0.2.66")
    assert "Too many" in told(stopped)[0]
    assert sign_in(Client(), rita.email, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_w15_guesser_with_many_accounts_is_stopped_too(client: Client) -> None:
    answers = [sign_in(client, f"someone-{n}@example.org", "guess") for n in range(11)]
    assert "Too many" in told(answers[-1])[0]


def test_w15_second_factor_cannot_be_guessed_without_end(client: Client, rita: User) -> None:
    TOTP.activate(rita, generate_totp_secret())
    sign_in(client, rita.email)
    answers = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}) for _try in range(6)]
    assert "Too many" in str(answers[-1].context["form"].errors)
    assert not is_in(client)


def link_in(message: EmailMessage) -> str:
    return re.search(rf"{re.escape(settings.SITE_URL)}(/\S+)", message.body)[1]


def choose_password(client: Client, link: str, password: str = NEW_PASSWORD) -> HttpResponse:
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(where, {"password1": password, "password2": password})


def test_reset_link_works_once_and_ends_every_session(client: Client, rita: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, rita.email)
    client.post(RESET, {"email": rita.email})
    link = link_in(mail.outbox[0])
    choose_password(client, link)
    rita.refresh_from_db()
    assert rita.check_password(NEW_PASSWORD)
    assert not is_in(elsewhere)
    choose_password(Client(), link, "another long password")
    rita.refresh_from_db()
    assert rita.check_password(NEW_PASSWORD)


def test_reset_link_never_leads_to_the_host_that_a_request_claims(client: Client, rita: User) -> None:
    client.post(RESET, {"email": rita.email}, HTTP_HOST="127.0.0.1")
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in mail.outbox[0].body
    assert "127.0.0.1" not in mail.outbox[0].body


def test_person_with_an_app_gives_its_code_after_the_password(client: Client, rita: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(rita, secret)
    assert sign_in(client, rita.email)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert is_in(client)


def test_recovery_code_lets_in_once(client: Client, rita: User) -> None:
    sign_in(client, rita.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    recovery = Authenticator.objects.get(user=rita, type="recovery_codes").wrap().get_unused_codes()[0]
    for entered in (True, False):
        client.post(LOGOUT)
        sign_in(client, rita.email)
        client.post("/accounts/2fa/authenticate/", {"code": recovery})
        assert is_in(client) is entered


def test_second_factors_ask_for_the_password_again(client: Client, rita: User) -> None:
    sign_in(client, rita.email)
    assert client.get("/accounts/2fa/webauthn/add/")["Location"].startswith("/accounts/reauthenticate/")


def test_address_is_changed_by_an_administrator_alone(client: Client, rita: User) -> None:
    sign_in(client, rita.email)
    assert client.post("/accounts/email/", {"email": "me@elsewhere.example", "action_add": ""})["Location"] == INSIDE
    assert not mail.outbox


def test_no_page_holds_a_script_or_style_that_the_policy_forbids(client: Client, rita: User) -> None:
    pages = [client.get(path) for path in (LOGIN, RESET, "/accounts/signup/")]
    sign_in(client, rita.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    inside = [INSIDE, "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/reauthenticate/"]
    pages += [client.get(path) for path in [*inside, LOGOUT, "/accounts/password/change/"]]
    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
        assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_error_is_tied_to_its_field(client: Client) -> None:
    html = client.post(RESET, {"email": "no address"}).content.decode()
    assert 'aria-invalid="true"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-describedby="id_email_error"' in html


def test_two_accounts_never_share_an_address_in_any_spelling(rita: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("second", rita.email.upper())


def test_address_is_kept_in_lower_case_whoever_writes_it(client: Client) -> None:
    boss = User.objects.create_superuser("boss", "Boss@Example.ORG", PASSWORD)
    boss.refresh_from_db()
    assert boss.email == "boss@example.org"
    User.objects.filter(pk=boss.pk).update(email="Chief@Example.ORG")
    boss.refresh_from_db()
    assert boss.email == "chief@example.org"
    assert sign_in(client, "CHIEF@example.org").status_code == 302


def test_admin_is_entered_through_the_same_door(client: Client, rita: User) -> None:
    response = client.get("/admin/login/?next=/admin/")
    assert response["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2F"
    User.objects.filter(pk=rita.pk).update(is_staff=True)
    client.post("/admin/login/", {"username": rita.username, "password": PASSWORD})
    assert client.get("/admin/").status_code == 302
    sign_in(client, rita.email)
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=rita.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "answer",
    [
        *("{}", "[]", "null", '{"id":1}', '{"id":"eA"}', '{"id":"eA","rawId":"eA","response":{"userHandle":"MQ"}}'),
        pytest.param("9" * 5_000, id="a number without end"),
        pytest.param("[" * 100_000, id="a list without bottom"),
    ],
)
def test_half_an_answer_of_a_passkey_signs_nobody_in_and_breaks_nothing(client: Client, answer: str) -> None:
    response = client.post("/accounts/2fa/webauthn/login/", {"credential": answer})
    assert (response.status_code, response["Location"]) == (302, LOGIN)
    assert not is_in(client)
