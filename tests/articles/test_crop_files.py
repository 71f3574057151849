"""Files of crops: made for every story that is written, planned or on air, and removed when none of them is left."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from articles import imaging, instant, pictures, tasks
from articles.imaging import crops, spec
from articles.models import Picture
from articles.pictures import storing, sweeping
from articles.pictures.waking import waker
from tests.articles import newsstand
from tests.articles.newsstand import MINUTE, lead
from tests.articles.photos import (  # noqa: F401
    LATER_NAMES,
    NAMES,
    accepted,
    assert_each_row_has_its_file_and_no_file_is_left_over,
    empty_stores,
    files_of,
    jpeg,
    public_file,
    rendered,
    stored,
    when_nobody_is_on_the_way_to_an_old_file,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]

LEFT = {"focus": [0.1, 0.5]}
BY_HAND = {"1x1": [0.25, 0.25, 0.2, 0.35]}
TOMORROW = timedelta(days=1)


def names_with(*uses: Any) -> set[str]:
    return {one.name for one in spec.wanted((700, 400), [None, *uses])}


def swept(picture: Picture) -> Picture:
    tasks.render_missing()
    picture.refresh_from_db()
    return picture


def test_saved_crop_gets_its_files_at_the_next_sweep_and_no_other_file_is_made_anew() -> None:
    picture = rendered()
    before = files_of(picture)
    newsstand.draft(pictures=(lead(picture, crop=BY_HAND),))
    assert pictures.stale(now=instant.now(), most=9) == [picture]
    after = files_of(swept(picture))
    assert set(after) == names_with(BY_HAND) > NAMES
    assert {name: after[name] for name in before} == before
    assert not pictures.stale(now=instant.now(), most=1)


def test_file_of_a_crop_shows_that_part_and_its_row_names_the_shape() -> None:
    picture = rendered()
    newsstand.draft(pictures=(lead(picture, crop=BY_HAND),))
    swept(picture)
    shape = crops.shape_of("1x1", crops.box_of(BY_HAND, "1x1", (700, 400)))
    (jpeg_row,) = picture.renditions.filter(shape=shape, mime_type="image/jpeg")
    with Image.open(BytesIO(public_file(picture, jpeg_row.name))) as made:
        assert made.size == (jpeg_row.width, jpeg_row.height) == (140, 140)
        assert blue_share(made) > 0.5  # the ellipse that was drawn there


def blue_share(image: Image.Image) -> float:
    colours = image.convert("RGB").resize((20, 20)).getcolors(400) or []
    return sum(count for count, colour in colours if isinstance(colour, tuple) and colour[2] > 150) / 400


def test_save_with_a_crop_wakes_a_worker_and_one_without_asks_for_nothing(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    picture, woken = rendered(), list[int]()
    monkeypatch.setattr(waker, "wake", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        article = newsstand.draft(pictures=(lead(picture),))
    assert (woken, pictures.stale(now=instant.now(), most=9)) == ([], [])
    with django_capture_on_commit_callbacks(execute=True):
        newsstand.revised(article, pictures=(lead(picture, crop=LEFT),))
    assert (woken, pictures.stale(now=instant.now(), most=9)) == ([picture.pk], [picture])


def test_own_focal_point_of_the_library_has_its_crops_beside_those_of_the_middle_in_use() -> None:
    picture = rendered()
    newsstand.draft(pictures=(lead(picture),))
    Picture.objects.update(focus_x=0.1)
    pictures.look_again(Picture.objects.all())
    assert set(files_of(swept(picture))) == names_with(LEFT)


def test_crop_that_stories_left_keeps_its_files_while_readers_may_have_it_before_them() -> None:
    """Who opened the page before the update fetches its pictures when they come into sight."""
    picture = rendered()
    article = newsstand.draft(pictures=(lead(picture, crop=LEFT),))
    newsstand.air(article)
    newsstand.revised(article, pictures=(lead(picture, crop=BY_HAND),))
    assert set(files_of(swept(picture))) == names_with(LEFT, BY_HAND)
    newsstand.air(article, since=timedelta())
    pictures.look_again(Picture.objects.all())
    assert set(files_of(swept(picture))) == names_with(LEFT, BY_HAND)


def test_crop_that_no_story_has_any_more_loses_its_files() -> None:
    picture = rendered()
    article = newsstand.draft(pictures=(lead(picture, crop=LEFT),))
    newsstand.air(article, since=2 * TOMORROW, ends_in=-TOMORROW)
    assert set(files_of(swept(picture))) == names_with(LEFT)
    newsstand.revised(article, pictures=(lead(picture, crop=BY_HAND),))
    assert set(files_of(swept(picture))) == names_with(BY_HAND)
    when_nobody_is_on_the_way_to_an_old_file()
    assert stored("renditions") == set(files_of(picture).values())


def test_planned_crop_keeps_its_files_although_the_newest_text_has_another() -> None:
    picture = rendered()
    article = newsstand.draft(pictures=(lead(picture, crop=LEFT),))
    newsstand.air(article, since=-TOMORROW)
    newsstand.revised(article, pictures=())
    pictures.look_again(Picture.objects.all())
    assert set(files_of(swept(picture))) == names_with(LEFT)


def test_old_files_go_only_after_the_new_ones_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = rendered()
    article = newsstand.draft(pictures=(lead(picture, crop=LEFT),))
    swept(picture)
    before = files_of(picture)
    newsstand.revised(article, pictures=(lead(picture, crop=BY_HAND),))

    def killed(*_args: Any, **_more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as end:
        end.setattr(storing, "remove_all_but", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.render_missing()
    assert before.items() <= files_of(picture).items()
    assert set(files_of(swept(picture))) == names_with(BY_HAND)


def test_crop_that_is_saved_while_the_picture_is_rendered_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    picture, remove = accepted(), storing.remove_all_but

    def saved_meanwhile(*args: Any, **more: Any) -> None:
        remove(*args, **more)
        newsstand.draft(pictures=(lead(picture, crop=LEFT),))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(storing, "remove_all_but", saved_meanwhile)
        tasks.render_missing()
    assert set(files_of(picture)) == NAMES
    assert set(files_of(swept(picture))) == names_with(LEFT)


def test_what_comes_later_waits_until_no_picture_lacks_its_first_files() -> None:
    done, waiting = rendered(), accepted(jpeg(seed=1))
    tasks.render_later()
    assert set(files_of(done)) == NAMES
    swept(waiting)
    tasks.render_later()
    assert set(files_of(done)) == set(files_of(waiting)) == NAMES | LATER_NAMES
    done.refresh_from_db()
    assert done.avif_rendered_at is not None
    assert not pictures.later(now=instant.now()).exists()


def test_later_files_of_a_new_crop_are_made_too() -> None:
    picture = rendered()
    tasks.render_later()
    newsstand.draft(pictures=(lead(picture, crop=LEFT),))
    swept(picture)
    before = files_of(picture)
    assert set(before) > LATER_NAMES
    tasks.render_later()
    after = files_of(picture)
    assert set(after) - set(before) == {one.name for one in spec.wanted((700, 400), [LEFT], comes_later=True)} - set(
        before
    )
    assert before.items() <= after.items()


def test_later_files_that_can_not_be_made_take_nothing_from_readers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    picture = rendered()
    Picture.objects.update(attempts=3)
    monkeypatch.setattr(imaging, "decode", None)
    tasks.render_later()
    picture.refresh_from_db()
    assert (picture.failed_reason, picture.attempts) == ("", 0)
    assert set(files_of(picture)) == NAMES
    assert caplog.text.count("Three attempts") == 1
    assert not pictures.later(now=instant.now() + MINUTE).exists()


def test_picture_that_can_not_be_made_anew_keeps_the_files_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = rendered()
    before = files_of(picture)
    monkeypatch.setattr(spec, "DIGEST", "f" * 12)
    Picture.objects.update(attempts=3)
    picture = swept(picture)
    assert (picture.failed_reason, files_of(picture)) == ("", before)
    assert not pictures.stale(now=instant.now() + MINUTE, most=1)


def test_untouched_pictures_come_before_those_to_be_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    old = rendered()
    monkeypatch.setattr(spec, "DIGEST", "f" * 12)
    monkeypatch.setattr(sweeping, "MOST_IN_A_RUN", 1)
    untouched, before = accepted(jpeg(seed=1)), files_of(old)
    tasks.render_missing()
    assert (set(files_of(untouched)), files_of(old)) == (NAMES, before)
    tasks.render_missing()
    assert not set(files_of(old).values()) & set(before.values())


def test_later_files_that_were_replaced_go_like_any_other() -> None:
    picture = rendered()
    tasks.render_later()
    Picture.objects.update(credit_line="Somebody else")
    pictures.look_again(Picture.objects.all())
    swept(picture)
    tasks.render_later()
    assert_each_row_has_its_file_and_no_file_is_left_over(picture, names=NAMES | LATER_NAMES)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="another planner looks at so few rows one by one")
def test_sweep_reads_no_row_of_a_picture_that_lacks_nothing() -> None:
    now = instant.now()
    with CaptureQueriesContext(connection) as asked:
        pictures.stale(now=now, most=10)
    said = [pictures.later(now=now).explain()]
    with connection.cursor() as cursor:
        for query in list(asked):
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            said.append(str(cursor.fetchall()))
    assert ["pictures_by_spec" in plan for plan in said] == [True, True, True]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="another planner looks at so few rows one by one")
def test_sweep_finds_what_aired_lately_along_indexes_however_much_ever_aired() -> None:
    plan = pictures.aired_in_other_words(now=instant.now()).explain()
    assert "SEARCH U0 USING INDEX editions_announced_lately" in plan
    assert "SEARCH U0 USING INDEX editions_to_announce" in plan
    assert "SCAN" not in plan
