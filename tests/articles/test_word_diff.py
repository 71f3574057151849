"""A person who compares two texts sees what they would have marked by hand."""

import pytest

from articles import word_diff


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        (
            "It has 51,000.",
            "It has 66,400.",
            [("same", "It has "), ("removed", "51,000"), ("added", "66,400"), ("same", ".")],
        ),
        ("At 9:30, say", "At 9:45, say", [("same", "At "), ("removed", "9:30"), ("added", "9:45"), ("same", ", say")]),
        ("Old\nnews", "News", [("removed", "Old\nnews"), ("added", "News")]),
        ("the same", "the same", [("same", "the same")]),
    ],
)
def test_a_changed_number_is_marked_whole(before: str, after: str, marked: list[tuple[str, str]]) -> None:
    assert [(piece.kind, piece.text) for piece in word_diff.compare(before, after)] == marked


def test_no_letter_of_either_text_is_lost() -> None:
    before, after = "1,2.3: a  b\n\tc!", "1,2.4: a  c\n\tb?"
    pieces = word_diff.compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
