"""People by hand; stories and the record, to be read only."""

import smtplib
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.mail.backends import locmem
from django.http import HttpResponse
from django.test import Client

from tests.counting import queries
from tests.people import Newsroom, person
from workflow.models import Desk

USERS = "/admin/auth/user/"


def staff(client: Client, *rights: str) -> User:
    user = person("Stan")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    return user


@pytest.mark.parametrize("noun", ["story", "event", "signoff", "embargo"])
def test_not_even_a_superuser_writes_the_record(client: Client, chief: User, newsroom: Newsroom, noun: str) -> None:
    story = newsroom.approved()
    rows = {"story": story.pk, "event": story.events.first().pk, "signoff": story.sign_offs.get().pk}
    assert client.get(f"/admin/workflow/{noun}/").status_code == 200
    assert client.get(f"/admin/workflow/{noun}/add/").status_code == 403
    if noun in rows:
        path = f"/admin/workflow/{noun}/{rows[noun]}"
        assert client.get(f"{path}/change/").status_code == 200
        assert client.post(f"{path}/change/", {"status": "PUBLISHED"}).status_code == 403
        assert client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("path", ["workflow/story", "workflow/event", "workflow/signoff", "workflow/desk", "auth/user"])
def test_list_costs_the_same_for_one_row_and_for_thirty(
    client: Client, chief: User, newsroom: Newsroom, path: str
) -> None:
    newsroom.approved()
    few = queries(client, f"/admin/{path}/")
    for number in range(29):
        newsroom.approved(f"Story {number}")
        person(f"Reporter{number}")
        Desk.objects.create(name=f"Desk {number}", slug=f"desk-{number}")
    assert queries(client, f"/admin/{path}/") == few


def test_story_is_found_by_its_headline(client: Client, chief: User, newsroom: Newsroom) -> None:
    newsroom.draft("Gannets on the mole")
    newsroom.draft("Tide tables")
    page = client.get("/admin/workflow/story/?q=gannets")
    assert page.context["cl"].result_count == 1


@pytest.mark.django_db(transaction=True)
def test_administrator_invites_a_reporter_with_roles(client: Client, live_newsroom: Newsroom, chief: User) -> None:
    desk = live_newsroom.desk
    form = {"email": "Nora@Example.org", "first_name": "Nora", "last_name": "Quay", "roles": f"{desk.pk}:REPORTER"}
    response = client.post(f"{USERS}add/", form, follow=True)
    nora = User.objects.get(email="nora@example.org")
    assert list(nora.memberships.values_list("desk", "role")) == [(desk.pk, "REPORTER")]
    assert (nora.is_staff, nora.has_usable_password()) == (False, False)
    assert [message.to for message in mail.outbox] == [["nora@example.org"]]
    assert "Ada" in mail.outbox[0].body
    assert "nora@example.org: invited, has no password yet" in [
        str(message) for message in response.context["messages"]
    ]
    assert LogEntry.objects.filter(object_id=str(nora.pk), user=chief).exists()


