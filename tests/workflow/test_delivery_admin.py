"""Rules, webhooks and the log, by hand: a secret goes in and never comes out."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.people import Newsroom, person
from tests.workflow.desk_pages import words
from workflow import deliveries
from workflow.enums import Audience, Channel, Verb
from workflow.models import Delivery, Dispatch, Event, NotificationRule, Webhook

ADMIN = "/admin/workflow/"
SECRET = "sixteen letters or more"


def webhook(**more: Any) -> dict[str, Any]:
    form = {"name": "Wire", "url": "https://receiver.example/hook", "verbs": ["AIR"], "is_active": "on"}
    return form | {"new_secret": SECRET} | more


def test_w19_a_webhooks_secret_is_kept_shown_to_nobody_and_replaced_only_by_another(
    client: Client, chief: User
) -> None:
    client.post(f"{ADMIN}webhook/add/", webhook())
    hook = Webhook.objects.get()
    assert (hook.secret, hook.verbs) == (SECRET, ["AIR"])
    pages = [f"{ADMIN}webhook/{hook.pk}/change/", f"{ADMIN}webhook/", f"{ADMIN}webhook/{hook.pk}/history/"]
    for page in pages:
        assert SECRET not in client.get(page).content.decode()
    client.post(f"{ADMIN}webhook/{hook.pk}/change/", webhook(name="Wire 2", new_secret=""))
    hook.refresh_from_db()
    assert (hook.name, hook.secret) == ("Wire 2", SECRET)
    client.post(f"{ADMIN}webhook/{hook.pk}/change/", webhook(new_secret="another secret, as long"))
    hook.refresh_from_db()
    assert hook.secret == "another secret, as long"
    assert client.get(f"{ADMIN}webhook/?secret__startswith=a").status_code in (302, 400)


@pytest.mark.parametrize(
    "wrong",
    [
        {"new_secret": ""},
        {"new_secret": "short"},
        {"url": "http://receiver.example/"},
        {"url": "https://user:word@receiver.example/"},
        {"verbs": []},
        {"verbs": ["NONSENSE"]},
    ],
)
def test_a_webhook_that_could_not_work_is_refused(client: Client, chief: User, wrong: dict[str, Any]) -> None:
    response = client.post(f"{ADMIN}webhook/add/", webhook(**wrong))
    assert (response.status_code, Webhook.objects.count()) == (200, 0)
    assert "errorlist" in response.content.decode()


def test_a_desk_gets_a_rule_of_its_own_once(client: Client, chief: User, newsroom: Newsroom) -> None:
    form = {"desk": newsroom.desk.pk, "verb": Verb.FILE, "audience": Audience.PUBLISHERS, "is_active": "on"}
    for _time in range(2):
        client.post(f"{ADMIN}notificationrule/add/", form)
    assert NotificationRule.objects.filter(desk=newsroom.desk).count() == 1
    doubled = client.post(f"{ADMIN}notificationrule/add/", form | {"desk": "", "audience": Audience.SIGNERS})
    assert doubled.status_code == 200
    assert NotificationRule.objects.filter(desk=None, verb=Verb.FILE).count() == 1


def failing(newsroom: Newsroom) -> Delivery:
    newsroom.act("send_back", newsroom.filed(), note="Names, please.")
    deliveries.dispatch(now=newsroom.now)
    mails = Delivery.objects.filter(channel=Channel.MAIL)
    mails.update(due_at=None, failure="ConnectionRefusedError", attempts=8)
    return mails.get()


def pressed(client: Client, noun: str, action: str, *keys: int) -> str:
    answer = client.post(f"{ADMIN}{noun}/", {"action": action, "_selected_action": keys}, follow=True)
    return words(answer)


def test_what_was_given_up_is_found_and_sent_again(client: Client, chief: User, newsroom: Newsroom) -> None:
    mail = failing(newsroom)
    assert "ConnectionRefusedError" in words(client.get(f"{ADMIN}delivery/?state=failed"))
    for state in ("retried", "waiting"):
        assert "ConnectionRefusedError" not in words(client.get(f"{ADMIN}delivery/?state={state}"))
    assert "1 is due again" in pressed(client, "delivery", "send_again", mail.pk)
    mail.refresh_from_db()
    assert (mail.attempts, mail.due_at is not None) == (0, True)


def test_what_arrived_is_sent_again_only_by_its_own_action(client: Client, chief: User, newsroom: Newsroom) -> None:
    mail = failing(newsroom)
    Delivery.objects.filter(pk=mail.pk).update(done_at=newsroom.now, failure="")
    assert "0 are due again" in pressed(client, "delivery", "send_again", mail.pk)
    assert "1 is due again" in pressed(client, "delivery", "send_again_even_done", mail.pk)


def test_an_inbox_is_never_sent_again(client: Client, chief: User, newsroom: Newsroom) -> None:
    failing(newsroom)
    told = Delivery.objects.filter(channel=Channel.INBOX).first()
    assert told is not None
    assert "0 are due again" in pressed(client, "delivery", "send_again_even_done", told.pk)


def test_who_may_only_look_at_the_log_finds_no_button(client: Client, newsroom: Newsroom) -> None:
    mail = failing(newsroom)
    looker = person("Stan")
    User.objects.filter(pk=looker.pk).update(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_delivery"))
    client.force_login(looker)
    assert client.get(f"{ADMIN}delivery/").status_code == 200
    assert "send_again" not in client.get(f"{ADMIN}delivery/").content.decode()
    pressed(client, "delivery", "send_again", mail.pk)
    mail.refresh_from_db()
    assert mail.due_at is None


def test_the_log_is_changed_by_nobody(client: Client, chief: User, newsroom: Newsroom) -> None:
    mail = failing(newsroom)
    assert client.get(f"{ADMIN}delivery/{mail.pk}/change/").status_code == 200
    assert client.post(f"{ADMIN}delivery/{mail.pk}/change/", {"failure": ""}).status_code == 403
    assert client.get(f"{ADMIN}delivery/add/").status_code == 403


def test_an_event_that_could_not_be_dispatched_is_shown_and_tried_again(
    client: Client, chief: User, newsroom: Newsroom
) -> None:
    story = newsroom.filed()
    poison = Event.objects.create(story=story, verb=Verb.COMMENT, at=newsroom.now, facts={"comment": "no id"})
    deliveries.dispatch(now=newsroom.now)
    assert "no id" in words(client.get(f"{ADMIN}dispatch/?state=failed"))
    assert "0 could be dispatched" in pressed(client, "dispatch", "dispatch_again", poison.pk)
    NotificationRule.objects.filter(verb=Verb.COMMENT, audience=Audience.MENTIONED).delete()
    assert "1 could be dispatched" in pressed(client, "dispatch", "dispatch_again", poison.pk)
    assert Dispatch.objects.get(event=poison).error == ""
    assert Delivery.objects.filter(event=poison, user=newsroom.reporter, channel=Channel.INBOX).count() == 1
