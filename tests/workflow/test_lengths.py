"""How long a text is, as readers see it."""

import pytest

from workflow.budget.lengths import LONGEST_READ, words_in


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 0),
        ("The ferry sails again.\n", 4),
        ("## The *ferry*\n\n> sails [again](https://example.org/a/b) — at 18.30\n", 6),
        ("![A gull on a post](gull.jpg)\n\nOne word.", 2),
        ("It isn’t over, says O'Hara.", 5),
        ("No reader sees \0 this", 5),
        ("word " * LONGEST_READ, LONGEST_READ),
    ],
)
def test_words_are_counted_without_their_markup(body: str, count: int) -> None:
    assert words_in(body) == count
