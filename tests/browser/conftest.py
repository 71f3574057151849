"""A browser, and a newsroom behind a real server that it can open."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests.browser import chromium

Visitor = Callable[..., BrowserContext]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Open Chromium, or skip. Its event loop makes Django suspect asynchronous code, which there is none of."""
    if not chromium.PATH.exists():
        pytest.skip(chromium.MISSING)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium.running() as opened:
        yield opened


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """Serve the newsroom; pytest-django's own fixture would flush after the append-only triggers are back."""
    call_command("createcachetable", verbosity=0)
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def visitor(browser: Browser, site: str) -> Visitor:
    """Open a window of its own, signed in as whom one likes."""

    def visit(who: User | None = None, **options: object) -> BrowserContext:
        context = browser.new_context(base_url=site, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        if who:
            client = Client()
            client.force_login(who, backend=settings.AUTHENTICATION_BACKENDS[0])
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        return context

    return visit
