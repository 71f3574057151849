"""Markdown to the fragment that an edition keeps, safe to show, with places for its pictures.

Placeholders are set after sanitising. What comes out of that is canonical: every `<` in text and attributes is escaped,
every attribute stands in double quotes, and there are no comments; so one expression finds the tags, and nothing an
author wrote can look like a placeholder.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from unicodedata import normalize
from urllib.parse import unquote

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from articles.exceptions import TextRefused

MAX_CHARACTERS = 1_000_000
DEEPEST_NESTING = 60  # what lies deeper is left out; the parser recurses once or more a level
MOST_HTML_ELEMENTS = 10_000  # written as HTML; sanitising takes the square of how deep they may be nested
MOST_BRACKETS = 30_000  # each may begin a link, and is looked at twenty times as long as a letter
MOST_NOTE_MARKS = 10_000  # each comes out some fifty times as long as it is written
HIGHEST_HEADING, LOWEST_HEADING = 2, 6

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = {"blockquote", "details", "div", "figcaption", "figure", "hr", "p", "pre", "section", "summary"}
LISTS = {"dd", "dl", "dt", "li", "ol", "ul"}
TABLES = {"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
STRESS = {"b", "del", "em", "i", "ins", "mark", "s", "small", "strong", "sub", "sup", "u"}
WORDS = {"a", "abbr", "bdi", "bdo", "br", "cite", "code", "dfn", "kbd", "q", "samp", "span", "time", "var", "wbr"}
RUBY = {"rp", "rt", "ruby"}
TAGS = {"img"} | HEADINGS | BLOCKS | LISTS | TABLES | STRESS | WORDS | RUBY
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "hreflang", "id", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "dfn": {"title"},
    "img": {"alt", "src", "title"},
    "ins": {"cite", "datetime"},
    "li": {"id", "value"},
    "ol": {"reversed", "start"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"abbr", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
CLASSES = {
    "a": {"footnote-backref"},
    "hr": {"footnotes-sep"},
    "li": {"footnote-item"},
    "ol": {"footnotes-list"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
}
EMBEDDED = {"iframe", "math", "object", "svg", "template"}
NEVER_SHOWN = {"noembed", "noframes", "noscript", "script", "style", "title", "xmp"}
URL_SCHEMES = {"http", "https", "mailto"}

FOOTNOTE_NAME = "note"
FOOTNOTE_ID = re.compile(rf"fn(?:ref)?-{FOOTNOTE_NAME}-\d+(?::\d+)?")
NESTING_ELEMENT = re.compile(r"<(?!(?:p|li|d[dt]|t[rdh]|thead|tbody|[bhw]b?r|img)\b)[a-z]", re.IGNORECASE)
TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
HEADING = re.compile(r"<h([1-6])\b")
PLACEHOLDER = re.compile(r"<!--(picture|figure):(\d+)-->")
LONE_PICTURE = re.compile(r"<p>\s*<!--picture:(\d+)-->\s*</p>")
SITE_ROOT = re.compile(r"""(?<=\]\(|="|=')\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}""")
BLOCK = re.compile(r"<(?:/?(?:p|div|li|h[1-6]|tr|blockquote|pre|table|section|figure|figcaption|d[dlt])|[bh]r)\b")
FOOTNOTE_MARK = re.compile(
    r'<sup class="footnote-ref">.*?</sup>|<a [^>]*class="footnote-backref"[^>]*>.*?</a>', re.DOTALL
)
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
WORD = re.compile(r"\w+(?:['\u2019.,-]\w+)*")
PARSER = MarkdownIt("commonmark", {"maxNesting": DEEPEST_NESTING}).enable(["table", "strikethrough"])
PARSER.use(footnote_plugin)


@dataclass(frozen=True)
class ImageReference:
    """A picture that a text asks for; `src` is written as in the text, percent-encoded where Markdown needs it."""

    src: str
    alt: str
    title: str

    @property
    def path(self) -> str:
        """The same picture as a relative path on disk: decoded, without `./` or `/` in front."""
        return picture_path(self.src)


def render(source: str, *, pictures: Mapping[str, int]) -> str:
    """Return the fragment, with `<!--picture:N-->` (alone in its paragraph `<!--figure:N-->`) for each known picture.

    `pictures` gives N by the source written in the text, or by its path. An unknown picture becomes a link to it if it
    has an address on the web, else its alt text. Raises `TextRefused`.
    """
    html = _sanitised(source)
    levels = [int(level) for level in HEADING.findall(html)]
    rewrite = _Rewriting(pictures, shift=HIGHEST_HEADING - min(levels, default=HIGHEST_HEADING))
    return LONE_PICTURE.sub(r"<!--figure:\1-->", TAG.sub(rewrite.tag, html))


def fill(html: str, *, pictures: Callable[[int, bool], str]) -> str:
    """Replace each placeholder by what `pictures` returns for its number and whether it is a figure of its own."""
    if "<!--" not in html:
        return html
    return PLACEHOLDER.sub(lambda found: pictures(int(found[2]), found[1] == "figure"), html)


