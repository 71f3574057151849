"""What a story said to its readers, interval by interval: from what was on air alone, never from what is planned.

A withdrawal takes back all that the story said until then: only times and the notice are left of that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import F
from django.db.models.functions import Left
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import markup, word_diff
from articles.enums import CorrectionType
from articles.models import Edition
from articles.querysets import When
from articles.word_diff import Piece

MOST_INTERVALS = 50
#: Of each text; what stands further down is not compared.
MOST_CHARACTERS = 40_000
#: Of each side of a run of changed words; a longer one shows as taken out and put in.
MOST_TOKENS = 600
#: Characters of what did not change that are left on each side of a change.
AROUND = 160

Row = Mapping[str, Any]
COLUMNS = {
    "headline": F("revision__headline"),
    "dek": F("revision__dek"),
    "body": Left("body_html", MOST_CHARACTERS),
    "correction_type": F("revision__correction_type"),
    "correction_note": F("revision__correction_note"),
}


class Words(NamedTuple):
    """What readers could read of a text; `body` is its fragment of HTML, cut where comparing ends."""

    headline: str
    dek: str
    body: str

    @property
    def is_cut(self) -> bool:
        return len(self.body) >= MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that changed, with its pieces in reading order."""

    label: str | Promise
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """An interval on air and what it brought; `ends_at` is None for the one that is on air.

    Without a text before it to compare with, `differences` is None.
    """

    title: str | Promise
    goes_live_at: datetime
    ends_at: datetime | None
    label: str | Promise = ""
    note: str = ""
    notice: str = ""
    headline: str = ""
    differences: tuple[Difference, ...] | None = None
    is_cut: bool = False
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Log:
    """The intervals of a story that is on air, newest first; at most so many."""

    headline: str
    changes: list[Change]
    has_more: bool


def of(path: str, when: When = None) -> Log | None:
    """Return the log of the story on air at this address, in one query; None if there is none."""
    aired = Edition.objects.aired(when).filter(article__path=path).order_by("-goes_live_at", "-id").ending(when)
    columns = ("goes_live_at", "ends_at", "has_ended", "withdrawal_notice")
    rows = list(aired.values(*columns, **COLUMNS)[: MOST_INTERVALS + 1])
    if not rows or rows[0]["has_ended"]:
        return None
    return Log(rows[0]["headline"], _changes(rows)[:MOST_INTERVALS], has_more=len(rows) > MOST_INTERVALS)


def _changes(rows: Sequence[Row]) -> list[Change]:
    """Say of each interval what it brought, beginning with the one on air; its end, if planned, is not told."""
    withdrawn_from = next((index for index, row in enumerate(rows) if row["withdrawal_notice"]), len(rows))
    before: Sequence[Row | None] = [*rows[1:], None]
    return [
        _withdrawn(row, earlier)
        if index >= withdrawn_from
        else _change(row, earlier, is_on_air=index == 0, is_comparable=index + 1 < withdrawn_from)
        for index, (row, earlier) in enumerate(zip(rows, before, strict=True))
    ]


def _withdrawn(row: Row, before: Row | None) -> Change:
    title = _("First published") if before is None else _("On air")
    return Change(title, row["goes_live_at"], row["ends_at"], notice=row["withdrawal_notice"], is_withdrawn=True)


def _change(row: Row, before: Row | None, *, is_on_air: bool, is_comparable: bool) -> Change:
    told = (row["correction_type"], row["correction_note"])
    is_new = before is None or not is_comparable or told != (before["correction_type"], before["correction_note"])
    label = CorrectionType(told[0]).label if told[0] and is_new else ""
    words, earlier = _words(row), _words(before) if before and is_comparable else None
    return Change(
        title=_title(row, before) or label or _("Changed"),
        goes_live_at=row["goes_live_at"],
        ends_at=None if is_on_air else row["ends_at"],
        label=label,
        note=told[1] if label else "",
        headline=words.headline,
        differences=_differences(earlier, words) if earlier else None,
        is_cut=words.is_cut or (earlier is not None and earlier.is_cut),
    )


def _title(row: Row, before: Row | None) -> str | Promise:
    if before is None:
        return _("First published")
    return _("Back on air") if row["goes_live_at"] > before["ends_at"] else ""


def _words(row: Row) -> Words:
    return Words(row["headline"], row["dek"], row["body"])


@lru_cache(maxsize=128)
def _differences(before: Words, after: Words) -> tuple[Difference, ...]:
    """Compare two texts that were on air; they never change, so that what is much read is remembered."""
    fields = (
        (_("Headline"), before.headline, after.headline),
        (_("Dek"), before.dek, after.dek),
        (_("Text"), _plain(before), _plain(after)),
    )
    return tuple(Difference(label, _pieces(old, new)) for label, old, new in fields if old != new)


def _plain(words: Words) -> str:
    """Return the body's words, a line a paragraph; what the cut left of the last paragraph says nothing."""
    text = markup.plain_text(words.body)
    return text.rpartition("\n")[0] if words.is_cut else text


def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    pieces = word_diff.compare_lines(before, after, most_tokens=MOST_TOKENS)
    last = len(pieces) - 1
    return tuple(
        _shortened(piece, is_first=index == 0, is_last=index == last) if piece.kind == "same" else piece
        for index, piece in enumerate(pieces)
    )


def _shortened(piece: Piece, *, is_first: bool, is_last: bool) -> Piece:
    """Leave of what stayed the same what stands next to a change."""
    head = "" if is_first else piece.text[:AROUND].rpartition(" ")[0] or piece.text[:AROUND]
    tail = "" if is_last else piece.text[-AROUND:].partition(" ")[2] or piece.text[-AROUND:]
    shortened = f"{head} … {tail}"
    return Piece("same", shortened.strip(" ") if len(shortened) < len(piece.text) else piece.text)
