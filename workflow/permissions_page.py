"""`docs/permissions.md`, written from the tables that the code asks, so that it can't promise anything else."""

from collections.abc import Iterable, Iterator

from django.utils.translation import override

from workflow import rights
from workflow.enums import Role
from workflow.presets import PRESETS
from workflow.rights import Answer, Line

HEAD = """# Who may do what

Written by `manage.py document_states` from `workflow/permissions.py`, `workflow/transitions.py` and
`workflow/presets.py`; a test compares, and another tries every cell through HTTP.

Rights are held on a story's own desk, at the moment of the act: somebody without a role there does not find the story,
and a deactivated account is nobody. *Own copy* means: only what they contributed to. When a move fits is said in
[How a story moves](states.md).
"""
SIGNS = """A look is signed by somebody of its stage's role. Each desk has stages of its own, set in the admin and shown
at `/desk/rights/`; these are the four to start from.
"""
COLUMNS = ("| desk | look | signed by | step | how many |", "|---|---|---|---|---|")
WORDS = {Answer.YES: "yes", Answer.OWN: "own copy", Answer.NO: "–"}


def page() -> str:
    """Return the page in English, whatever language is active."""
    with override("en"):
        return "\n".join([HEAD, *_groups(), "## Who may save", "", *_table(rights.saves()), "", *_signs()])


def _groups() -> Iterator[str]:
    for title, lines in rights.groups():
        yield from (f"## {title}", "", *_table(lines), "")


def _table(lines: Iterable[Line]) -> Iterator[str]:
    yield f"| | {' | '.join(str(role.label) for role in Role)} | beside |"
    yield f"|---|{'---|' * len(Role)}---|"
    for line in lines:
        yield f"| {line.label} | {' | '.join(WORDS[one] for one in line.answers)} | {line.beside} |"


def _signs() -> Iterator[str]:
    yield from (
        "## Who signs what",
        "",
        SIGNS,
        *COLUMNS,
    )
    for preset in PRESETS.values():
        for stage in preset.stages:
            name = str(preset.label).partition(":")[0]
            yield f"| {name} | {stage.name} | {stage.role.label} | {stage.step} | {stage.people_needed} |"
    yield ""
