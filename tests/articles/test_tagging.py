"""Tags as people and files write them, and the addresses that they get."""

import pytest
from django.test import Client
from taggit.models import Tag

from tests.people import Newsroom


@pytest.mark.parametrize(
    "names",
    [("quay" * 25, "QUAY" * 25), ("\ufdfa" * 100, "\ufdfa" * 99), ("İ" * 100, "I" * 100)],
    ids=["twins", "a letter that is eighteen", "capitals"],
)
def test_c13_each_tag_has_an_address_however_long_it_is(newsroom: Newsroom, names: tuple[str, str]) -> None:
    """On PostgreSQL a slug that is longer than its column lost the whole text that was saved."""
    newsroom.on_air(tags=names)
    slugs = [tag.slug for tag in Tag.objects.filter(name__in=names)]
    assert len(set(slugs)) == 2
    for slug in slugs:
        assert len(slug) <= 100
        assert Client().get(f"/tag/{slug}/").status_code == 200


def test_a_short_tag_has_the_slug_that_it_always_had(newsroom: Newsroom) -> None:
    newsroom.draft(tags=("C", "C++", "Été d’or"))
    assert sorted(Tag.objects.values_list("slug", flat=True)) == ["c", "c_1", "été-dor"]


def test_new_tags_are_made_in_one_order_so_that_two_texts_at_once_wait_in_no_circle(newsroom: Newsroom) -> None:
    """Who brings two new tags waits for whoever brings the same two, and in another order both would wait for good."""
    names = ["Quake", "Aid", "Weather", "Harbour", "Red Cross", "Ferry", "Mole", "Night"]
    newsroom.draft(tags=tuple(names))
    assert list(Tag.objects.order_by("pk").values_list("name", flat=True)) == sorted(names)
