"""What a deadly picture costs: its own rendering. Real workers, a real broker, and pictures that kill for real."""

import resource
from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from celery import current_app
from PIL import Image

from articles import instant, pictures
from articles.exceptions import PictureRefused
from articles.models import Picture
from articles.pictures import limits
from articles.pictures.waking import waker
from tests import processes
from tests.articles import photos
from tests.articles.deadly import DEEDS, be_killed, crash, take_all_memory
from tests.articles.photos import accepted, empty_stores, files_of, jpeg, lapse, rendered  # noqa: F401
from tests.people import Newsroom
from tests.processes import Process, wait_until
from workflow.enums import Verb
from workflow.models import Event, Story

DEADLY = "tests.articles.deadly"
CRASHES = [width for width, deed in DEEDS.items() if deed in {be_killed, crash}]


@pytest.fixture
def queues(broker: str, live_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    monkeypatch.setattr(waker, "quiet_until", 0.0)
    processes.empty_queues()
    return live_newsroom


def is_rendered(picture: Picture) -> bool:
    return Picture.objects.get(pk=picture.pk).rendered_at is not None


def is_failed(picture: Picture) -> bool:
    return bool(Picture.objects.get(pk=picture.pk).failed_reason)


def attempts_of(picture: Picture) -> int:
    return Picture.objects.get(pk=picture.pk).attempts


def sweep() -> None:
    current_app.send_task("articles.render_missing")


def given_up(worker: Process, picture: Picture) -> None:
    """Let sweep after sweep come along, as beat does, until nobody tries any more."""
    for attempt in (1, 2, 3):
        wait_until(partial(has_ended_badly, worker, picture, attempt), worker, seconds=90)
        lapse(picture)
        sweep()
    wait_until(lambda: is_failed(picture), worker)


def has_ended_badly(worker: Process, picture: Picture, times: int) -> bool:
    """Say whether so many attempts cost a process, or ended for want of memory or time."""
    signs = ("exited prematurely", "Hard time limit", "not rendered yet")
    return attempts_of(picture) == times and sum(worker.said.count(sign) for sign in signs) >= times


@pytest.mark.parametrize("width", sorted(DEEDS)[1:], ids=lambda width: DEEDS[width].__name__)
def test_deadly_picture_is_tried_three_times_reported_once_and_the_next_one_is_rendered(
    queues: Newsroom, width: int
) -> None:
    env = processes.environment(DJANGO_SETTINGS_MODULE=DEADLY)
    with processes.worker("pictures", pool="prefork", env=env) as worker:
        deadly = accepted(jpeg(width, 80), by=queues.reporter)
        given_up(worker, deadly)
        good = accepted(jpeg(seed=1), by=queues.reporter)
        wait_until(lambda: is_rendered(good), worker)
        sweep()
        reason = Picture.objects.get(pk=deadly.pk).failed_reason
        assert reason.startswith("Three attempts to render this picture did not come to an end.")
        assert worker.said.count(f"Picture {deadly.pk} can't be rendered: {reason}") == 1
        assert worker.is_running
        assert ("MemoryError" in worker.said) is (DEEDS[width] is take_all_memory)
    assert set(files_of(good)) == photos.NAMES
    assert files_of(deadly) == {}
    assert not pictures.waiting(now=instant.now() + timedelta(hours=1)).exists()


def test_clock_goes_on_while_pictures_kill_their_workers(queues: Newsroom) -> None:
    env = processes.environment(DJANGO_SETTINGS_MODULE=DEADLY)
    with processes.worker("pictures", pool="prefork", env=env) as worker, processes.worker("clock") as clock:
        queues.now = instant.now()
        story = queues.scheduled(goes_live_at=queues.now + timedelta(seconds=5))
        deadly = [accepted(jpeg(width, 80), by=queues.reporter) for width in CRASHES]
        wait_until(lambda: all(attempts_of(picture) for picture in deadly), worker, clock)
        wait_until(lambda: ticked() and has_aired(story), worker, clock)
        assert (worker.said.count("exited prematurely") >= 2, "prematurely" in clock.said) == (True, False)


def ticked() -> bool:
    current_app.send_task("workflow.tick")
    return True


def has_aired(story: Story) -> bool:
    return Event.objects.filter(story=story, verb=Verb.AIR).exists()


def test_picture_may_take_so_much_memory_and_no_more_and_other_work_is_not_limited() -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with pytest.raises(MemoryError), limits.limited_memory():
        bytearray(limits.MOST_MEMORY + 50_000_000)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


@pytest.mark.django_db
@pytest.mark.usefixtures("empty_stores")
def test_progressive_picture_of_a_hundred_megapixels_is_rendered_within_the_limit() -> None:
    file = BytesIO()
    Image.new("RGB", (10_000, 10_000), (30, 60, 90)).save(file, "JPEG", progressive=True, quality=50)
    picture = rendered(file)
    assert (picture.failed_reason, picture.rendered_at is not None) == ("", True)


@pytest.mark.django_db
@pytest.mark.usefixtures("empty_stores")
def test_bombs_are_refused_by_their_header_before_anything_is_kept() -> None:
    with pytest.raises(PictureRefused, match="too many pixels"):
        accepted(photos.bomb())
    assert (Picture.objects.count(), photos.stored("originals")) == (0, set())
