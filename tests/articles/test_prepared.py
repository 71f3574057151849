"""Queries that are written once give what the ORM's own would, for any value."""

import pytest

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
