"""`docs/states.md`, written from the two tables that the code runs on, so that it can't tell another story."""

from collections.abc import Iterator

from django.utils.translation import override

from workflow import permissions
from workflow.enums import Status
from workflow.permissions import Who
from workflow.transitions import TABLE, Needs, Transition

HEAD = """# How a story moves

Written by `manage.py document_states` from `workflow/transitions.py` and `workflow/permissions.py`; a test compares.
*Status* says where the newest text stands. What readers see is said by *editions* alone: a story may be a draft again
while its earlier text is on air.
"""

NEEDS = {Needs.NOTHING: "", Needs.AIRED: "has been on air", Needs.NEVER_AIRED: "never on air"}


def page() -> str:
    """Return the page in English, whatever language is active."""
    with override("en"):
        moves, saves = ["## Every move", "", *_moves()], ["## Who may save", "", *_saves()]
        return "\n".join([HEAD, *_picture(), "", *moves, "", *saves, ""])


def _picture() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "    [*] --> DRAFT: create, import"
    for row in TABLE.values():
        for source in sorted(row.sources):
            if row.to is not None and row.to != source:
                yield f"    {source} --> {row.to}: {row.label}"
    yield "    SCHEDULED --> PUBLISHED: its time comes"
    yield "    SPIKED --> DRAFT: Restore, to where it was"
    yield "```"


def _moves() -> Iterator[str]:
    yield "| move | who | from | to | only if | asks for |"
    yield "|---|---|---|---|---|---|"
    for row in TABLE.values():
        yield f"| {' | '.join(_cells(row))} |"


def _cells(row: Transition) -> Iterator[str]:
    yield str(row.label)
    yield permissions.who_may(row.verb) or "the system"
    yield ", ".join(status for status in Status if status in row.sources)
    yield row.to or "as it was"
    yield ", ".join(filter(None, [NEEDS[row.needs], "the plan is not yet on air" if row.changes_plan else ""]))
    yield ", ".join(row.asks)


def _saves() -> Iterator[str]:
    yield "| status | who may change the text |"
    yield "|---|---|"
    for status in Status:
        who = ", ".join(str(one.label) for one in Who if one in permissions.SAVE.get(status, ()))
        yield f"| {status} | {who or 'nobody: it is frozen, and what was typed is kept beside it'} |"
