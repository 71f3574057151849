"""`render_pictures` and `rerender_editions`: what they do, say, and leave when they are stopped."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.db.models.query import QuerySet

from articles import editions, instant, pictures
from articles.imaging import spec
from articles.management.commands import rerender_editions
from articles.models import Edition, Picture
from articles.pictures import claims
from tests.articles import newsstand, photos
from tests.articles.photos import (  # noqa: F401
    LATER_NAMES,
    NAMES,
    accepted,
    assert_each_row_has_its_file_and_no_file_is_left_over,
    empty_stores,
    files_of,
    jpeg,
    rendered,
    stored,
    when_nobody_is_on_the_way_to_an_old_file,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


def run(name: str, *options: str) -> tuple[int, str]:
    """Run a command; returns its exit code and its last line."""
    said, code = StringIO(), 0
    try:
        call_command(name, *options, stdout=said)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, said.getvalue().strip()


def stopped_at(picture: Picture) -> Callable[[claims.Claim], None]:
    """Press Ctrl-C when this picture's first file would be written."""
    renew = claims.renew

    def renewed(claim: claims.Claim) -> None:
        if claim.picture_id == picture.pk:
            raise KeyboardInterrupt
        renew(claim)

    return renewed


def test_pictures_that_wait_are_rendered_and_a_second_run_has_nothing_to_do() -> None:
    picture = accepted()
    nothing = (0, "0 rendered, 0 had all their files, 0 with a worker, 0 failed.")
    assert run("render_pictures") == (0, "1 rendered, 0 had all their files, 0 with a worker, 0 failed.")
    assert_each_row_has_its_file_and_no_file_is_left_over(picture, names=NAMES | LATER_NAMES)
    assert run("render_pictures") == nothing


def test_failed_picture_is_named_in_one_line_and_the_others_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    broken, good = accepted(photos.damaged(), name="wreck.jpg"), accepted()
    assert run("render_pictures") == (1, "1 rendered, 0 had all their files, 0 with a worker, 1 failed.")
    lines = [line for line in capsys.readouterr().err.splitlines() if "wreck" in line]
    assert [line[: line.index("damaged")] for line in lines] == [f"wreck.jpg (picture {broken.pk}): This picture is "]
    assert Picture.objects.get(pk=good.pk).rendered_at is not None


def test_picture_that_a_worker_has_is_left_to_it() -> None:
    claims.take(picture=accepted(), now=instant.now())
    assert run("render_pictures") == (0, "0 rendered, 0 had all their files, 1 with a worker, 0 failed.")


def test_all_means_that_every_file_is_made_anew_and_failed_ones_are_tried_again() -> None:
    picture, failed = rendered(), accepted(jpeg(seed=1))
    Picture.objects.filter(pk=failed.pk).update(failed_reason="Three attempts.", attempts=4)
    before = files_of(picture)
    assert run("render_pictures", "--all") == (0, "2 rendered, 0 had all their files, 0 with a worker, 0 failed.")
    assert set(files_of(failed)) == set(files_of(picture)) == NAMES | LATER_NAMES
    assert not set(files_of(picture).values()) & set(before.values())


def test_stopped_run_over_everything_says_where_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = rendered(jpeg(seed=1)), rendered(jpeg(seed=2))
    before = {**files_of(first), "of the second": files_of(second)["320.jpg"]}
    with monkeypatch.context() as keyboard:
        keyboard.setattr(claims, "renew", stopped_at(second))
        code, said = run("render_pictures", "--all")
    assert (code, said.partition("failed. ")[2]) == (130, f"Add --from {second.pk} to go on.")
    after = files_of(first)
    assert run("render_pictures", "--all", "--from", str(second.pk))[0] == 0
    assert {name: key for name, key in files_of(first).items() if name in NAMES} == after
    assert not set(before.values()) & {*after.values(), *files_of(second).values()}


def test_files_that_vanished_or_were_cut_short_are_made_again_and_the_others_stay() -> None:
    intact, robbed = rendered(), rendered(jpeg(seed=1))
    before, kept = files_of(robbed), files_of(intact)
    storages["renditions"].delete(before["320.webp"])
    with storages["renditions"].open(before["640.jpg"], "wb") as file:
        file.write(b"cut")
    assert run("render_pictures", "--check-files") == (
        0,
        "1 rendered, 1 had all their files, 0 with a worker, 0 failed.",
    )
    after = files_of(robbed)
    assert {name: files_of(intact)[name] for name in NAMES} == kept
    assert {name for name in NAMES if after[name] != before[name]} == {"320.webp", "640.jpg"}
    assert all(storages["renditions"].exists(key) for key in after.values())


