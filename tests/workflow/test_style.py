"""House style: rules that a hostile pattern can't turn into a weapon, and marks that are found again."""

import random

import pytest

from workflow.checks import Rule, style
from workflow.checks.style import BadPattern

MILLION = 1_000_000


def texts(body: str) -> dict[str, str]:
    return {"headline": "", "dek": "", "body": body}


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|a)*b$", r"(a*)*c", r"([a-z]+)*!", r"(.*a){12}!"])
@pytest.mark.parametrize("body", ["a" * MILLION, "a" * (MILLION - 1) + "b"])
def test_a_pattern_that_explodes_elsewhere_takes_linear_time_here(pattern: str, body: str) -> None:
    """Where a backtracking engine is used instead, this test does not end."""
    assert style.marks([Rule(1, pattern)], texts(body)) == []


def test_a_desk_of_hostile_rules_on_the_longest_text_does_bounded_work() -> None:
    rules = [Rule(key, rf"(?:x|y)*x(?:x|y){{{80 + key}}}z") for key in range(style.MOST_RULES)]
    body = "xy" * (MILLION // 2)
    assert style.marks(rules, texts(body)) == []
    assert not style.is_within_bounds(rules, texts(body))


def test_words_that_are_everywhere_are_marked_a_hundred_times() -> None:
    found = style.marks([Rule(1, "x"), Rule(2, "z")], texts("x " * 40_000))
    assert len(found) == style.MOST_MARKS


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(", "missing"),
        (r"(?=look)", "invalid perl operator"),
        (r"(a)\1", "invalid escape sequence"),
        ("a*", "no words at all"),
        ("", "no words at all"),
        ("^|x", "no words at all"),
        (r"\pL{40}", "too large"),
        (r"(((a{10}){10}){10}){10}", "invalid repetition size"),
        ("[xy]{500}", "too large"),
        ("\ud800", "half a character"),
    ],
)
def test_a_pattern_that_can_not_be_kept_is_refused_in_words(pattern: str, why: str) -> None:
    with pytest.raises(BadPattern, match=why):
        style.compiled(pattern, is_case_sensitive=False)


def test_a_stored_pattern_that_no_longer_compiles_stops_nothing() -> None:
    found = style.marks([Rule(1, "("), Rule(2, "web site", "website")], texts("A web site."))
    assert [mark.rule.key for mark in found] == [2]


def test_a_suggestion_may_take_over_what_the_pattern_caught() -> None:
    (mark,) = style.marks([Rule(1, r"(\d+) per cent", r"\1 %")], texts("Some 12 per cent."))
    assert (mark.words, mark.replacement) == ("12 per cent", "12 %")
    assert style.with_replacement(mark, "Some 12 per cent.") == "Some 12 %."
    with pytest.raises(BadPattern, match="asks for group 2, and the pattern has 1"):
        style.check_suggestion(r"\2 %", groups=1)


def test_no_rule_looks_into_addresses() -> None:
    body = "A [web site](/web-site/) at https://example.org/web-site, <a href='/web-site/'>web-site</a>"
    found = style.marks([Rule(1, "web[- ]site", "website")], texts(body))
    assert [(mark.start, mark.words) for mark in found] == [(3, "web site"), (body.rindex("web-site"), "web-site")]


def test_what_is_longer_than_style_is_no_mark() -> None:
    assert style.marks([Rule(1, "x+")], texts("x" * (style.LONGEST_MATCH + 1))) == []


def test_marks_come_in_the_order_of_the_text_with_places_counted_in_characters() -> None:
    given = {"headline": "Café 🐦 web site", "dek": "", "body": "e-mail, web site"}
    found = style.marks([Rule(1, "web site"), Rule(2, "e-mail")], given)
    assert [(mark.field, mark.start, mark.words) for mark in found] == [
        ("headline", 7, "web site"),
        ("body", 0, "e-mail"),
        ("body", 8, "web site"),
    ]


def test_a_mark_is_found_again_where_its_words_moved_and_not_where_others_stand() -> None:
    rule = Rule(7, "web ?site", "Website")
    _first, second = style.marks([rule], texts("A website, a web site"))
    name = style.named(second.name)
    assert name is not None
    moved = style.nearest(name, rule, texts("So: a website, a web site. And a web site"))
    assert moved is not None
    assert (moved.start, moved.words) == (17, "web site")
    assert style.nearest(name, rule, texts("A website")) is None


@pytest.mark.parametrize(
    "written", ["", "1-body-2", "x-body-2-00000000", "1-slug-2-00000000", "9" * 30 + "-body-2-0a0a0a0a"]
)
def test_what_names_no_mark_is_none(written: str) -> None:
    assert style.named(written) is None


def test_rules_that_take_the_slow_road_are_cut_off_by_the_work_that_they_do() -> None:
    """Patterns of too many states for RE2's fast engine; the last rule would find something, and is not reached."""
    body = "".join(random.Random(1).choices("ab", k=100_000)) + "z"
    rules = [Rule(key, rf"(?:a|b)*a(?:a|b){{{60 + key % 20}}}[cz]") for key in range(style.MOST_RULES)]
    assert style.marks([*rules, Rule(999, "z")], texts(body)) == []
    assert len(style.marks([Rule(999, "z"), *rules], texts(body))) == 1
    assert not style.is_within_bounds(rules, texts(body))


def test_a_desk_with_a_hundred_ordinary_rules_goes_through_a_long_story() -> None:
    rules = [Rule(key, rf"\bword{key} word\b") for key in range(100)]
    assert style.is_within_bounds(rules, texts("w" * 100_000))
