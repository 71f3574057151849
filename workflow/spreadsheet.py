"""Tables as CSV (RFC 4180) that no spreadsheet takes for a program."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

#: A cell that starts so is a formula to some spreadsheet; so are the full-width forms to some more.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Without it spreadsheets read UTF-8 as something older.
BYTE_ORDER_MARK = "\ufeff"


def safe(cell: object) -> object:
    """Put an apostrophe before text that would be a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(RISKY):
        return f"'{cell}"
    return cell


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Write a table; an absent figure is an empty cell."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerows([["" if cell is None else safe(cell) for cell in row] for row in rows])
    return BYTE_ORDER_MARK + out.getvalue()
