"""Queries that are written once give what the ORM's own would, for any value."""

from typing import Any

import pytest
from django.db.models import Q, QuerySet

from articles.keys import Among
from articles.models import Section
from articles.prepared import PreparedQuery
from tests.articles import newsstand

BY_KEY = PreparedQuery(lambda key: Section.objects.filter(pk=key).values("name", "is_active"), kind=int)


@pytest.mark.usefixtures("db")
def test_a_query_written_once_finds_each_row_in_the_types_of_its_fields() -> None:
    news, sport = newsstand.section("News"), newsstand.section("Sport", is_active=False)
    assert BY_KEY.rows(news.pk) == [{"name": "News", "is_active": True}]
    assert BY_KEY.rows(sport.pk) == [{"name": "Sport", "is_active": False}]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("key", [0, -1, 2**63 - 1, 2**63, -(2**64), 10**30])
def test_a_number_that_no_row_can_have_finds_nothing(key: int) -> None:
    newsstand.section("News")
    assert BY_KEY.rows(key) == []


@pytest.mark.usefixtures("db")
def test_many_keys_fill_one_blank_and_columns_come_in_their_order() -> None:
    keys = [newsstand.section(name).pk for name in ("News", "Sport", "Arts")]

    def ask(among: list[int]) -> QuerySet[Section, Any]:
        return Section.objects.filter(Among("pk", among)).order_by("pk").values_list("slug", "is_active", "name")

    among = PreparedQuery(ask, kind=list)
    for some in (keys, keys[1:], [], [2**62]):
        assert list(map(tuple, among.tuples(some))) == list(ask(some))


@pytest.mark.usefixtures("db")
def test_each_blank_is_filled_wherever_it_stands() -> None:
    newsstand.section("News")
    newsstand.section("Sport", is_active=False)

    def ask(one: str, other: str) -> QuerySet[Section, Any]:
        named = Section.objects.filter(Q(slug=one) | Q(name=one) | Q(slug=other))
        return named.order_by("slug").values("slug")

    either = PreparedQuery(ask, kind=str, blanks=2)
    for asked, found in ((("news", "none"), ["news"]), (("Sport", "news"), ["news", "sport"]), (("none", "Sport"), [])):
        assert [row["slug"] for row in either.rows(*asked)] == found
