"""What a reader of a file would call right is what the newsroom takes it for."""

import codecs
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from articles.exceptions import PostRefused
from articles.formats import limits
from articles.formats.posts import Post, read_post

BERLIN = ZoneInfo("Europe/Berlin")


def read(text: str | bytes, file_name: str = "a-file.md") -> Post:
    raw = text.encode() if isinstance(text, str) else text
    return read_post(raw, file_name=file_name, zone=BERLIN)


def refused(text: str | bytes) -> PostRefused:
    with pytest.raises(PostRefused) as caught:
        read(text)
    return caught.value


def header(lines: str) -> str:
    return f"---\n{lines}\n---\n\nBody\n"


def test_a_whole_post_is_read() -> None:
    post = read(
        """---
layout: post
title: "Harbour: 'We will be back'"
date: 2026-03-04T18:18:37
author: "rlind"
categories: [News, Ports]
tags: [ferry, "strike"]
excerpt: "'We kept each other warm.'"
image: assets/images/a.jpg
mood: calm
---

Body
"""
    )
    assert (post.headline, post.dek, post.body) == (
        "Harbour: 'We will be back'",
        "'We kept each other warm.'",
        "Body\n",
    )
    assert (post.authors, post.section, post.other_categories) == (("rlind",), "News", ("Ports",))
    assert (post.tags, post.image, post.layout) == (("ferry", "strike"), "assets/images/a.jpg", "post")
    assert post.original_date == datetime(2026, 3, 4, 17, 18, 37, tzinfo=UTC)
    assert (post.extra, post.notices, post.slug) == ({"mood": "calm"}, (), "a-file")


@pytest.mark.parametrize("title", ["1984", "yes", "2019-01-01", "0x10", "1e3", "12:30", "~1", "'null'"])
def test_a_title_keeps_its_spelling(title: str) -> None:
    assert read(header(f"title: {title}")).headline == title.strip("'")


@pytest.mark.parametrize("line", ["", "title:", "title: ~", 'title: ""'])
def test_an_absent_title_comes_from_the_file_name_and_is_reported(line: str) -> None:
    post = read(header(line), "2019-01-18-two_words-here.md")
    assert (post.headline, post.slug) == ("Two words here", "two_words-here")
    assert any("Two words here" in notice for notice in post.notices)


def test_a_bundle_is_named_by_its_folder() -> None:
    assert read("Text", "posts/2020-05-06-my-story/index.md").slug == "my-story"


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("tags: [a, b, a]", ("a", "b")),
        ("tags: a b", ("a", "b")),
        ("tags: 'a b, c'", ("a b", "c")),
        ("tags:\n- a b\n- 2019", ("a b", "2019")),
        ("tag: a b", ("a b",)),
        ("tag: x\ntags: [y]", ("x", "y")),
        ("tags:", ()),
        ("tags: []", ()),
        ("tags: ''", ()),
    ],
)
def test_tags_come_as_text_or_list(line: str, tags: tuple[str, ...]) -> None:
    assert read(header(f"title: x\n{line}")).tags == tags


def test_an_empty_tag_is_left_out_with_one_notice() -> None:
    post = read(header("title: x\ntags: [a, null, ~]"))
    assert (post.tags, len(post.notices)) == (("a",), 1)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("author: Jane Doe, Jr.", ("Jane Doe, Jr.",)),
        ("authors: [jane, bob, null]", ("jane", "bob")),
        ("author: {name: Jane, email: j@example.org}", ("Jane",)),
        ("authors:\n  - name: Jane\n  - bob", ("Jane", "bob")),
        ("author: a\nauthors: [a, b]", ("a", "b")),
        ("author:", ()),
    ],
)
def test_authors_come_in_many_shapes(line: str, authors: tuple[str, ...]) -> None:
    assert read(header(f"title: x\n{line}")).authors == authors


@pytest.mark.parametrize("line", ["categories: []", "categories:", "category:", "categories: ''", ""])
def test_no_category_is_no_section(line: str) -> None:
    assert read(header(f"title: x\n{line}")).section == ""


