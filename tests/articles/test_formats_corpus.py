"""Real posts of other people's sites: all are accounted for, and all that are read leave as they came."""

import os
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.exceptions import PostRefused
from articles.formats.posts import read_post, write_post

CORPUS = Path(os.environ.get("NEWSROOM_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
SUFFIXES = {".md", ".markdown", ".html", ".txt", ".text"}
ZONE = ZoneInfo("Europe/Berlin")

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus of real posts in {CORPUS}")


def files() -> Iterator[Path]:
    for folder in ("posts", "frontmatter-conformance"):
        yield from (path for path in sorted((CORPUS / folder).rglob("*")) if path.suffix.lower() in SUFFIXES)


def test_every_real_post_is_read_and_leaves_as_it_came_or_is_refused_with_its_line() -> None:
    refusals = []
    for path in files():
        raw = path.read_bytes()
        try:
            post = read_post(raw, file_name=str(path.relative_to(CORPUS)), zone=ZONE)
        except PostRefused as refused:
            refusals.append(refused)
            continue
        assert write_post(post, source=post.source, zone=ZONE) == raw, path
    assert all(refused.line for refused in refusals)
    assert sorted(refused.field for refused in refusals) == ["date"] + ["expirydate"] * 9
