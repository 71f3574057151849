"""Renditions: what readers get, and what a kill, a frozen worker, a full disk or a broken file costs."""

import errno
import logging
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import FileSystemStorage, storages
from PIL import ExifTags, Image

from articles import imaging, instant, pictures
from articles.imaging import Decoded, RenderedPicture
from articles.models import Picture
from articles.pictures import claims, rendering
from tests.articles import photos
from tests.articles.photos import (  # noqa: F401
    MINUTE,
    NAMES,
    accepted,
    assert_each_row_has_its_file_and_no_file_is_left_over,
    empty_stores,
    files_of,
    jpeg,
    lapse,
    public_file,
    rendered,
    stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


def test_readers_get_every_width_in_both_formats() -> None:
    now = instant.now()
    picture = accepted()
    pictures.render(picture=picture, now=now)
    picture.refresh_from_db()
    assert (picture.rendered_at, picture.failed_reason, picture.attempts) == (now, "", 0)
    assert picture.rendering_since is None
    assert_each_row_has_its_file_and_no_file_is_left_over(picture)
    for one in picture.renditions.all():
        content = public_file(picture, one.name)
        with Image.open(BytesIO(content)) as made:
            assert (made.size, made.get_format_mimetype()) == ((one.width, one.height), one.mime_type)
        suffix = one.name.rpartition(".")[2]
        width = f"{one.width}.{suffix}"
        assert (one.name, one.byte_size) == (f"{one.shape}-{width}" if one.shape else width, len(content))


def test_public_files_carry_the_credit_and_never_the_place_or_the_camera() -> None:
    file = photos.with_gps_and_credit()
    assert b"SN-4711" in file.getvalue()
    assert Image.open(file).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    picture = rendered(file)
    for name in NAMES:
        content = public_file(picture, name)
        exif = Image.open(BytesIO(content)).getexif()
        assert exif[ExifTags.Base.Artist] == "Ines Marlowe"
        assert (dict(exif.get_ifd(ExifTags.IFD.GPSInfo)), b"SN-4711" in content) == ({}, False)


def test_page_hidden_in_a_picture_does_not_reach_readers() -> None:
    page = b"<html><script>alert(1)</script></html>"
    file = jpeg().getvalue().replace(b"\xff\xfe\x00\x03", b"\xff\xfe" + (len(page) + 3).to_bytes(2, "big") + page, 1)
    picture = rendered(BytesIO(file + page))
    assert page in file
    assert all(b"script" not in public_file(picture, name) for name in NAMES)


def test_rendering_twice_makes_nothing_twice() -> None:
    picture = rendered()
    before = files_of(picture)
    pictures.render(picture=picture, now=instant.now())
    assert files_of(picture) == before


def test_picture_cut_short_is_failed_with_one_sentence_and_left_alone() -> None:
    picture = rendered(photos.damaged())
    assert picture.rendered_at is None
    assert picture.failed_reason.startswith("This picture is damaged or cut short")
    assert picture.rendering_since is None
    assert not pictures.waiting(now=instant.now() + MINUTE).exists()
    assert stored("renditions") == set()


def test_picture_that_kills_its_worker_three_times_is_not_tried_a_fourth(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = accepted()
    for attempt in (1, 2, 3):
        claim = claims.take(picture=picture, now=instant.now())
        assert claim is not None
        assert claim.attempt == attempt
        lapse(picture)
    monkeypatch.setattr(imaging, "decode", None)
    pictures.render(picture=picture, now=instant.now())
    picture.refresh_from_db()
    assert picture.failed_reason.startswith("Three attempts to render this picture")


def test_missing_original_is_named_as_the_reason() -> None:
    picture = accepted()
    storages["originals"].delete(str(picture.original.name))
    for _attempt in range(3):
        pictures.render_each([picture], now=instant.now())
        lapse(picture)
    pictures.render(picture=picture, now=instant.now())
    picture.refresh_from_db()
    assert picture.failed_reason.startswith("The original of this picture is missing")


def test_picture_that_another_worker_has_is_not_touched_until_that_one_is_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = accepted()
    assert claims.take(picture=picture, now=instant.now()) is not None
    with monkeypatch.context() as nobody_decodes:
        nobody_decodes.setattr(imaging, "decode", None)
        pictures.render(picture=picture, now=instant.now())
    assert not pictures.waiting(now=instant.now()).exists()
    assert files_of(picture) == {}
    lapse(picture)
    assert list(pictures.waiting(now=instant.now())) == [picture]
    pictures.render(picture=picture, now=instant.now())
    assert_each_row_has_its_file_and_no_file_is_left_over(picture)


def after_the_first_file(monkeypatch: pytest.MonkeyPatch, happening: Callable[[], None]) -> None:
    """Let something happen once, when the first file was made."""
    files = Decoded.files

    def interrupted(decoded: Decoded, words: Mapping[str, str]) -> Iterator[RenderedPicture]:
        made = files(decoded, words)
        yield next(made)
        monkeypatch.setattr(Decoded, "files", files)
        happening()
        yield from made

    monkeypatch.setattr(Decoded, "files", interrupted)


def test_frozen_worker_that_wakes_up_writes_nothing_over_its_successors_work(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = accepted()
    successors: list[dict[str, str]] = []

    def frozen() -> None:
        lapse(picture)
        pictures.render(picture=picture, now=instant.now(), again=True)
        successors.append(files_of(picture))

    after_the_first_file(monkeypatch, frozen)
    pictures.render(picture=picture, now=instant.now())
    assert [files_of(picture)] == successors
    assert_each_row_has_its_file_and_no_file_is_left_over(picture)


def test_full_disk_fails_no_picture_and_leaves_no_half_file(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    picture, save, saves = accepted(), FileSystemStorage._save, []  # type: ignore[attr-defined]

    def full(store: FileSystemStorage, name: str, content: Any) -> Any:
        saves.append(name)
        key = save(store, name, content)
        if len(saves) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return key

    with monkeypatch.context() as disk:
        disk.setattr(FileSystemStorage, "_save", full)
        for _run in range(5):
            pictures.render_each([picture], now=instant.now())
            lapse(picture)
    picture.refresh_from_db()
    assert "No space left on device" in caplog.text
    assert (picture.failed_reason, picture.rendered_at, picture.attempts) == ("", None, 0)
    assert set(files_of(picture).values()) == stored("renditions")
    assert set(files_of(picture)) == {"700.jpg", "700.webp"}
    pictures.render(picture=picture, now=instant.now())
    assert_each_row_has_its_file_and_no_file_is_left_over(picture)


@pytest.mark.parametrize("fault", [SoftTimeLimitExceeded(), MemoryError(), OSError(errno.EIO, "Input/output error")])
def test_end_of_time_or_memory_is_not_called_damage(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    picture = accepted()

    def fails(*_args: Any, **_more: Any) -> None:
        raise fault

    monkeypatch.setattr("articles.imaging.rendering.in_srgb", fails)
    pictures.render_each([picture], now=instant.now())
    picture.refresh_from_db()
    assert picture.failed_reason == ""
    assert picture.attempts == (0 if isinstance(fault, OSError) else 1)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_broken_picture_holds_up_no_other() -> None:
    broken, good = accepted(photos.damaged()), accepted()
    pictures.render_each(pictures.waiting(now=instant.now()), now=instant.now())
    assert Picture.objects.get(pk=broken.pk).failed_reason
    assert Picture.objects.get(pk=good.pk).rendered_at


def test_picture_that_was_tried_comes_after_those_that_were_not() -> None:
    tried, untried = accepted(jpeg(seed=1)), accepted(jpeg(seed=2))
    claims.take(picture=tried, now=instant.now())
    assert list(pictures.waiting(now=instant.now() + MINUTE)) == [untried, tried]


def test_long_run_starts_no_other_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = accepted()
    monkeypatch.setattr(rendering, "LONGEST_RUN", -1)
    pictures.render_each([picture], now=instant.now())
    assert files_of(picture) == {}


def test_rendering_again_replaces_every_file_and_removes_the_old_ones() -> None:
    picture = rendered()
    before = files_of(picture)
    pictures.render(picture=picture, now=instant.now(), again=True)
    assert not set(before.values()) & set(files_of(picture).values())
    assert_each_row_has_its_file_and_no_file_is_left_over(picture)