@pytest.mark.parametrize("line", ["categories: [null]", "categories: ~", "categories:\n  -", "category: null"])
def test_a_null_category_gets_one_line_naming_the_field(line: str) -> None:
    refusal = refused(header(f"title: x\n{line}"))
    assert refusal.field in ("categories", "category")
    assert refusal.line == 3
    assert "\n" not in str(refusal)


def test_old_addresses_stay_on_this_site() -> None:
    post = read(
        header("permalink: /a/b.html\nredirect_from: [c/, 'https://elsewhere.org/x', /%2e%2e/etc]\naliases: //evil.org")
    )
    assert post.redirects == ("/a/b.html", "/c/")
    assert sum("left out" in notice for notice in post.notices) == 3


@pytest.mark.parametrize("line", ["draft: true", "draft: yes", "published: false"])
def test_a_draft_says_so(line: str) -> None:
    assert read(header(line)).is_draft


@pytest.mark.parametrize(
    ("line", "image"),
    [
        ("image: /a.png", "/a.png"),
        ("image: {src: a.png}", "a.png"),
        ("image:\n  path: a.png\n  alt: A", "a.png"),
        ("image: https://example.org/a.png", "https://example.org/a.png"),
        ("image: [a.png, b.png]", "a.png"),
        ("image:", ""),
        ("image: ~", ""),
    ],
)
def test_an_image_comes_in_many_shapes(line: str, image: str) -> None:
    assert read(header(f"title: x\n{line}")).image == image


def test_toml_is_read_with_its_tables() -> None:
    post = read(
        '+++\ntitle = "T"\ndate = 2019-01-18T09:30:00Z\nweight = 3\n[taxonomies]\ntags = ["a", "b"]\n'
        'categories = ["News"]\nauthors = ["Jane"]\n[extra]\nmood = "calm"\n+++\nBody'
    )
    assert (post.headline, post.tags, post.section, post.authors) == ("T", ("a", "b"), "News", ("Jane",))
    assert post.original_date == datetime(2019, 1, 18, 9, 30, tzinfo=UTC)
    assert (post.extra, post.body) == ({"weight": "3", "extra": {"mood": "calm"}}, "Body")


def test_a_missing_date_comes_from_the_file_name_or_the_address() -> None:
    day = datetime(2019, 1, 17, 23, tzinfo=UTC)
    assert read("x", "2019-01-18-a.md").original_date == day
    assert read('+++\npath = "inside/2019/01/18/a"\n+++\n').original_date == day
    assert read("x", "2019-13-45-a.md").original_date is None


@pytest.mark.parametrize(
    "text",
    ["Just text.", "", "# Title\n", "---\n\nA rule above.\n\n---\nMore", "---\nNo key here\n", '{"title": "x"}\n'],
)
def test_text_without_a_header_is_all_body(text: str) -> None:
    post = read(text)
    assert (post.body, post.source.kind, post.headline) == (text, "none", "A file")


@pytest.mark.parametrize("text", ["---\n---\n", "---\n---", "---\n\n---\n\n", "+++\n+++\n", "---\n# note\n---\n"])
def test_an_empty_header_and_an_empty_body_are_fine(text: str) -> None:
    assert read(text).body == ""