@pytest.mark.django_db(transaction=True)
def test_administrator_sees_that_a_mail_failed_and_sends_it_again(
    client: Client, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> int:
        raise smtplib.SMTPServerDisconnected("no server")

    with monkeypatch.context() as broken:
        broken.setattr(locmem.EmailBackend, "send_messages", refuse)
        response = client.post(f"{USERS}add/", {"email": "nora@example.org"}, follow=True)
    assert "was not sent (SMTPServerDisconnected: no server)" in "".join(told(response))
    assert "Send the invitation again" in client.get(USERS).content.decode()
    nora = User.objects.get(email="nora@example.org")
    act(client, "send_invitation_again", nora)
    assert [message.to for message in mail.outbox] == [["nora@example.org"]]


def told(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def act(client: Client, action: str, *chosen: User) -> HttpResponse:
    return client.post(USERS, {"action": action, "_selected_action": [user.pk for user in chosen]}, follow=True)


def test_address_that_is_taken_is_refused_at_its_field(client: Client, chief: User) -> None:
    response = client.post(f"{USERS}add/", {"email": "CHIEF@example.org"})
    assert "has an account already" in str(response.context["adminform"].form.errors["email"])


def person_form(user: User, **changes: Any) -> dict[str, Any]:
    memberships = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    return {"email": user.email, "first_name": "", "last_name": "", "is_active": "on", **memberships, **changes}


def test_changed_address_is_the_new_login(client: Client, chief: User) -> None:
    rita = person("Rita")
    client.post(f"{USERS}{rita.pk}/change/", person_form(rita, email="Rita.New@example.org"))
    rita.refresh_from_db()
    assert (rita.email, rita.username) == ("rita.new@example.org", "rita.new@example.org")


def test_person_who_leaves_is_deactivated_with_roles_gone(client: Client, chief: User, newsroom: Newsroom) -> None:
    editor = newsroom.editor
    form = person_form(editor)
    del form["is_active"]
    client.post(f"{USERS}{editor.pk}/change/", form)
    editor.refresh_from_db()
    assert (editor.is_active, editor.memberships.count()) == (False, 0)
    act(client, "deactivate", newsroom.reporter, chief)
    newsroom.reporter.refresh_from_db()
    chief.refresh_from_db()
    assert (newsroom.reporter.is_active, newsroom.reporter.memberships.count(), chief.is_active) == (False, 0, True)


def test_nobody_is_deleted(client: Client, chief: User) -> None:
    rita = person("Rita")
    assert client.post(f"{USERS}{rita.pk}/delete/", {"post": "yes"}).status_code == 403
    act(client, "delete_selected", rita)
    assert User.objects.filter(pk=rita.pk).exists()
    assert b"delete_selected" not in client.get(USERS).content


def test_staff_without_all_rights_make_nobody_mightier(client: Client, chief: User) -> None:
    stan, rita = staff(client, "view_user", "change_user", "add_user"), person("Rita")
    client.post(f"{USERS}{rita.pk}/change/", person_form(rita, is_superuser="on", is_staff="on"))
    client.post(f"{USERS}{stan.pk}/change/", person_form(stan, is_superuser="on"))
    assert list(User.objects.filter(is_superuser=True)) == [chief]
    assert not User.objects.get(pk=rita.pk).is_staff
    assert client.post(f"{USERS}{chief.pk}/change/", person_form(chief, email="stan@evil.example")).status_code == 403
    act(client, "deactivate", chief)
    assert User.objects.get(pk=chief.pk).is_active


def test_staff_without_all_rights_take_nobodys_account_by_its_address(client: Client, newsroom: Newsroom) -> None:
    """A link to a new password goes to the address: who changes that could sign in as the publisher."""
    stan, pia = staff(client, "view_user", "change_user"), newsroom.publisher
    client.post(f"{USERS}{pia.pk}/change/", person_form(pia, email="stan@evil.example", first_name="Pía"))
    kept = User.objects.get(pk=pia.pk)
    assert (kept.email, kept.username, kept.first_name) == (pia.email, pia.email, "Pía")
    client.post(f"{USERS}{stan.pk}/change/", person_form(stan, email="stan.new@example.org"))
    assert User.objects.get(pk=stan.pk).username == "stan.new@example.org"


def test_staff_who_may_not_give_roles_give_none_by_a_made_up_field(client: Client, newsroom: Newsroom) -> None:
    staff(client, "view_user", "change_user", "add_user")
    form = {
        "email": "nora@example.org",
        "roles": f"{newsroom.desk.pk}:PUBLISHER",
        "is_superuser": "on",
        "is_staff": "on",
    }
    client.post(f"{USERS}add/", form)
    nora = User.objects.get(email="nora@example.org")
    assert (nora.memberships.count(), nora.is_superuser, nora.is_staff) == (0, False, False)


def test_password_hash_is_not_guessed_through_a_filter(client: Client, chief: User) -> None:
    assert client.get(f"{USERS}?password__startswith=md5").status_code == 400


def test_secrets_of_a_second_factor_are_shown_to_nobody(client: Client, chief: User) -> None:
    factor = TOTP.activate(person("Rita"), "JBSWY3DPEHPK3PXP").instance
    page = client.get(f"/admin/mfa/authenticator/{factor.pk}/change/")
    assert page.status_code == 200
    assert b"JBSWY3DPEHPK3PXP" not in page.content
    assert client.get("/admin/mfa/authenticator/?data__secret__startswith=J").status_code == 400
    assert client.post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"}).status_code == 302


def test_staff_without_all_rights_take_no_second_factor_from_those_with_rights(client: Client, chief: User) -> None:
    factors = [TOTP.activate(who, "JBSWY3DPEHPK3PXP").instance for who in (chief, person("Rita"))]
    staff(client, "view_authenticator", "delete_authenticator")
    for factor in factors:
        client.post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"})
    assert list(Authenticator.objects.values_list("user", flat=True)) == [chief.pk]


def test_reporter_without_staff_rights_sees_no_admin(client: Client, newsroom: Newsroom) -> None:
    client.force_login(newsroom.reporter)
    for path in ("/admin/", USERS, "/admin/workflow/story/"):
        assert client.get(path, follow=True).status_code == 403


def test_administrator_hears_which_look_nobody_can_give_once_its_last_signer_leaves(
    client: Client, chief: User, newsroom: Newsroom
) -> None:
    response = client.post(USERS, {"action": "deactivate", "_selected_action": [newsroom.editor.pk]}, follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert f"Nobody on {newsroom.desk} can sign “Copy” now: give somebody the role of editor." in said
