"""Uploads: each file a request of its own, safely repeated, recognised by its bytes, and followed until it is ready."""

import hashlib
import logging
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles import pictures
from articles.models import Picture
from tests import library
from tests.articles.object_store import ObjectStore, keys_of_a_test, store  # noqa: F401
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, sheet_of, words
from workflow.desk import uploading
from workflow.models import Story

UPLOAD = "/desk/pictures/upload/"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def send(client: Client, *files: tuple[str, bytes]) -> Any:
    """Send files as the page's script does."""
    uploaded = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(UPLOAD, {"pictures": uploaded}, headers={"accept": "application/json"})


def known(client: Client, content: bytes) -> Any:
    return client.get(f"{UPLOAD}known/", {"sha256": hashlib.sha256(content).hexdigest()})


def test_a_file_sent_by_itself_is_told_of_and_the_second_time_it_is_known(newsroom: Newsroom, gull: bytes) -> None:
    client = browser(newsroom.reporter)
    assert known(client, gull).json() == {"picture": None}
    first = send(client, ("gull.png", gull))
    picture = Picture.objects.get()
    told = {"token": picture.token, "name": "gull.png", "address": f"/desk/pictures/{picture.token}/"}
    assert (first.status_code, first.json()) == (201, {"pictures": [{**told, "is_new": True}], "refusals": []})
    assert known(client, gull).json() == {"picture": {**told, "is_new": False}}
    again = send(browser(newsroom.editor), ("another name.png", gull))
    assert (again.status_code, again.json()["pictures"]) == (200, [{**told, "is_new": False}])
    assert Picture.objects.count() == 1


def test_without_script_the_page_says_what_was_there_already(newsroom: Newsroom, gull: bytes, picture: Picture) -> None:
    client = browser(newsroom.reporter)
    response = client.post(UPLOAD, {"pictures": [SimpleUploadedFile("x.png", gull)]}, follow=True)
    assert response.redirect_chain[-1][0] == f"/desk/pictures/{picture.token}/"
    assert "1 of them was there already." in words(response)
    files = [SimpleUploadedFile("x.png", gull), SimpleUploadedFile("b.svg", SVG)]
    page = client.post(UPLOAD, {"pictures": files})
    assert page.status_code == 422
    assert "gull.png · was there already" in words(page)


def test_what_is_no_picture_is_refused_by_its_content_with_the_reason(newsroom: Newsroom, gull: bytes) -> None:
    client = browser(newsroom.reporter)
    for name, content in (("cat.jpg", SVG), ("cat.png", b"GIF89a"), ("cat.jpg", b""), ("cat.png", gull[:-20])):
        response = send(client, (name, content))
        assert (response.status_code, response.json()["pictures"]) == (422, [])
        (reason,) = response.json()["refusals"]
        assert reason.startswith(f"{name}: This ")
    assert send(client, ("invoice.pdf", gull)).status_code == 201
    assert send(client).json() == {"pictures": [], "refusals": ["Pictures: This field is required."]}


def test_a_hostile_name_is_told_as_text_alone(newsroom: Newsroom, gull: bytes) -> None:
    response = send(browser(newsroom.reporter), ("<img src=x onerror=alert(1)>\u202egpj.png", gull))
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()["pictures"][0]["name"] == "<img src=x onerror=alert(1)>gpj.png"