@pytest.mark.parametrize("opening", ["---\n", "--- \n", "---yaml\n", "\n\n---\n", "---\n# comment\n"])
@pytest.mark.parametrize("closing", ["---\n", "...\n", "---  \n"])
def test_fences_come_in_a_few_shapes(opening: str, closing: str) -> None:
    post = read(f"{opening}title: T\n{closing}a\n\n---\n\nb\n")
    assert (post.headline, post.body) == ("T", "a\n\n---\n\nb\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_encodings_and_line_breaks_are_read_as_they_come(newline: str, mark: bytes, encoding: str) -> None:
    text = newline.join(["---", "title: Żółć 🙂", "tags:", "- ñ", "---", "", "Böдy", ""])
    post = read(mark + text.encode(encoding))
    assert (post.headline, post.tags, post.body) == ("Żółć 🙂", ("ñ",), "Böдy" + newline)
    assert (post.source.encoding, post.source.has_bom, post.source.newline) == (encoding, bool(mark), newline)


def test_old_windows_text_is_read_and_reported() -> None:
    post = read(b"---\ntitle: caf\xe9\n---\n\x93Hi\x94")
    assert (post.headline, post.body) == ("café", "“Hi”")
    assert any("Windows-1252" in notice for notice in post.notices)


@pytest.mark.parametrize(
    ("text", "field", "line", "word"),
    [
        ("---\ntitle: a: b\n---\n", "title", 2, "quotes"),
        ('---\ntitle: "a\nb: c\n---\n', "", 2, "quotation"),
        ("---\na: 1\n\tb: 2\n---\n", "", 3, "spaces"),
        ("---\ntitle: x\nz: !!python/object/apply:os.system [ls]\n---\n", "", 3, "python/object/apply:os.system"),
        ("---\ntitle: !secret x\n---\n", "", 2, "!secret"),
        ("---\ntitle: x\ntitle: y\n---\n", "title", 3, "title"),
        ("---\nseo: {a: 1, a: 2}\n---\n", "a", 2, "already"),
        ("---\n- a\n- b\n---\n", "", 2, "key: value"),
        ("---\na: &a [*a]\n---\n", "", 2, "*a"),
        ("---\ntitle: x\n\nNever closed", "", 1, "---"),
        ("---\ntitle: [a]\n---\n", "title", 2, "text"),
        ("---\ntags: [[a]]\n---\n", "tags", 2, "words"),
        ("---\nimage: {alt: x}\n---\n", "image", 2, "path"),
        ("---\ndate: soon\n---\n", "date", 2, "soon"),
        ("---\na: 1\ndate: 2019-03-31 02:30\n---\n", "date", 3, "01:59:59"),
        ('---\ntitle: "a\\0b"\n---\n', "", 2, "NUL"),
        ("---\ntitle: x\n---\nab\nc\0d", "", 5, "NUL"),
        ("---\ntitle: " + "x" * 3_000 + "\n---\n", "title", 2, "500"),
        ("---\ntitle: " + "x" * 2_000_000 + "\n---\n", "title", None, "262,144"),
        ("---\ntags: [" + "x" * 101 + "]\n---\n", "tags", 2, "100"),
        ("---\ntags: [" + ", ".join(map(str, range(101))) + "]\n---\n", "tags", 2, "100"),
        ("x" * 1_000_001, "body", None, "1,000,000"),
        ("---\na: " + "[" * 50 + "]" * 50 + "\n---\n", "", 2, "32"),
        ("+++\na = " + "[" * 50 + "]" * 50 + "\n+++\n", "", None, "32"),
        ("+++\n" + "a." * 30_000 + "b = 1\n+++\n", "", None, "32"),
        ("+++\na = 1\na = 2\n+++\n", "", 3, "TOML"),
        ('\n+++\n\ntitle = "x\n+++\n', "", 4, "TOML"),
        ('+++\ntitle = "a\\u0000"\n+++\n', "", None, "NUL"),
        (b"\xff\xfea\x00\x00\xd8", "", None, "Byte 4"),
        (b"caf\x81\xe9", "", None, "UTF-8"),
    ],
)
def test_bad_input_gets_one_clear_line(text: str | bytes, field: str, line: int | None, word: str) -> None:
    refusal = refused(text)
    assert word in str(refusal)
    assert (refusal.field, refusal.line) == (field, line)
    assert "\n" not in str(refusal)


def test_aliases_work_and_a_bomb_of_them_does_not() -> None:
    post = read(header("base: &b {title: T}\n<<: *b\nseo: *b"))
    assert (post.headline, post.extra["seo"]) == ("T", {"title": "T"})
    layers = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9))
    assert "aliases" in str(refused(header(f"l0: &l0 [lol]\n{layers}")))


def test_a_long_text_behind_many_aliases_is_a_bomb_too() -> None:
    refusal = refused(header("a: &a " + "x" * 30_000 + "\nb: [" + ", ".join(["*a"] * 20) + "]"))
    assert f"{limits.EXPANDED_SIZE:,}" in str(refusal)