def images_in(source: str) -> list[ImageReference]:
    """Return each picture that the text asks for, once, in order, whether in Markdown or in HTML."""
    found: dict[str, ImageReference] = {}
    for attributes in _images(_sanitised(source)):
        src = attributes.get("src", "")
        if src:
            found.setdefault(src, ImageReference(src, attributes.get("alt", ""), attributes.get("title", "")))
    return list(found.values())


def links_in(source: str) -> list[str]:
    """Return where the text's links lead, each once, in order, whether in Markdown or in HTML."""
    tags = (_attributes(tag[3]) for tag in TAG.finditer(_sanitised(source)) if tag[2] == "a" and not tag[1])
    return list(dict.fromkeys(attributes["href"] for attributes in tags if attributes.get("href")))


def picture_path(src: str) -> str:
    """Return a picture's source as a relative path: percent-decoded, composed, without `./` or `/` in front."""
    return normalize("NFC", re.sub(r"^(?:\./|/)+", "", unquote(src)))


def plain_text(html: str) -> str:
    """Return the words of a fragment, a line a block, without markup."""
    text = unescape(nh3.clean(BLOCK.sub(lambda tag: f"\n{tag[0]}", html), tags=set()))
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def word_count(source: str) -> int:
    """Count the words that a reader sees, footnotes included, their marks and pictures not."""
    return len(WORD.findall(plain_text(FOOTNOTE_MARK.sub("", _sanitised(source)))))


def _sanitised(source: str) -> str:
    _check(source)
    html = PARSER.render(SITE_ROOT.sub("", source), {"docId": FOOTNOTE_NAME})
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=EMBEDDED | NEVER_SHOWN,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=URL_SCHEMES,
        link_rel="noopener noreferrer",
    )


def _check(source: str) -> None:
    if "\0" in source or LONE_SURROGATE.search(source):
        raise TextRefused(_("The text holds a NUL or half a character, which no text may. Remove it and save again."))
    if len(source) > MAX_CHARACTERS:
        raise TextRefused(
            _("The text has %(length)d characters, and %(limit)d is the limit. Split it into several stories.")
            % {"length": len(source), "limit": MAX_CHARACTERS}
        )
    if sum(1 for _tag in NESTING_ELEMENT.finditer(source)) > MOST_HTML_ELEMENTS:
        raise TextRefused(
            _("The text has more than %(limit)d HTML elements. Write them as Markdown, or split it into several.")
            % {"limit": MOST_HTML_ELEMENTS}
        )
    if source.count("[^") > MOST_NOTE_MARKS:
        raise TextRefused(
            _("The text has more than %(limit)d footnote marks. Remove some, or split it into several stories.")
            % {"limit": MOST_NOTE_MARKS}
        )
    if source.count("[") > MOST_BRACKETS:
        raise TextRefused(
            _("The text has more than %(limit)d square brackets. Write fewer links, or split it into several stories.")
            % {"limit": MOST_BRACKETS}
        )


def _attributes(written: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(written)}


def _images(html: str) -> Iterator[dict[str, str]]:
    return (_attributes(tag[3]) for tag in TAG.finditer(html) if tag[2] == "img" and not tag[1])


class _Rewriting:
    """One pass over the tags of a sanitised fragment: headings shifted, foreign ids dropped, pictures placed."""

    def __init__(self, pictures: Mapping[str, int], *, shift: int) -> None:
        self.pictures = pictures
        self.by_path = {picture_path(src): position for src, position in pictures.items()}
        self.shift = shift
        self.is_in_link = False

    def tag(self, found: re.Match[str]) -> str:
        closing, name, written = found.groups()
        if name == "img":
            return self._image(_attributes(written))
        if name == "a":
            self.is_in_link = not closing
        if len(name) == 2 and name[0] == "h" and name[1].isdigit():
            name = f"h{min(int(name[1]) + self.shift, LOWEST_HEADING)}"
        return f"<{closing}{name}{ATTRIBUTE.sub(_kept, written)}>"

    def _image(self, attributes: dict[str, str]) -> str:
        src, alt = attributes.get("src", ""), attributes.get("alt", "")
        is_remote = REMOTE.match(src) is not None
        position = self.pictures.get(src, None if is_remote else self.by_path.get(picture_path(src)))
        if position is not None:
            return f"<!--picture:{position:d}-->"
        if self.is_in_link or not is_remote:
            return escape(alt)
        return f'<a href="{escape(src)}" rel="noopener noreferrer">{escape(alt or src)}</a>'


def _kept(attribute: re.Match[str]) -> str:
    """Drop what an author names a page part by: any id that no footnote made, and a class with nothing left in it."""
    written, name, value = attribute.group(0, 1, 2)
    is_foreign = name == "id" and not FOOTNOTE_ID.fullmatch(value)
    return "" if is_foreign or (name == "class" and not value) else written
