"""Cut a post into its header and its body, without reading either."""

import re
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from articles.exceptions import PostRefused
from articles.formats.encoding import line_at

Kind = Literal["yaml", "toml", "none"]

NEWLINE = r"(?>\r\n|\n|\r)"
OPENING = re.compile(rf"(?:[ \t]*{NEWLINE})*+(?P<fence>---|\+\+\+)[ \t]*(?P<language>\w*)[ \t]*{NEWLINE}")
CLOSING = {
    "---": re.compile(rf"(?:\A|(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?:{NEWLINE}|\Z)"),
    "+++": re.compile(rf"(?:\A|(?<=\n)|(?<=\r))\+\+\+[ \t]*(?:{NEWLINE}|\Z)"),
}
BLANK_LINES = re.compile(rf"(?:[ \t]*{NEWLINE})*")
LANGUAGES: dict[str, Kind] = {"---": "yaml", "---yaml": "yaml", "---yml": "yaml", "+++": "toml", "+++toml": "toml"}
QUOTED_KEY = r"""(?:"[^"\r\n]+"|'[^'\r\n]+')"""
PLAIN_KEY = r"""[^\s:=#'"-][^:=\r\n]{0,60}?"""
LOOKS_LIKE_A_KEY = re.compile(rf"[ \t]*(?:{QUOTED_KEY}|{PLAIN_KEY})[ \t]*(?::(?=[ \t\r\n]|\Z)|=)")
LOOKS_LIKE_A_HEADER = re.compile(rf"(?:[ \t]*(?:#[^\r\n]*)?{NEWLINE})*+(?:{LOOKS_LIKE_A_KEY.pattern}|[ \t]*\{{)")


class Cut(NamedTuple):
    """A post in its parts; joined they are the post again, character for character."""

    kind: Kind
    opening: str
    inner: str
    closing: str
    body: str
    notice: str = ""

    @property
    def header(self) -> str:
        """Everything that stands before the body: fences and the blank lines around them too."""
        return self.opening + self.inner + self.closing

    @property
    def first_line(self) -> int:
        """The number of the header's first line inside the fences."""
        return line_at(self.opening, len(self.opening))


def cut(text: str) -> Cut:
    """Find the header between its fences; a rule that opens plain text is not one. Raise PostRefused if unclosed."""
    opening = OPENING.match(text)
    if not opening:
        return _all_body(text)
    fence, language = opening["fence"], opening["language"].lower()
    kind = LANGUAGES.get(fence + language)
    if kind is None:
        return _all_body(text, notice=_foreign(language))
    closing = CLOSING[fence].search(text, opening.end())
    if not closing:
        return _unclosed(text, opening)
    inner = text[opening.end() : closing.start()]
    if fence == "---" and _is_a_rule(inner):
        return _all_body(text)
    blank = BLANK_LINES.match(text, closing.end())
    end = blank.end() if blank else closing.end()
    return Cut(kind, text[: opening.end()], inner, text[closing.start() : end], text[end:])


def _all_body(text: str, *, notice: str = "") -> Cut:
    return Cut("none", "", "", "", text, notice)


def _is_a_rule(inner: str) -> bool:
    """Tell a horizontal rule, which has a blank line and prose after it, from the fence of a header."""
    blank = BLANK_LINES.match(inner)
    return bool(blank and blank.end() and inner.strip() and not LOOKS_LIKE_A_HEADER.match(inner))


def _unclosed(text: str, opening: re.Match[str]) -> Cut:
    line, fence = line_at(text, opening.start("fence")), opening["fence"]
    if LOOKS_LIKE_A_HEADER.match(text, opening.end()):
        raise PostRefused(
            _("The header that line %(line)s opens is never closed: put a line “%(fence)s” after its last key.")
            % {"line": line, "fence": fence},
            line=line,
        )
    notice = _("“%(fence)s” in line %(line)s opens no header; all was taken as text.")
    return _all_body(text, notice=notice % {"line": line, "fence": fence})


def _foreign(language: str) -> str:
    return _("A header in “%(language)s” is not read; all was taken as text.") % {"language": language}
