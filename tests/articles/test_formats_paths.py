"""A path in a post never leads outside."""

from pathlib import PurePosixPath

import pytest

from articles.exceptions import PostRefused
from articles.formats.paths import old_address, safe_relative


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("a/b.jpg", "a/b.jpg"),
        ("/assets/x.png", "assets/x.png"),
        ("a/./b//c/../d.jpg", "a/b/d.jpg"),
        ("a%20b.jpg", "a b.jpg"),
        ("a\\b.jpg", "a/b.jpg"),
        (" a.jpg ", "a.jpg"),
    ],
)
def test_a_path_inside_is_tidied(value: str, path: str) -> None:
    assert safe_relative(value) == PurePosixPath(path)


@pytest.mark.parametrize(
    "value",
    [
        "../x", "a/../../x", "/../x", "%2e%2e/x", "%252e%252e/x", "..\\x", "..%5cx", "C:\\x", "c:x", "a\0b", "a%00b",
        "a\nb",
        "", "/", ".", "a/..", "x" * 501,
    ],
)  # fmt: skip
def test_a_path_that_leads_outside_or_nowhere_is_refused(value: str) -> None:
    with pytest.raises(PostRefused) as caught:
        safe_relative(value)
    assert caught.value.field == "image"


@pytest.mark.parametrize(
    "value", ["https://a/b.jpg", "//a/b.jpg", "HTTP://a/b", "data:image/png,x", "%2F%2Fa/b", "\\\\a\\b"]
)
def test_an_address_on_the_web_is_no_path(value: str) -> None:
    assert safe_relative(value) is None


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("/a/", "/a/"),
        ("a/b.html", "/a/b.html"),
        ("/a b?x=1#y", "/a b"),
        ("/a/../b", "/b"),
        ("/../b", None),
        ("/%2e%2e/b", None),
        ("//evil.org/a", None),
        ("https://evil.org/a", None),
        ("/:year/:title/", None),
        ("pretty", None),
        ("/a\nb", None),
        ("/" + "x" * 500, None),
    ],
)
def test_an_old_address_is_local_or_nothing(value: str, address: str | None) -> None:
    assert old_address(value) == address
