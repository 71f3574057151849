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


@pytest.mark.parametrize(("old", "new"), [("a ", "b "), ("a b ", "b a "), ("\n", "x\n")])
def test_long_texts_of_few_words_are_compared_at_once(old: str, new: str) -> None:
    """Without rare words to start from, matching every space with every other takes minutes."""
    before, after = old * 2_900, new * 2_900
    pieces = word_diff.compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before


def test_one_changed_word_in_a_long_text_is_marked_alone() -> None:
    before = "".join(f"The ferry number {number} sails at noon, the crew said.\n" for number in range(300))
    pieces = word_diff.compare(before, before.replace("number 77 sails", "number 77 sinks"))
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"] == [
        ("removed", "sails"),
        ("added", "sinks"),
    ]


def test_c12_tables_of_very_many_short_lines_show_what_changed_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """With few different lines each could be matched with so many others that the page would take minutes."""
    monkeypatch.setattr(word_diff, "MAX_LINES", 3_000)
    rows = [str(number * number % 150) for number in range(3_100)]
    before = "\n".join(["A", *rows, "Z"])
    after = "\n".join(["A", *reversed(rows), "new", "Z"])
    pieces = word_diff.compare(before, after)
    assert [piece.kind for piece in pieces] == ["same", "removed", "added", "same"]
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert word_diff.compare(before, f"{before}!")[-2:] == [
        word_diff.Piece("removed", "Z"),
        word_diff.Piece("added", "Z!"),
    ]
