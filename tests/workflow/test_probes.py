"""What watchers from outside are told: that something is wrong with a part, and the figures if they may have them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import Error, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from articles import instant
from tests.journeys.test_leaks import CANARY
from tests.people import Newsroom
from workflow import announcements, deliveries
from workflow.enums import Danger, Status
from workflow.models import Alarm
from workflow.watch import metrics, signs_of_life, watchdog
from workflow.watch.pulses import BEAT, PULSES

READY = {"status": "ok", "database": "ok", "beat": "ok", "announcements": "ok", "deliveries": "ok"}
TOKEN = "a-token-of-some-length"
HOUR = timedelta(hours=1)


@pytest.fixture
def chief(db: None) -> User:
    return User.objects.create_superuser("chief@example.org", "chief@example.org", "x")


@pytest.fixture
def token(settings: Any) -> dict[str, str]:
    settings.METRICS_TOKEN = TOKEN
    return {"authorization": f"Bearer {TOKEN}"}


def readiness(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()


def test_s10_a_beat_that_is_silent_for_a_minute_turns_readiness_red_by_itself(client: Client, db: None) -> None:
    now = instant.now()
    signs_of_life.give(BEAT, now=now - timedelta(seconds=50))
    assert readiness(client) == (200, READY)
    signs_of_life.give(BEAT, now=now - timedelta(seconds=61))
    assert readiness(client) == (503, READY | {"status": "unavailable", "beat": "silent"})
    assert client.get("/healthz").status_code == 200
    signs_of_life.pulse("clock", now=instant.now(), sent_at=None)
    assert readiness(client) == (200, READY)


def test_readiness_says_that_announcements_or_deliveries_are_late_and_never_how_many(
    client: Client, newsroom: Newsroom
) -> None:
    signs_of_life.give(BEAT, now=instant.now())
    newsroom.later(minutes=-10)
    newsroom.scheduled(CANARY, goes_live_at=newsroom.now + timedelta(minutes=1))
    status, said = readiness(client)
    assert (status, said) == (503, READY | {"status": "unavailable", "announcements": "late", "deliveries": "late"})
    now = instant.now()
    newsroom.now = now
    newsroom.tick()
    deliveries.dispatch(now=now)
    deliveries.deliver(now=now)
    assert readiness(client) == (200, READY)


def test_a_silent_database_is_told_without_its_secrets(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Error("password=hunter2")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable", "database": "no answer"})


def test_readiness_asks_the_same_few_things_however_many_stories_there_are(
    client: Client, newsroom: Newsroom, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _round in range(2):
        with django_assert_max_num_queries(9):
            client.get("/readyz")
        for _number in range(3):
            newsroom.scheduled(goes_live_at=newsroom.now + HOUR)


def test_l7_o3_figures_are_for_the_token_and_for_administrators_alone(
    client: Client, newsroom: Newsroom, chief: User, token: dict[str, str]
) -> None:
    nothing = client.get("/no-such-page/").status_code
    nobody = [{}, {"authorization": "Bearer "}, {"authorization": f"Bearer {TOKEN[:-1]}"}, {"authorization": TOKEN}]
    nobody += [{"authorization": f"Basic {TOKEN}"}, {"authorization": f"Bearer {TOKEN}é"}]
    for headers in nobody:
        answer = client.get("/metrics", headers=headers)
        assert (answer.status_code, b"newsroom_" in answer.content) == (nothing, False) == (404, False)
    client.force_login(newsroom.publisher, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers=token).status_code == 200
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/metrics")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert client.post("/metrics", headers=token).status_code == 405


def test_without_a_token_an_empty_one_opens_nothing(client: Client, db: None, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    for said in ("Bearer", "Bearer ", ""):
        assert client.get("/metrics", headers={"authorization": said}).status_code == 404


def scraped(client: Client, token: dict[str, str]) -> dict[str, dict[str, float]]:
    """Read the page as Prometheus does: each name with its values by label."""
    page = client.get("/metrics", headers=token).content.decode()
    assert CANARY not in page
    return {
        family.name: {",".join(sample.labels.values()): sample.value for sample in family.samples}
        for family in text_string_to_metric_families(page)
    }


def test_prometheus_reads_what_is_late_what_is_alarming_and_how_many_stories_there_are(
    client: Client, newsroom: Newsroom, token: dict[str, str]
) -> None:
    now = instant.now()
    signs_of_life.pulse("clock", now=now, sent_at=now - timedelta(seconds=2))
    Alarm.objects.create(danger=Danger.BROKER_GONE, raised_at=now)
    newsroom.later(minutes=-10)
    for minutes in (1, 2, 3):
        newsroom.scheduled(CANARY, goes_live_at=newsroom.now + timedelta(minutes=minutes))
    newsroom.draft(CANARY)
    newsroom.later(minutes=2, seconds=30)
    assert newsroom.tick().aired == 2
    found = scraped(client, token)
    assert set(found) == set(metrics.GAUGES)
    assert found["newsroom_stories"] == dict.fromkeys(Status.values, 0) | {"SCHEDULED": 1, "PUBLISHED": 2, "DRAFT": 1}
    assert found["newsroom_announcements_due"] == {"": 1}
    assert 420 < found["newsroom_announcements_due_age_seconds"][""] < 480
    assert found["newsroom_announcement_lateness_seconds"] == pytest.approx(
        {"0.5": 60, "0.95": 87, "0.99": 89.4, "1": 90}
    )
    assert found["newsroom_announcements_day"] == {"": 2}
    assert found["newsroom_alarm"] == dict.fromkeys(Danger.values, 0) | {"BROKER_GONE": 1}
    assert found["newsroom_queue_delay_seconds"] == {"clock": 2}
    assert 0 <= found["newsroom_beat_silence_seconds"][""] < 60
    assert set(found["newsroom_sign_of_life_age_seconds"]) == {"beat", "clock"}


def test_a_broker_that_answers_says_how_long_its_queues_are(
    client: Client, db: None, token: dict[str, str], broker: str
) -> None:
    found = scraped(client, token)
    assert found["newsroom_broker_up"] == {"": 1}
    assert set(found["newsroom_queue_length"]) == set(PULSES)


def test_s5_a_scrape_without_a_broker_says_so_and_goes_on(
    client: Client, db: None, token: dict[str, str], nobody_answers: None
) -> None:
    found = scraped(client, token)
    assert (found["newsroom_broker_up"], found["newsroom_queue_length"]) == ({"": 0}, {})


@pytest.fixture
def nobody_answers() -> Any:
    """Point the app at a port on which nobody listens."""
    conf = watchdog.broker.current_app.conf
    before, conf.broker_url = conf.broker_url, "redis://127.0.0.1:1/0"
    yield
    conf.broker_url = before


def test_what_failed_is_told_apart_from_what_waits(client: Client, newsroom: Newsroom, token: dict[str, str]) -> None:
    newsroom.later(minutes=-10)
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(minutes=1))
    assert scraped(client, token)["newsroom_announcements_failed"] == {"": 0}
    announcements.set_aside(article_id=story.article_id, now=instant.now(), reason="IntegrityError")
    assert scraped(client, token)["newsroom_announcements_failed"] == {"": 1}


def test_a_scrape_asks_as_much_with_many_stories_as_with_few(
    client: Client, newsroom: Newsroom, token: dict[str, str], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _round in range(2):
        with django_assert_max_num_queries(22):
            client.get("/metrics", headers=token)
        for _number in range(3):
            newsroom.scheduled(goes_live_at=newsroom.now + HOUR)


def test_operators_find_every_name_in_their_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "operator.md").read_text(encoding="utf-8")
    for name, gauge in metrics.GAUGES.items():
        labels = "".join(f"{{{label}}}" for label in gauge.labels)
        assert f"| `{name}{labels}` | {gauge.says} |" in guide, name