def test_the_store_is_away_and_nothing_is_half_there(
    newsroom: Newsroom, gull: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def is_full(_store: FileSystemStorage, name: str, _content: Any) -> str:
        asked.append(name)
        raise OSError(28, "No space left on device")

    client = browser(newsroom.reporter)
    with monkeypatch.context() as disk, caplog.at_level(logging.CRITICAL):
        disk.setattr(FileSystemStorage, "_save", is_full)
        response = send(client, ("a.png", gull), ("b.png", b"no picture"), ("c.png", gull))
    assert response.status_code == 503
    assert [reason.partition(":")[0] for reason in response.json()["refusals"]] == ["a.png", "b.png", "c.png"]
    assert "send it again" in response.json()["refusals"][0]
    assert len(asked) == 1
    assert not Picture.objects.exists()
    assert send(client, ("a.png", gull)).status_code == 201


def test_a_bucket_that_is_away_refuses_an_upload_and_no_typed_word_is_lost(
    newsroom: Newsroom,
    gull: bytes,
    store: ObjectStore,  # noqa: F811
) -> None:
    client = browser(newsroom.reporter)
    store.stop()
    assert send(client, ("a.png", gull)).status_code == 503
    sheet = {**sheet_of(newsroom.text("Typed with care")), "desk": newsroom.desk.pk}
    page = client.post("/desk/new/", {**sheet, "add_files": SimpleUploadedFile("a.png", gull)})
    assert page.status_code == 422
    assert "The store can’t take pictures just now." in words(page)
    assert 'value="Typed with care"' in page.content.decode()
    assert not Story.objects.exists()


def test_hashes_are_asked_by_members_only_and_not_without_end(
    newsroom: Newsroom, gull: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert known(Client(), gull).status_code == 302
    assert known(browser(person("Nora")), gull).status_code == 403
    client = browser(newsroom.reporter)
    for wrong in ("", "x" * 64, "A" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n"):
        assert client.get(f"{UPLOAD}known/", {"sha256": wrong}).status_code == 400
    monkeypatch.setattr(uploading, "MOST_ASKED", 2)
    client = browser(newsroom.editor)
    assert [known(client, gull).status_code for _time in range(4)] == [200, 200, 429, 429]
    assert known(browser(newsroom.publisher), gull).status_code == 200


def test_pictures_are_followed_until_they_are_ready_or_failed(newsroom: Newsroom, picture: Picture) -> None:
    client = browser(newsroom.reporter)
    failed = library.bare(0, failed_reason="This picture is damaged.")
    failed.save()
    address = f"{UPLOAD}state/?token={picture.token}&token={failed.token}&token=unknown"
    before = client.get(address).json()["pictures"]
    assert [(one["is_done"], one["failed"], one["small"]) for one in before] == [
        (False, "", ""),
        (True, "This picture is damaged.", ""),
    ]
    pictures.render(picture=picture, now=newsroom.now)
    ready = client.get(address).json()["pictures"][0]
    assert (ready["is_done"], ready["alike"]) == (True, [])
    assert client.get(ready["small"]).status_code == 200
    assert Client().get(address).status_code == 302
    assert browser(person("Nora")).get(address).status_code == 403


def test_what_looks_the_same_is_told_once_a_picture_is_ready(newsroom: Newsroom, picture: Picture) -> None:
    Picture.objects.filter(pk=picture.pk).update(rendered_at=newsroom.now, perceptual_hash=0xF0F0)
    near = Picture.objects.get(pk=picture.pk)
    near.pk, near.token, near.sha256, near.name, near.perceptual_hash = None, "near", "e" * 64, "near.png", 0xF0F3
    near.save(force_insert=True)
    told = browser(newsroom.reporter).get(f"{UPLOAD}state/?token=near").json()["pictures"][0]
    assert [one["name"] for one in told["alike"]] == ["gull.png"]
    Picture.objects.filter(pk=near.pk).update(rendered_at=None)
    assert browser(newsroom.reporter).get(f"{UPLOAD}state/?token=near").json()["pictures"][0]["alike"] == []


def test_following_asks_no_more_for_many_than_it_can_bear(newsroom: Newsroom, picture: Picture) -> None:
    client = browser(newsroom.reporter)
    asked = "&".join(f"token={picture.token}" for _each in range(300))
    assert queries(client, f"{UPLOAD}state/?{asked}") == queries(client, f"{UPLOAD}state/?token={picture.token}")


def test_the_page_offers_a_camera_and_no_field_that_blocks_the_other(newsroom: Newsroom) -> None:
    page = browser(newsroom.reporter).get(UPLOAD).content.decode()
    assert 'capture="environment"' in page
    assert " required" not in page.partition('id="upload"')[2].partition("</form>")[0]
