"""Whatever can be read leaves byte for byte, and whatever is written is read back."""

import codecs
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from articles.exceptions import PostRefused
from articles.formats.posts import Post, PostPicture, PostValues, read_post, write_post

BERLIN = ZoneInfo("Europe/Berlin")
ENCODINGS = {b"": "utf-8", codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)
word = any_text.map(lambda text: " ".join(text.split())).filter(bool)
line_text = word.filter(lambda text: "\ufeff" not in text)
dates = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
header_line = st.sampled_from(
    [
        "title: a", 'title: "b"  # c', "title: >\n  d\n  e\n", "tags: [a, b]", "tags:\n- a\n\n- b # c", "tag: x",
        "category: News", "categories: a b", "author: {name: J}", "authors: &a [J, K]", "also: *a",
        "image:\n  src: x.png", "picture_uses: [{file: a}, b] # c", "picture_uses:\n- {file: a,\n  caption: b}",
        "date: 2019-01-18", "excerpt: |+\n  x\n\n\n", "# note", "", "mood: [1,\n  2]", "? complex\n: x",
        "slug: s", "draft: yes",
    ]
)  # fmt: skip
pictures = st.builds(
    PostPicture,
    file=line_text,
    role=st.sampled_from([None, "lead"]),
    name=st.none() | any_text,
    caption=st.none() | any_text,
    credit_line=any_text,
    crop=st.sampled_from([None, "30 20; 16:9 0 12.5 100"]),
)
values = st.builds(
    PostValues,
    headline=line_text,
    dek=line_text | st.just(""),
    authors=st.lists(line_text, unique=True, max_size=3).map(tuple),
    section=line_text,
    other_categories=st.just(()),
    tags=st.lists(line_text, unique=True, max_size=4).map(tuple),
    image=line_text | st.just(""),
    picture_uses=st.lists(pictures, max_size=2).map(tuple),
    original_date=dates | st.none(),
)


def read(raw: bytes) -> Post | None:
    try:
        return read_post(raw, file_name="a.md", zone=BERLIN)
    except PostRefused:
        return None


@given(st.binary(max_size=200) | st.builds(lambda text, body: (text + body).encode(), any_text, any_text))
def test_any_bytes_are_read_and_written_again_or_refused(raw: bytes) -> None:
    post = read(raw)
    assert post is None or write_post(post, source=post.source, zone=BERLIN) == raw


@given(
    st.lists(header_line, max_size=8),
    any_text,
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(sorted(ENCODINGS)),
)
def test_any_header_body_encoding_and_line_break_leaves_as_it_came(
    lines: list[str], body: str, newline: str, mark: bytes
) -> None:
    text = newline.join("\n".join(["---", *lines, "---", ""]).split("\n"))
    raw = mark + (text + body).encode(ENCODINGS[mark])
    post = read(raw)
    assert post is None or write_post(post, source=post.source, zone=BERLIN) == raw


@given(st.lists(header_line, max_size=8), any_text, values)
def test_an_edited_file_is_read_back_as_it_was_edited(lines: list[str], body: str, after: PostValues) -> None:
    post = read(("\n".join(["---", *lines, "---", ""]) + body).encode())
    if post is None:
        return
    edited = replace(
        post,
        headline=after.headline,
        dek=after.dek,
        authors=after.authors,
        section=after.section,
        tags=after.tags,
        image=after.image,
        picture_uses=after.picture_uses,
        original_date=after.original_date,
    )
    again = read(write_post(edited, source=post.source, zone=BERLIN))
    assert again is not None
    assert shown(again) == shown(edited)
    assert again.extra == post.extra


@given(values, any_text)
def test_a_story_born_here_is_read_back(story: PostValues, body: str) -> None:
    story = replace(story, body=body.replace("\r", "").lstrip("\n \t"))
    again = read(write_post(story, source=None, zone=BERLIN))
    assert again is not None
    assert shown(again) == shown(story)
    assert again.body == story.body


def shown(post: PostValues) -> tuple[object, ...]:
    categories = tuple(dict.fromkeys(post.categories))
    words = (post.headline, post.dek, post.authors, categories, set(post.tags))
    return *words, post.image, post.picture_uses, post.original_date
