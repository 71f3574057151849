"""Events without a story, of the house and of pictures, wherever an Event is shown or sent."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from articles.models import Picture
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.mailroom import answering, lay_down_the_rules, receiver, told
from workflow import audit, deliveries
from workflow.enums import Channel, Danger, Role, Verb
from workflow.models import Delivery, Dispatch, Event

ADMIN = "/admin/workflow/"


@pytest.fixture
def chief(newsroom: Newsroom) -> User:
    """An administrator who is on a desk as well, and so has an inbox."""
    lay_down_the_rules()
    user = person("Ada", Role.PUBLISHER, desk=newsroom.desk)
    user.is_staff = user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def alarm(newsroom: Newsroom, chief: User) -> Event:
    facts = {"danger": Danger.BEAT_SILENT, "alarm": 1, "seconds": 61}
    return Event.objects.create(verb=Verb.ALARM, at=newsroom.now, facts=facts)


@pytest.fixture
def bound(newsroom: Newsroom, chief: User, picture: Picture) -> Event:
    """A picture that an editor put under an embargo."""
    return Event.objects.create(verb=Verb.BIND_PICTURE, at=newsroom.now, picture=picture, by=newsroom.editor)


def deliver(newsroom: Newsroom) -> None:
    deliveries.dispatch(now=newsroom.now)
    deliveries.deliver(now=newsroom.now)


def test_an_alarm_leads_from_inbox_and_mail_to_the_clock(newsroom: Newsroom, chief: User, alarm: Event) -> None:
    deliver(newsroom)
    page = browser(chief).get("/desk/inbox/")
    assert "beat is silent alarm the system" in words(page)
    assert 'href="/desk/clock/"' in page.content.decode()
    (letter,) = (one for one in mail.outbox if one.to == [chief.email])
    assert "alarm: beat is silent" in letter.subject
    assert "/desk/clock/" in letter.body
    assert told(newsroom.editor) == []


def test_a_picture_under_embargo_leads_to_its_page(newsroom: Newsroom, chief: User, bound: Event) -> None:
    deliver(newsroom)
    page = browser(newsroom.publisher).get("/desk/inbox/")
    assert "gull.png picture put under an embargo Edith Test" in words(page)
    place = f"/desk/pictures/{bound.picture.token}/"
    assert f'href="{place}"' in page.content.decode()
    assert browser(newsroom.publisher).get(place).status_code == 200
    assert any(place in str(letter.body) for letter in mail.outbox)


def test_a_webhook_hears_of_both_by_ids_alone(newsroom: Newsroom, alarm: Event, bound: Event, settings: Any) -> None:
    settings.DEBUG = settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiver(answering(204)) as heard:
        heard.hook(verbs=[Verb.ALARM, Verb.BIND_PICTURE])
        deliver(newsroom)
    said = [json.loads(body) for _headers, body in heard.received]
    assert [(one["verb"], one["danger"], one["picture"], one["story"], one["desk"]) for one in said] == [
        (Verb.ALARM, Danger.BEAT_SILENT, None, None, None),
        (Verb.BIND_PICTURE, None, bound.picture_id, None, None),
    ]


def test_a_webhook_of_one_desk_hears_nothing_of_the_house(newsroom: Newsroom, alarm: Event, settings: Any) -> None:
    settings.DEBUG = settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiver(answering(204)) as heard:
        heard.hook(verbs=[Verb.ALARM], desk=newsroom.desk)
        deliver(newsroom)
    assert heard.received == []


def test_who_is_no_administrator_any_more_when_it_is_sent_hears_nothing(
    newsroom: Newsroom, chief: User, alarm: Event
) -> None:
    deliveries.dispatch(now=newsroom.now)
    User.objects.filter(pk=chief.pk).update(is_superuser=False)
    deliveries.deliver(now=newsroom.now)
    assert mail.outbox == []
    assert Delivery.objects.get(channel=Channel.MAIL).failure.startswith("No longer for this recipient")
    assert "beat is silent" not in words(browser(chief).get("/desk/inbox/"))


def test_the_administration_shows_events_deliveries_and_dispatches_of_both(
    newsroom: Newsroom, chief: User, alarm: Event, bound: Event, client: Client
) -> None:
    deliver(newsroom)
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    for model in ("delivery", "dispatch"):
        page = client.get(f"{ADMIN}{model}/").content.decode()
        assert "beat is silent" in page
        assert "gull.png" in page
    assert "gull.png" in client.get(f"{ADMIN}event/").content.decode()
    pages = [("event", alarm.pk), ("event", bound.pk), ("dispatch", Dispatch.objects.earliest("pk").pk)]
    pages += [("delivery", one.pk) for one in Delivery.objects.all()]
    assert {client.get(f"{ADMIN}{model}/{key}/change/").status_code for model, key in pages} == {200}
    answer = client.post(f"{ADMIN}delivery/", {"action": "send_again", "_selected_action": [pages[-1][1]]})
    assert answer.status_code == 302


def test_an_alarm_of_a_danger_that_is_known_no_more_is_still_shown(newsroom: Newsroom, chief: User) -> None:
    Event.objects.create(verb=Verb.ALARM, at=newsroom.now, facts={"danger": "FLOOD"})
    deliver(newsroom)
    assert "The newsroom itself alarm" in words(browser(chief).get("/desk/inbox/"))


def test_the_record_replays_with_events_of_the_house(newsroom: Newsroom, alarm: Event, bound: Event) -> None:
    newsroom.on_air()
    assert list(audit.differences(now=newsroom.now)) == []
