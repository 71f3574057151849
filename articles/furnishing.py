"""The small parts of an article's page, as HTML.

Plain strings for speed: a template spends more on these than on the rest of the page. So each word that somebody typed
goes through `escape` here.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

UNSAFE_IN_SCRIPT = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

Person = Mapping[str, Any]


def byline(authors: Iterable[Person]) -> SafeString:
    """Name the authors, each with a link to their stories."""
    names = [_author(author) for author in authors]
    if not names:
        return SafeString()
    by, conjunction = _joining_words(get_language())
    listed = ", ".join(names[:-1])
    people = f"{listed} {conjunction} {names[-1]}" if listed else names[-1]
    return mark_safe(f'<span class="byline">{by} {people}</span>')  # noqa: S308


def kicker(story: Mapping[str, Any]) -> SafeString:
    """Name the section, with a link while it has a page."""
    name = escape(story["section_name"])
    if story["section_is_active"]:
        name = f'<a href="{_link("", story["section_slug"])}">{name}</a>'
    return mark_safe(f'<p class="kicker">{name}</p>')  # noqa: S308


def more(story: Mapping[str, Any]) -> SafeString:
    """Lead on from the end of a story to its section, while that has a page."""
    if not story["section_is_active"]:
        return SafeString()
    words = _more_words(get_language()) % {"section": f"<bdi>{escape(story['section_name'])}</bdi>"}
    return mark_safe(f'<a href="{_link("", story["section_slug"])}">{words}</a>')  # noqa: S308


def tag_list(tags: Iterable[tuple[str, str]]) -> SafeString:
    """List (name, slug) pairs; a tag without a slug has no page to link to."""
    return mark_safe("".join(f"<li>{_tag(name, slug)}</li>" for name, slug in tags))  # noqa: S308


def head(
    words: Mapping[str, Any], url: str, image: Mapping[str, Any] | None, linked_data: Mapping[str, Any]
) -> SafeString:
    """Tell machines what the page is: canonical address, description, Open Graph, schema.org."""
    about = {
        "og:type": "article",
        "og:title": words["headline"],
        "og:description": words["dek"],
        "og:url": url,
        "article:published_time": words["first_published_at"].isoformat(),
        "article:modified_time": words["goes_live_at"].isoformat(),
        "article:section": words["section_name"],
        **({f"og:image{name}": value for name, value in image.items()} if image else {}),
    }
    return mark_safe(  # noqa: S308
        f'<link rel="canonical" href="{escape(url)}">\n'
        f'<meta name="description" content="{escape(words["dek"])}">\n'
        + "".join(
            f'<meta property="{name}" content="{escape(str(value))}">\n' for name, value in about.items() if value
        )
        + f'<script type="application/ld+json">{json_for_script(linked_data)}</script>'
    )


def json_for_script(value: Mapping[str, Any]) -> str:
    """Return JSON that cannot end the script element it stands in."""
    written = json.dumps(value, ensure_ascii=False)
    for sign, escaped in UNSAFE_IN_SCRIPT.items():
        written = written.replace(sign, escaped)
    return written


@lru_cache
def _joining_words(_language: str | None) -> tuple[str, str]:
    return escape(_("By")), escape(_("and"))


@lru_cache
def _more_words(_language: str | None) -> str:
    return escape(_("More in %(section)s"))


def _author(author: Person) -> str:
    name = f"<bdi>{escape(author['name'])}</bdi>"
    return f'<a rel="author" href="{_link("/author", author["slug"])}">{name}</a>' if author["slug"] else name


def _tag(name: str, slug: str) -> str:
    shown = f"<bdi>{escape(name)}</bdi>"
    return f'<a rel="tag" href="{_link("/tag", slug)}">{shown}</a>' if slug else f"<span>{shown}</span>"


@lru_cache(maxsize=4096)
def _link(under: str, slug: str) -> str:
    return escape(iri_to_uri(f"{under}/{slug}/"))
