"""The main road, with nothing left out: forms, a broker, a worker, a beat, and a reader who waits."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory

from articles import instant, views
from articles.models import Picture
from tests import processes
from tests.articles import photos
from tests.journeys.browsers import Browser, at, seconds_ahead, signed_in_by_form
from tests.people import Newsroom
from tests.processes import wait_until
from workflow.enums import Status, Verb
from workflow.models import Event, Story

PICTURE = re.compile(r"/pictures/[\w-]+/[\w.-]+")


@pytest.fixture
def desk(live_newsroom: Newsroom) -> Newsroom:
    """Committed, so that every process sees it; nobody has tried to sign in yet."""
    cache.clear()
    return live_newsroom


@pytest.fixture
def staff(broker: str, desk: Newsroom) -> Iterator[list[processes.Process]]:
    """One worker for clock and pictures, its beat, and the watch that needs no broker: two clocks at once."""
    processes.empty_queues()
    with ExitStack() as running:
        yield [
            running.enter_context(processes.beat()),
            running.enter_context(processes.command("publish_due", "--watch", "1")),
            running.enter_context(processes.worker("clock", "pictures")),
        ]


def write_with_a_picture(reporter: Browser, desk: Newsroom) -> Story:
    page = reporter.write(
        "/desk/new/",
        headline="The ferry sails again",
        dek="The strike is over.",
        body="Crews were back on board at dawn.\n\n> We kept each other warm.\n",
        section=str(desk.section.pk),
        authors=[str(desk.author.pk), ""],
        tags="Harbour, Strike",
        add_files=SimpleUploadedFile("ferry.jpg", photos.jpeg().getvalue(), content_type="image/jpeg"),
    )
    assert "The story is started." in page.words
    return Story.objects.select_related("article").get()


def approve(editor: Browser, story: Story) -> None:
    assert editor.open("/desk/waiting/").source.count(f'href="/desk/{story.pk}/"') >= 1
    editor.done(story.pk, "sign", note="Names checked.")
    editor.done(story.pk, "approve")


def wait_on_the_page(reader: Browser, path: str, goes_live_at: datetime) -> str:
    """Ask for the page again and again: not one answer comes early, and not one after its second is missing."""
    while True:
        asked_at = instant.now()
        page = reader.open(path)
        answered_at = instant.now()
        if page.status == 200:
            assert answered_at >= goes_live_at
            return page.source
        assert (page.status, asked_at < goes_live_at) == (404, True)


def test_a_story_with_its_picture_goes_from_a_reporters_form_to_readers_on_its_second(
    desk: Newsroom, staff: list[processes.Process], reader: Browser
) -> None:
    reporter, editor, publisher = map(signed_in_by_form, (desk.reporter, desk.editor, desk.publisher))
    story = write_with_a_picture(reporter, desk)
    picture = Picture.objects.get()
    reporter.done(story.pk, "file")
    assert reporter.open(f"/desk/{story.pk}/").moves == []
    approve(editor, story)
    wait_until(lambda: Picture.objects.filter(avif_rendered_at__isnull=False).exists(), *staff)
    addresses = {f"/pictures/{picture.token}/{one.name}" for one in picture.renditions.all()}
    assert addresses == {f"/pictures/{picture.token}/{name}" for name in photos.NAMES | photos.LATER_NAMES}

    goes_live_at = seconds_ahead(2)
    publisher.done(story.pk, "schedule", **at("goes_live_at", goes_live_at))
    story.refresh_from_db()
    story.article.refresh_from_db()
    assert {reader.open(address).status for address in addresses} == {404}
    assert "ferry sails" not in reader.open("/").words + reader.open("/feeds/rss.xml").source
    shown = wait_on_the_page(reader, story.article.path, goes_live_at)
    assert "The ferry sails again" in shown
    assert "<blockquote>" in shown
    whole = {address for address in addresses if address.rpartition("/")[2].split(".")[0] in {"320", "640", "700"}}
    assert whole <= set(PICTURE.findall(shown)) <= addresses
    assert {reader.open(address).status for address in addresses} == {200}
    assert "The ferry sails again" in reader.open("/").words
    assert "<title>The ferry sails again</title>" in reader.open("/feeds/rss.xml").source

    wait_until(lambda: Event.objects.filter(story=story, verb=Verb.AIR).exists(), *staff)
    with processes.command("publish_due") as once_more:
        once_more.popen.wait(processes.PATIENCE)
    (aired,) = Event.objects.filter(story=story, verb=Verb.AIR)
    assert (aired.planned_at, aired.by, aired.at >= goes_live_at) == (goes_live_at, None, True)
    story.refresh_from_db()
    assert story.status == Status.PUBLISHED
    page = publisher.open(f"/desk/{story.pk}/")
    assert 'class="status status-published"' in page.source
    assert "What readers see On air since" in page.words
    assert page.moves == ["set_expiry", "kill"]


def test_a_reader_who_asked_in_the_moment_before_air_is_not_told_that_the_story_is_gone(newsroom: Newsroom) -> None:
    newsroom.later(minutes=-1)
    path = newsroom.on_air().article.path
    assert path is not None
    answer = views.not_found(RequestFactory().get(path), Http404())
    assert answer.status_code == 404
