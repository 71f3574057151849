"""A file leaves as it came; an edit changes the lines of its own key and no other."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from articles.formats.posts import Post, PostValues, Source, read_post, write_post

BERLIN = ZoneInfo("Europe/Berlin")
NAME = "2019-01-18-a.md"


def read(text: str | bytes) -> Post:
    return read_post(text.encode() if isinstance(text, str) else text, file_name=NAME, zone=BERLIN)


def edited(text: str, **changes: object) -> str:
    post = read(text)
    return write_post(replace(post, **changes), source=post.source, zone=BERLIN).decode()  # type: ignore[arg-type]


YAML = """\
---
# The desk's own notes
title: 'Old title'   # keep me
weird key: [1, 0x2]
date: 2019-01-18 09:30:00 +0100
excerpt: >
  Folded over
  two lines

tags:
  - a  # first
  - b

# before the image
image: a.png
author: &who "Jane"
editor: *who
---

Body
"""


def test_nothing_edited_gives_the_same_bytes() -> None:
    assert edited(YAML) == YAML


def test_the_order_of_tags_is_no_edit() -> None:
    assert edited(YAML, tags=("b", "a")) == YAML


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"headline": "It's new"}, "'Old title'   # keep me", "'It''s new'   # keep me"),
        ({"headline": "1984"}, "'Old title'", "'1984'"),
        ({"headline": "two\nlines"}, "'Old title'", '"two\\nlines"'),
        ({"image": "b c.png"}, "image: a.png", "image: b c.png"),
        ({"image": "b: c.png"}, "image: a.png", 'image: "b: c.png"'),
        ({"image": ""}, "image: a.png\n", ""),
        ({"dek": "New"}, ">\n  Folded over\n  two lines\n", '"New"\n'),
        ({"dek": ""}, "excerpt: >\n  Folded over\n  two lines\n", ""),
        ({"tags": ("x", "y z", "1")}, "\n  - a  # first\n  - b\n", ' [x, y z, "1"]\n'),
        ({"tags": ()}, "\n  - a  # first\n  - b\n", " []\n"),
        (
            {"original_date": datetime(2020, 6, 1, 10, 0, tzinfo=UTC)},
            "2019-01-18 09:30:00 +0100",
            "2020-06-01T12:00:00+02:00",
        ),
        ({"section": "News"}, "editor: *who\n", "editor: *who\ncategories: [News]\n"),
    ],
)
def test_an_edit_rewrites_its_own_lines(changes: dict[str, object], old: str, new: str) -> None:
    assert old in YAML
    assert edited(YAML, **changes) == YAML.replace(old, new)


def test_an_edit_behind_an_anchor_changes_nobody_else() -> None:
    text = edited(YAML, authors=("Bob",))
    again = read(text)
    assert (again.authors, again.extra["editor"], again.headline) == (("Bob",), "Jane", "Old title")


def test_the_body_is_written_in_the_line_breaks_of_the_file() -> None:
    text = "---\r\ntitle: x\r\n---\r\n\r\na\r\n"
    assert edited(text, body="b\nc\r\nd\r") == "---\r\ntitle: x\r\n---\r\n\r\nb\r\nc\r\nd\r\n"
    assert edited(text, headline="new") == text.replace("x", "new")
    assert edited("---\ntitle: x\n---\na\n", body="b\r\nc") == "---\ntitle: x\n---\nb\nc"


@pytest.mark.parametrize(
    ("lines", "changes", "new"),
    [
        ("category: News", {"section": "Sport"}, "category: Sport"),
        ("category: News", {"other_categories": ("Ports",)}, "category: News\ncategories: [Ports]"),
        ("categories: News Ports", {"section": "Sport"}, "categories: [Sport, Ports]"),
        ("category: News\ncategories: [Ports]", {"section": "Sport"}, "category: Sport\ncategories: [Ports]"),
        ("author: a", {"authors": ("b", "c")}, "author: b\nauthors: [c]"),
        ("authors: [a]", {"authors": ("b",)}, "authors: [b]"),
        ("mood: calm", {"authors": ("Jane Doe",)}, 'mood: calm\nauthor: "Jane Doe"'),
        ("tag: a b", {"tags": ()}, "tags: []"),
        ("slug: old", {"slug": "new"}, "slug: new"),
        ("  mood: calm", {"image": "a.png"}, "  mood: calm\n  image: a.png"),
    ],
)
def test_lists_are_edited_under_the_key_that_holds_them(lines: str, changes: dict[str, object], new: str) -> None:
    indent = "  " if lines.startswith(" ") else ""
    head = f"---\n{indent}title: x\n"
    written = edited(f"{head}{lines}\n---\nBody", **changes)
    if new != "tags: []":
        assert written == f"{head}{new}\n---\nBody"
    assert read(written) == replace(read(f"{head}{lines}\n---\nBody"), **changes, source=read(written).source)  # type: ignore[arg-type]


def test_a_header_in_braces_is_edited_as_a_whole() -> None:
    written = edited('---\n{"title": "x", "n": 1}\n---\nBody', headline="y", tags=("a",))
    again = read(written)
    assert (again.headline, again.tags, again.extra, again.body) == ("y", ("a",), {"n": "1"}, "Body")


TOML = '''\
+++
# The desk's own notes
title = "Old"  # keep me
weight = 0x10
description = """
title = "not a key"
"""
aliases = [
  "a",  # one
  "b",
]

[taxonomies]
tags = ["x"]

[extra]
title = "another"
+++
Body
'''


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({}, "", ""),
        ({"headline": 'A "new" one'}, 'title = "Old"  #', 'title = "A \\"new\\" one"  #'),
        ({"tags": ("x", "y")}, 'tags = ["x"]', 'tags = ["x", "y"]'),
        ({"dek": "D"}, "]\n\n[taxonomies]", ']\n\nexcerpt = "D"\n[taxonomies]'),
        (
            {"original_date": datetime(2020, 6, 1, 10, 0, tzinfo=UTC)},
            "]\n\n[taxonomies]",
            "]\n\ndate = 2020-06-01T12:00:00+02:00\n[taxonomies]",
        ),
    ],
)
def test_toml_is_edited_in_its_own_lines(changes: dict[str, object], old: str, new: str) -> None:
    assert edited(TOML, **changes) == TOML.replace(old, new)


def test_inline_tables_in_toml_are_overruled_rather_than_broken() -> None:
    written = edited('+++\ntaxonomies = {tags = ["a"], other = [1]}\n+++\n', tags=("b",))
    assert read(written).tags == ("b",)


def test_a_file_without_a_header_gets_one_when_a_value_is_edited() -> None:
    assert edited("Text\n") == "Text\n"
    assert edited("Text\n", headline="New", tags=("a",)) == '---\ntitle: "New"\ntags: [a]\n---\n\nText\n'
    assert edited("Text\n", body="Other\n") == "Other\n"


def test_a_body_that_looks_like_a_header_stays_a_body() -> None:
    written = edited("Text\n", body="---\ntitle: trap\n---\nMore\n")
    assert read(written).body == "---\ntitle: trap\n---\nMore\n"
    assert read(edited("---\ntitle: x\n---", body="More")).body == "More"


def test_a_story_born_here_gets_the_keys_in_their_order() -> None:
    values = PostValues(
        headline="Harbour: 'We will be back' - ferry crews end strike",
        dek="'We kept each other warm,' says one.",
        body="Body…\r\n",
        authors=("rlind",),
        section="News",
        other_categories=("a: b",),
        tags=("ferry", "null", "2019"),
        image="assets/images/0f2c.jpg",
        original_date=datetime(2026, 3, 4, 17, 18, 37, tzinfo=UTC),
    )
    assert write_post(values, source=None, zone=BERLIN).decode() == (
        "---\n"
        "layout: post\n"
        "title: \"Harbour: 'We will be back' - ferry crews end strike\"\n"
        "date: 2026-03-04T18:18:37\n"
        'author: "rlind"\n'
        'categories: [News, "a: b"]\n'
        'tags: [ferry, "null", "2019"]\n'
        "excerpt: \"'We kept each other warm,' says one.\"\n"
        "image: assets/images/0f2c.jpg\n"
        "---\n\nBody…\n"
    )


def test_a_bare_story_has_its_empty_lists_and_no_empty_texts() -> None:
    written = write_post(PostValues(headline="x"), source=None, zone=BERLIN)
    assert written == b'---\nlayout: post\ntitle: "x"\ncategories: []\ntags: []\n---\n\n'


def test_an_hour_that_came_twice_is_written_with_its_offset() -> None:
    for hour in (0, 1):
        moment = datetime(2019, 10, 27, hour, 30, tzinfo=UTC)
        written = write_post(PostValues(headline="x", original_date=moment), source=None, zone=BERLIN)
        assert read_post(written, file_name="a.md", zone=BERLIN).original_date == moment


def test_a_change_of_the_newsrooms_zone_rewrites_no_date() -> None:
    post = read("---\ndate: 2019-01-18 09:30\n---\n")
    assert write_post(post, source=post.source, zone=ZoneInfo("Asia/Tokyo")) == b"---\ndate: 2019-01-18 09:30\n---\n"


def test_old_windows_text_leaves_as_it_came_and_in_utf8_where_it_must() -> None:
    raw = b"---\ntitle: caf\xe9\n---\n\x93Hi\x94"
    post = read(raw)
    assert write_post(post, source=post.source, zone=BERLIN) == raw
    assert write_post(replace(post, body="né"), source=post.source, zone=BERLIN) == b"---\ntitle: caf\xe9\n---\nn\xe9"
    assert (
        write_post(replace(post, body="żó"), source=post.source, zone=BERLIN).decode("utf-8").endswith("café\n---\nżó")
    )


def test_text_that_another_encoding_would_misread_is_written_as_utf8() -> None:
    post = read(b"caf\xe9")
    written = write_post(replace(post, body="Ã©"), source=post.source, zone=BERLIN)
    assert read(written).body == "Ã©"


def test_utf16_stays_utf16() -> None:
    raw = b"\xff\xfe" + "---\r\ntitle: x\r\n---\r\nBödy".encode("utf-16-le")
    post = read(raw)
    assert write_post(post, source=post.source, zone=BERLIN) == raw
    written = write_post(replace(post, headline="🙂"), source=post.source, zone=BERLIN)
    assert written == b"\xff\xfe" + '---\r\ntitle: "🙂"\r\n---\r\nBödy'.encode("utf-16-le")


def test_a_source_survives_being_kept_as_json() -> None:
    post = read(YAML)
    assert Source(**asdict(post.source)) == post.source
