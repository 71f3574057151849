"""Runs the checks of a story's desk upon a text: for the desk's pages, at the moves, and before air."""

from workflow.checking.gate import (
    RIGHTS,
    UNCHECKED,
    failing,
    failing_names,
    labels,
    refuse,
    refuse_changed_rights,
    why_held,
)
from workflow.checking.reads import Subject, rule_of
from workflow.checking.results import Result, look_over, plans, subject_of, uses_of

__all__ = [
    "RIGHTS",
    "UNCHECKED",
    "Result",
    "Subject",
    "failing",
    "failing_names",
    "labels",
    "look_over",
    "plans",
    "refuse",
    "refuse_changed_rights",
    "rule_of",
    "subject_of",
    "uses_of",
    "why_held",
]
