"""What the journeys share: people at their browsers, and a reader who has no account."""

import pytest
from django.core.cache import cache

from tests.journeys.browsers import Browser, signed_in
from tests.journeys.roads import Road
from tests.people import Newsroom


@pytest.fixture
def desk(newsroom: Newsroom) -> Newsroom:
    """The newsroom of a journey, where nobody has tried to sign in yet."""
    cache.clear()
    return newsroom


@pytest.fixture
def reporter(desk: Newsroom) -> Browser:
    return signed_in(desk.reporter)


@pytest.fixture
def editor(desk: Newsroom) -> Browser:
    return signed_in(desk.editor)


@pytest.fixture
def publisher(desk: Newsroom) -> Browser:
    return signed_in(desk.publisher)


@pytest.fixture
def reader() -> Browser:
    return Browser()


@pytest.fixture
def road(desk: Newsroom, reporter: Browser, editor: Browser, publisher: Browser) -> Road:
    return Road(desk, reporter, editor, publisher)
