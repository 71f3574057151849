"""Quotes find their place again while people go on editing; nothing that somebody pastes makes that slow."""

from hypothesis import given, settings
from hypothesis import strategies as st

from workflow import mentions, quotes
from workflow.quotes import Quote

FERRY = """The ferry sails again.

The strike is over. The ferry sails at nine, and **the ferry** sails at ten.

Nobody knows how long."""


def quoted(text: str, words: str, nth: int = 0) -> Quote:
    flat = quotes.flat(text)
    return quotes.at(flat, quotes.places(flat, words)[nth], len(words))


def found(text: str, quote: Quote) -> str | None:
    """Return the words from the quote on, as they stand in the text now."""
    flat = quotes.flat(text)
    place = quotes.find(flat, quote)
    return None if place is None else flat[place:]


def test_a_quote_keeps_what_stands_around_it() -> None:
    quote = quoted(FERRY, "Nobody knows")
    assert quote == Quote("Nobody knows", "and **the ferry** sails at ten. ", " how long.")


def test_words_that_stand_twice_are_told_apart_by_what_stands_around_them() -> None:
    first, second = quoted(FERRY, "The ferry sails", 0), quoted(FERRY, "The ferry sails", 1)
    assert found(FERRY, first) == quotes.flat(FERRY)
    assert (found(FERRY, second) or "").startswith("The ferry sails at nine")


def test_an_edit_elsewhere_leaves_a_quote_where_it_is() -> None:
    second = quoted(FERRY, "The ferry sails", 1)
    edited = "New first words.\n\n" + FERRY.replace("Nobody knows", "Everybody knows")
    assert (found(edited, second) or "").startswith("The ferry sails at nine")


def test_an_edit_right_beside_a_quote_still_tells_it_from_the_other() -> None:
    second = quoted(FERRY, "The ferry sails", 1)
    edited = FERRY.replace("at nine", "at eight").replace("The strike is over.", "The long strike is over.")
    assert (found(edited, second) or "").startswith("The ferry sails at eight")


def test_a_paragraph_that_is_only_wrapped_anew_is_the_same() -> None:
    quote = quoted(FERRY, "The strike is over. The ferry sails")
    assert found(FERRY.replace("over. The", "over.\r\n  The"), quote) is not None


def test_composed_and_decomposed_letters_are_the_same_words() -> None:
    assert found("Cafe\u0301 du Port opens on the quay again", quoted("Café du Port opens", "Café du Port")) == (
        "Café du Port opens on the quay again"
    )


def test_a_quote_that_is_gone_is_not_found_elsewhere() -> None:
    quote = quoted(FERRY, "The strike is over")
    assert found(FERRY.replace("strike", "walk-out"), quote) is None


def test_one_small_word_is_not_mistaken_for_the_same_word_in_another_sentence() -> None:
    quote = quoted(FERRY, "nine")
    assert found("Later.\n\nAll nine councillors agreed with the mayor.", quote) is None
    assert (found(f"At last.\n\n{FERRY}", quote) or "").startswith("nine, and")


def test_a_long_quote_that_stands_once_needs_no_surroundings() -> None:
    quote = quoted(FERRY, "The strike is over. The ferry")
    assert found("Wholly other words. The strike is over. The ferry", quote) is not None


def test_a_long_repetitive_text_gives_an_answer_from_a_bounded_number_of_places() -> None:
    text = "a" * 1_000_000
    assert len(quotes.places(text, "a" * 1_000)) == quotes.MOST_PLACES
    assert quotes.find(text, Quote("a" * 2_000, "b" * 32, "c" * 32)) == 0
    assert quotes.find(text, Quote("b" + "a" * 1_999)) is None
    assert quotes.nearest(text, "a" * 2_000, "b", "c") is None


def test_an_empty_quote_stands_nowhere() -> None:
    assert (quotes.places("text", ""), quotes.nearest("text", "", "", "")) == ([], None)


def test_paragraphs_are_what_stands_between_empty_lines() -> None:
    assert quotes.paragraphs("One\r\ntwo\r\n \r\n\r\nthree\n") == ["One\ntwo", "three"]
    assert quotes.paragraphs("\n \n") == []


WORDS = st.text(alphabet="ab \n.é\u0301", max_size=80)


@settings(max_examples=200, deadline=None)
@given(text=WORDS, start=st.integers(0, 79), length=st.integers(1, 20))
def test_whatever_is_quoted_is_found_in_the_text_that_it_was_taken_from(text: str, start: int, length: int) -> None:
    flat = quotes.flat(text)
    quote = quotes.at(flat, start, length)
    if quote.exact:
        place = quotes.find(flat, quote)
        assert place is not None
        assert quotes.at(flat, place, len(quote.exact)) == quote


@settings(max_examples=200, deadline=None)
@given(text=WORDS, more=WORDS)
def test_what_is_found_in_any_text_is_the_words_themselves(text: str, more: str) -> None:
    flat = quotes.flat(more)
    quote = quotes.at(quotes.flat(text), 0, 3)
    place = quotes.find(flat, quote) if quote.exact else None
    assert place is None or flat[place : place + len(quote.exact)] == quote.exact


def names(text: str) -> list[str]:
    return [name for call in mentions.calls_in(text) for name in call.names]


def test_a_call_may_mean_any_of_the_first_words_after_it() -> None:
    assert names("Ask @Rita Test, please") == ["Rita Test, please", "Rita Test,", "Rita Test", "Rita"]
    assert names("(@rita@example.org)") == ["rita@example.org)", "rita@example.org"]


def test_brackets_hold_exactly_one_name() -> None:
    (call,) = mentions.calls_in("See @[ Rita  Test ], and write to press@example.org.")
    assert (call.names, call.is_bracketed) == (("Rita  Test",), True)
    assert mentions.key(call.names[0]) == "rita test"


def test_more_calls_than_one_comment_may_have_are_not_read_to_the_end() -> None:
    text = " ".join(f"@[{number}]" for number in range(5_000))
    assert len(mentions.calls_in(text)) == mentions.MOST + 1
