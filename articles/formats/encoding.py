"""Bytes to text and back, byte for byte: byte order marks, UTF-8, UTF-16, and the old Windows code page."""

import codecs
import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.exceptions import PostRefused

LINE_BREAK = re.compile(r"\r\n|\n|\r")
FALLBACK = "cp1252"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 stands before UTF-16, whose little-endian mark opens the longer one too."""


class Decoded(NamedTuple):
    """The text of a file without its byte order mark, and how to write it again."""

    text: str
    encoding: str
    has_bom: bool


def decode(raw: bytes) -> Decoded:
    """Read by the byte order mark, else as UTF-8, else as Windows-1252; raise PostRefused naming the bad byte."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return Decoded(_strictly(raw[len(mark) :], encoding, skipped=len(mark)), encoding, True)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8", False)
    except UnicodeDecodeError as broken:
        return Decoded(_as_windows_text(raw, first_bad=broken.start), FALLBACK, False)


def encode(text: str, *, encoding: str, has_bom: bool) -> bytes:
    """Write in the source's encoding, or in UTF-8 where that one can't hold the text or would be read differently."""
    mark = _mark(encoding) if has_bom else b""
    try:
        raw = mark + text.encode(encoding)
        if encoding != FALLBACK or decode(raw).text == text:
            return raw
    except UnicodeError:
        pass
    return text.encode("utf-8")


def newline_style(text: str) -> str:
    r"""Name the line break that the text keeps to: "\n", "\r\n", "\r", "mixed", or "" where there is none."""
    pairs = text.count("\r\n")
    counts = {"\r\n": pairs, "\n": text.count("\n") - pairs, "\r": text.count("\r") - pairs}
    used = [style for style, count in counts.items() if count]
    return used[0] if len(used) == 1 else "mixed" if used else ""


def with_newlines(text: str, style: str) -> str:
    """Give every line break the one style; a mixed or unknown style leaves the text as it is."""
    return LINE_BREAK.sub(lambda _match: style, text) if style in ("\n", "\r\n", "\r") else text


def line_at(text: str, index: int) -> int:
    """Count lines from 1 up to a character's index."""
    return len(LINE_BREAK.findall(text, 0, index)) + 1


def _strictly(raw: bytes, encoding: str, *, skipped: int) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as broken:
        raise PostRefused(
            _("Byte %(offset)s is not valid %(encoding)s, though the file says it is. Save it again as UTF-8.")
            % {"offset": f"{broken.start + skipped:,}", "encoding": encoding.upper()}
        ) from broken


def _as_windows_text(raw: bytes, *, first_bad: int) -> str:
    try:
        return raw.decode(FALLBACK)
    except UnicodeDecodeError as broken:
        raise PostRefused(
            _("The file is not text in UTF-8 (byte %(utf8)s) nor in Windows-1252 (byte %(windows)s). Save it as UTF-8.")
            % {"utf8": f"{first_bad:,}", "windows": f"{broken.start:,}"}
        ) from broken


def _mark(encoding: str) -> bytes:
    return next((mark for mark, name in BYTE_ORDER_MARKS if name == encoding), b"")