def test_lost_original_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    picture = rendered()
    storages["originals"].delete(str(picture.original.name))
    assert run("render_pictures", "--check-files")[0] == 1
    assert f"harbour.jpg (picture {picture.pk}): its original is missing" in capsys.readouterr().err
    assert set(files_of(picture)) == NAMES


def test_full_disk_is_one_line_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted()

    def full(*_args: Any, **_more: Any) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("django.core.files.storage.FileSystemStorage._save", full)
        assert run("render_pictures")[0] == 1
    assert "[Errno 28] No space left on device" in capsys.readouterr().err
    assert Picture.objects.get().failed_reason == ""


def test_stopped_run_says_what_it_did_and_the_next_one_goes_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = accepted(jpeg(seed=1)), accepted(jpeg(seed=2))
    with monkeypatch.context() as keyboard:
        keyboard.setattr(claims, "renew", stopped_at(second))
        code, said = run("render_pictures")
    assert (code, said) == (
        130,
        "Stopped: 1 rendered, 0 had all their files, 0 with a worker, 0 failed. Run it again for the rest.",
    )
    assert set(files_of(first)) == NAMES
    assert list(pictures.waiting(now=instant.now())) == [second]
    assert run("render_pictures")[0] == 0
    assert set(files_of(second)) == NAMES | LATER_NAMES


def test_changed_table_reaches_the_archive_with_files_there_all_the_while(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = rendered(jpeg(seed=1)), rendered(jpeg(seed=2))
    old = files_of(first), files_of(second)
    monkeypatch.setattr(spec, "DIGEST", "f" * 12)
    with monkeypatch.context() as keyboard:
        keyboard.setattr(claims, "renew", stopped_at(second))
        assert run("render_pictures")[0] == 130
    assert not set(files_of(first).values()) & set(old[0].values())
    assert files_of(second) == old[1]
    assert Picture.objects.get(pk=second.pk).rendered_at is not None
    done = files_of(first)
    assert run("render_pictures") == (0, "1 rendered, 0 had all their files, 0 with a worker, 0 failed.")
    assert {name: files_of(first)[name] for name in NAMES} == done
    assert_each_row_has_its_file_and_no_file_is_left_over_in([first, second])
    assert run("render_pictures")[1].startswith("0 rendered, 0 had")


def assert_each_row_has_its_file_and_no_file_is_left_over_in(pictures: list[Picture]) -> None:
    when_nobody_is_on_the_way_to_an_old_file()
    assert all(set(files_of(picture)) == NAMES | LATER_NAMES for picture in pictures)
    assert {key for picture in pictures for key in files_of(picture).values()} == stored("renditions")


def aired_with_old_fragments(count: int) -> list[Edition]:
    for number in range(count):
        newsstand.story(body=f"Text *{number}*.")
    Edition.objects.update(body_html="<p>As an older renderer made it</p>")
    return list(Edition.objects.order_by("pk"))


def test_editions_get_the_fragment_of_their_text_and_only_what_differs_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rerender_editions, "CHUNK", 2)
    aired_with_old_fragments(3)
    same = newsstand.air(newsstand.draft(body="Rendered already."))
    assert run("rerender_editions") == (0, "4 editions rendered, 3 differed and were written, 0 failed.")
    assert [edition.body_html for edition in Edition.objects.order_by("pk")] == [
        *(f"<p>Text <em>{number}</em>.</p>\n" for number in range(3)),
        same.body_html,
    ]
    assert run("rerender_editions") == (0, "4 editions rendered, 0 differed and were written, 0 failed.")


def test_plan_that_moved_to_another_text_meanwhile_keeps_its_own() -> None:
    article = newsstand.draft(body="First.")
    seen = newsstand.air(article, since=-newsstand.MINUTE)
    Edition.objects.update(body_html="")
    seen.refresh_from_db()
    newsstand.revised(article, body="Second.")
    newsstand.air(article, since=-newsstand.MINUTE)
    assert editions.rerender(edition=seen) == 0
    assert "Second" in Edition.objects.get().body_html


def test_stopped_rerendering_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    first, _other = aired_with_old_fragments(2)
    update = QuerySet.update

    def stopped(query: Any, **values: Any) -> int:
        if "body_html" in values and values["body_html"].find("<em>1") > 0:
            raise KeyboardInterrupt
        return update(query, **values)

    monkeypatch.setattr(QuerySet, "update", stopped)
    assert run("rerender_editions") == (
        130,
        "Stopped: 2 editions rendered, 1 differed and were written, 0 failed. Run it again for the rest.",
    )
    first.refresh_from_db()
    assert "<em>0</em>" in first.body_html
