"""Uploads: what is kept of a file, what is refused, and what the library says of it."""

import socket
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from articles import instant, pictures
from articles.exceptions import PictureRefused, TextRefused
from articles.models import Picture, PictureUse
from articles.pictures.waking import waker
from tests import people
from tests.articles import newsstand, photos
from tests.articles.photos import accepted, empty_stores, jpeg, stored  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]


@pytest.fixture(autouse=True)
def _attentive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waker, "quiet_until", 0.0)


def test_photographers_file_is_kept_as_it_was_under_a_key_that_says_nothing() -> None:
    rita, now, file = people.person("Rita"), instant.now(), jpeg()
    picture = pictures.accept(file=file, name="harbour.jpg", by=rita, now=now)
    picture.refresh_from_db()
    key = str(picture.original.name)
    assert stored("originals") == {key}
    with picture.original.open("rb") as original:
        assert original.read() == file.getvalue()
    assert Path(picture.original.path).stat().st_mode & 0o777 == 0o600
    assert "harbour" not in key
    assert picture.token not in key
    assert (picture.name, picture.mime_type, picture.byte_size) == ("harbour.jpg", "image/jpeg", len(file.getvalue()))
    assert (picture.width, picture.height, picture.uploaded_by, picture.uploaded_at) == (700, 400, rita, now)
    assert picture.rendered_at is None


@pytest.mark.parametrize("kind", ["memory", "temporary"])
def test_uploads_of_a_form_are_kept_whole_and_stay_readable(kind: str) -> None:
    content = jpeg().getvalue()
    upload: Any = SimpleUploadedFile("a.jpg", content)
    if kind == "temporary":
        upload = TemporaryUploadedFile("a.jpg", "image/jpeg", len(content), None)
        upload.write(content)
    picture = pictures.accept(file=upload, name="a.jpg", by=None, now=instant.now())
    with picture.original.open("rb") as original:
        assert original.read() == content
    upload.seek(0)
    assert upload.read() == content
    upload.close()


def test_what_the_file_says_is_the_default_and_what_the_uploader_says_wins() -> None:
    picture = accepted(photos.with_gps_and_credit())
    assert (picture.caption, picture.creator, picture.copyright_notice) == (
        "The mole at dawn",
        "Ines Marlowe",
        "Harbour Agency",
    )
    Picture.objects.all().delete()
    words = {"caption": "Dawn", "alt_text": "A mole", "credit_line": "Marlowe"}
    picture = pictures.accept(file=photos.with_gps_and_credit(), name="a.jpg", by=None, now=instant.now(), **words)
    assert {field: getattr(picture, field) for field in words} == words
    assert picture.creator == "Ines Marlowe"


def test_same_picture_twice_is_one_picture_and_nothing_is_stored_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = accepted(name="one.jpg")
    monkeypatch.setattr(FileSystemStorage, "_save", None)
    assert accepted(name="two.jpg") == first
    assert Picture.objects.get().name == "one.jpg"
    assert len(stored("originals")) == 1


def test_two_people_with_the_same_picture_at_once_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    save, others = FileSystemStorage.save, []

    def somebody_is_faster(store: FileSystemStorage, *args: Any, **more: Any) -> str:
        monkeypatch.setattr(FileSystemStorage, "save", save)
        others.append(accepted(name="faster.jpg"))
        return save(store, *args, **more)

    monkeypatch.setattr(FileSystemStorage, "save", somebody_is_faster)
    mine = accepted(name="slower.jpg")
    assert [mine] == others == list(Picture.objects.all())
    assert stored("originals") == {str(mine.original.name)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture at all",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        photos.truncated(40).getvalue(),
        photos.truncated().getvalue(),
        photos.bomb().getvalue(),
    ],
    ids=["empty", "text", "svg", "html", "cut in its header", "cut before its end", "bomb"],
)
def test_what_is_no_picture_is_refused_at_its_header_and_leaves_nothing(content: bytes) -> None:
    with pytest.raises(PictureRefused, match=r"^This .+\.$"):
        accepted(BytesIO(content))
    assert stored("originals") == set()
    assert not Picture.objects.exists()


def test_too_large_a_file_is_refused_by_a_message_that_names_the_limit(settings: Settings) -> None:
    settings.PICTURE_MAX_BYTES = 2048
    with pytest.raises(PictureRefused, match=r"2\.0\sKB at most"):
        accepted()
    assert stored("originals") == set()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\rita\\boat.jpg", "boat.jpg"),
        ("boat\x00.jpg\n", "boat.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("CON", "CON"),
        ("..", "picture.jpg"),
        ("", "picture.jpg"),
        ("b\u00f6\u00f6t \ud800.jpg", "bööt .jpg"),
        ("x" * 300 + ".jpeg", "x" * 195 + ".jpeg"),
        ("<script>.jpg", "<script>.jpg"),
    ],
)
def test_hostile_file_name_is_only_shown_and_shown_harmless(name: str, shown: str) -> None:
    picture = accepted(name=name)
    picture.refresh_from_db()
    assert picture.name == shown
    assert all(key.replace("/", "").removesuffix(".jpg").isalnum() for key in stored("originals"))


@pytest.mark.parametrize("words", [{"credit_line": "x" * 501}, {"caption": "x" * 5001}, {"alt_text": "a\x00b"}])
def test_words_that_cannot_be_kept_are_refused_by_their_fields_name(words: dict[str, str]) -> None:
    with pytest.raises(TextRefused, match=next(iter(words)).replace("_", " ")):
        pictures.accept(file=jpeg(), name="a.jpg", by=None, now=instant.now(), **words)
    assert stored("originals") == set()
    picture = accepted()
    with pytest.raises(TextRefused):
        pictures.describe(picture=picture, by=people.person("Rita"), now=instant.now(), **words)


def test_file_without_a_row_does_not_stay() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        pictures.accept(file=jpeg(), name="a.jpg", by=None, now=None)  # type: ignore[arg-type]
    assert stored("originals") == set()


def test_worker_is_woken_after_commit_and_never_before(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(waker, "_send", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        picture = accepted()
        assert woken == []
    assert woken == [picture.pk]


@pytest.fixture
def mute_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A broker that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        monkeypatch.setattr(current_app.conf, "broker_write_url", address)
        yield listener


def test_uploads_go_on_with_a_mute_broker_which_is_asked_only_once(
    mute_broker: socket.socket,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for seed in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            accepted(jpeg(seed=seed))
    mute_broker.accept()[0].close()
    with pytest.raises(BlockingIOError):
        mute_broker.accept()
    assert [record.message[:22] for record in caplog.records] == ["No worker could be wok"]
    assert pictures.waiting(now=instant.now()).count() == 3


def test_picture_editor_changes_the_library_and_no_text_that_was_written() -> None:
    picture, edith = accepted(), people.person("Edith")
    newsstand.draft(pictures=(newsstand.lead(picture, caption="As approved", credit_line="Marlowe"),))
    pictures.describe(picture=picture, by=edith, now=instant.now(), caption="Another", credit_line="")
    picture.refresh_from_db()
    use = PictureUse.objects.get()
    assert (picture.caption, picture.credit_line, picture.alt_text) == ("Another", "", "")
    assert (use.caption, use.credit_line) == ("As approved", "Marlowe")
