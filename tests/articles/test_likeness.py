"""Near-duplicates: the same scene in another size is found, another scene is not, among many."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageEnhance

from articles import bands
from articles.bands import DISTANCE
from articles.imaging.look import perceptual_hash
from articles.models import Picture
from articles.pictures import likeness
from articles.pictures.likeness import alike
from tests import bulk, library
from tests.articles.photos import drawn

pytestmark = pytest.mark.django_db


def hashed(number: int, perceptual_hash: int | None) -> Picture:
    return library.bare(number, token=f"token-{number}", perceptual_hash=perceptual_hash)


def signed(bits: int) -> int:
    return bits - (1 << 64) if bits >> 63 else bits


def flipped(bits: int, *places: int) -> int:
    for place in places:
        bits ^= 1 << place
    return bits


def test_among_twenty_thousand_just_the_near_ones_are_found_nearest_first() -> None:
    dice = random.Random(7)
    own = 0xF0F0_1234_5678_9ABC
    near = {number: flipped(own, *dice.sample(range(64), number % 7)) for number in range(1, 11)}
    far = {11: flipped(own, *range(57, 64)), 12: flipped(own, *range(7))}
    others = {number: dice.getrandbits(64) for number in range(13, 20_001)}
    rows = {**near, **far, **others}
    Picture.objects.bulk_create([hashed(number, signed(bits)) for number, bits in rows.items()])
    picture = hashed(0, signed(own))
    picture.save()
    away = {number: bin(bits ^ own).count("1") for number, bits in rows.items()}
    expected = sorted((number for number in rows if away[number] <= DISTANCE), key=lambda one: (away[one], -one))
    assert [one.name for one in alike(picture)] == [f"{number}.png" for number in expected]
    assert set(near) <= set(expected)
    with CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
        alike(picture)
        bulk.count_rows()
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' * (connection.vendor == 'sqlite')}{asked[0]['sql']}")
        plan = str(cursor.fetchall())
    assert {number for number in bands.NUMBERS if f"pictures_by_band_{number}" in plan} == set(bands.NUMBERS)


@pytest.mark.parametrize("places", [(0, 9, 18, 27, 36, 45), (9, 18, 27, 36, 45, 54), (0, 9, 18, 27, 36, 63)])
def test_pictures_that_share_a_single_band_are_found(places: tuple[int, ...]) -> None:
    one, other = hashed(1, signed(0xF0F0_1234_5678_9ABC)), hashed(2, signed(flipped(0xF0F0_1234_5678_9ABC, *places)))
    one.save()
    other.save()
    assert (alike(one), alike(other)) == ([other], [one])


def test_the_sign_of_a_hash_is_one_bit_like_the_others() -> None:
    one, other = hashed(1, signed(1 << 63 | 5)), hashed(2, 5)
    one.save()
    other.save()
    assert alike(one) == [other]
    assert alike(other) == [one]


def test_what_has_no_hash_or_one_colour_is_like_nothing() -> None:
    for number, bits in enumerate((None, None, 0, 0)):
        hashed(number, bits).save()
    assert [alike(picture) for picture in Picture.objects.all()] == [[], [], [], []]


def test_no_more_are_looked_through_or_shown_than_a_page_can_bear(
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries,  # noqa: ANN001
) -> None:
    Picture.objects.bulk_create([hashed(number, 77) for number in range(30)])
    oldest, newest = Picture.objects.earliest("pk"), Picture.objects.latest("pk")
    with django_assert_num_queries(2):
        assert len(alike(newest)) == likeness.MOST_SHOWN
    monkeypatch.setattr(likeness, "MOST_COMPARED", 5)
    assert oldest not in alike(newest)
    assert len(alike(newest)) == 5


def test_a_smaller_brighter_copy_is_near_and_a_mirrored_one_is_not() -> None:
    scene = drawn(1200, 700)
    copy = ImageEnhance.Brightness(scene.resize((400, 233))).enhance(1.1)
    mirrored = scene.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    own = perceptual_hash(scene)
    assert likeness.distance(own, perceptual_hash(copy)) <= DISTANCE
    assert likeness.distance(own, perceptual_hash(mirrored)) > DISTANCE
