"""Runs the checks of a story's desk upon a text: for the desk's pages, at the moves, and before air."""

from workflow.checking.gate import failing, failing_names, in_words, labels, refuse
from workflow.checking.reads import Subject, rule_of
from workflow.checking.results import Result, look_over, subject_of

__all__ = [
    "Result",
    "Subject",
    "failing",
    "failing_names",
    "in_words",
    "labels",
    "look_over",
    "refuse",
    "rule_of",
    "subject_of",
]
