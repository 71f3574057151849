"""O2: every answer of the site carries the headers that keep browsers safe, and no cache keeps what is private."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import get_resolver

from articles import site
from tests.journeys.test_leaks import routes
from tests.people import Newsroom
from workflow.enums import Role
from workflow.models import Membership

PRIVATE = ("/desk/", "/admin/", "/accounts/", "/review/")
CAPTURED = re.compile(r"<[^>]*>|\(\?P<\w+>(?:[^()]|\([^()]*\))*\)")


def check(response: HttpResponseBase, path: str) -> None:
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff", path
    assert headers["X-Frame-Options"] == "DENY", path
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, path
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
    assert "default-src 'none'" in headers["Content-Security-Policy"], path
    is_unsaid = response.status_code in {404, 405} and not path.startswith("/review/")
    if path.startswith(PRIVATE) and not is_unsaid:
        assert "no-store" in headers["Cache-Control"], path


def addresses(number: int) -> Iterator[str]:
    """Give one address for each route, with this number for all that it captures."""
    for route, _name in routes(get_resolver()):
        yield "/" + CAPTURED.sub(str(number), route).replace("^", "").replace("$", "").replace("\\Z", "")


@pytest.fixture
def static_file() -> Iterator[str]:
    place = Path(settings.STATIC_ROOT) / "headers.svg"
    place.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    yield "/static/headers.svg"
    place.unlink()


@pytest.fixture
def chief(newsroom: Newsroom) -> Client:
    """A superuser with every role on the desk, in a fresh browser."""
    user = newsroom.publisher
    user.is_staff = user.is_superuser = True
    user.save()
    for role in (Role.REPORTER, Role.EDITOR):
        Membership.objects.create(desk=newsroom.desk, user=user, role=role)
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_route_keeps_browsers_safe_and_private_pages_out_of_caches(newsroom: Newsroom, chief: Client) -> None:
    story = newsroom.on_air()
    seen = set()
    for path in addresses(story.pk):
        for client in (chief, Client(raise_request_exception=False)):
            response = client.get(path)
            check(response, path)
            seen.add(response.status_code)
            if "logout" in path:
                chief.force_login(newsroom.publisher, backend="django.contrib.auth.backends.ModelBackend")
    assert {200, 302, 404, 405} <= seen
    assert 500 not in seen


def test_static_files_and_refusals_carry_the_headers_too(static_file: str, newsroom: Newsroom) -> None:
    client = Client()
    for path, status in ((static_file, 200), ("/static/none.css", 404), ("/?\0", 400), ("/nothing/", 404)):
        response = client.get(path)
        assert response.status_code == status
        check(response, path)
    check(client.get("/", headers={"host": "elsewhere.example"}), "another host")
    check(Client(enforce_csrf_checks=True).post("/accounts/login/"), "a forged form")


def test_a_page_that_breaks_says_nothing_of_why_and_carries_the_headers(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_asked: object, **_named: object) -> HttpResponse:
        raise RuntimeError("the secret word")

    monkeypatch.setattr(site, "newest", breaks)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert b"secret" not in response.content
    check(response, "/")


def test_no_cookie_comes_with_a_static_file_or_a_picture_that_is_not_there(static_file: str, db: None) -> None:
    for path in (static_file, "/pictures/x/320.jpg"):
        assert not Client().get(path).cookies
