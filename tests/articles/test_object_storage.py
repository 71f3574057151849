# ruff: noqa: F811 - a fixture's name is a parameter's
"""Pictures in a bucket: kept, rendered, served, lost and found again, against a real server that speaks S3."""

import errno
import urllib.request
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from pytest_django import Settings

from articles import instant, pictures, signed_addresses, store_checks
from articles.models import Picture
from articles.pictures.replaced import GRACE
from newsroom.object_storage import ObjectStorage
from newsroom.stores import Bucket
from tests.articles import newsstand
from tests.articles.object_store import NAME, ObjectStore, kept_in, keys_of_a_test, store  # noqa: F401
from tests.articles.photos import accepted, jpeg
from tests.people import Newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(store: ObjectStore) -> Picture:
    """A picture that is rendered, in a story on air."""
    picture = accepted()
    pictures.render(picture=picture, now=instant.now())
    newsstand.story(pictures=(newsstand.lead(picture),))
    picture.refresh_from_db()
    return picture


def address(picture: Picture) -> str:
    return f"/pictures/{picture.token}/640.webp"


def test_a_picture_goes_from_upload_to_reader_and_is_found_when_it_was_lost(
    store: ObjectStore, shown: Picture, client: Client
) -> None:
    assert store.keys("originals/") == {f"originals/{shown.original.name}"}
    names = {name: str(one.file.name) for name, one in ((one.name, one) for one in shown.renditions.all())}
    assert store.keys("renditions/") == {f"renditions/{key}" for key in names.values()}
    response = client.get(address(shown))
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    body = b"".join(response)
    assert body == store.client.get_object(Bucket=NAME, Key=f"renditions/{names['640.webp']}")["Body"].read()
    assert int(response["Content-Length"]) == len(body)

    store.client.delete_object(Bucket=NAME, Key=f"renditions/{names['640.webp']}")
    assert client.get(address(shown)).status_code == 404
    assert pictures.forget_lost_files(picture=shown) == ["640.webp"]
    shown.refresh_from_db()
    pictures.render(picture=shown, now=instant.now())
    assert client.get(address(shown)).status_code == 200
    assert len(store.keys("renditions/")) == len(names)
    assert pictures.has_original(picture=shown)
    store.forget_all()
    assert not pictures.has_original(picture=shown)


def test_the_store_says_of_a_file_what_a_disk_says(store: ObjectStore) -> None:
    kept = storages["originals"]
    key = kept.save("ab/one.jpg", ContentFile(b"pixels"))
    assert (key, kept.exists(key), kept.size(key)) == ("ab/one.jpg", True, 6)
    with kept.open(key) as file:
        assert (file.read(3), file.seek(0), file.read()) == (b"pix", 0, b"pixels")
    assert kept.listdir("ab") == ([], ["one.jpg"])
    kept.delete(key)
    kept.delete(key)
    assert not kept.exists(key)
    for ask in (kept.open, kept.size):
        with pytest.raises(FileNotFoundError):
            ask(key)


def test_a_bucket_that_is_gone_does_not_read_as_lost_files(store: ObjectStore, shown: Picture, client: Client) -> None:
    store.forget_all()
    store.client.delete_bucket(Bucket=NAME)
    with pytest.raises(OSError, match="away") as fault:
        pictures.forget_lost_files(picture=shown)
    assert (fault.value.errno, isinstance(fault.value, FileNotFoundError)) == (errno.EIO, False)
    assert shown.renditions.count() > 0
    assert client.get(address(shown)).status_code == 503


def test_a_picture_waits_for_a_store_that_is_away_and_no_attempt_counts(store: ObjectStore) -> None:
    picture = accepted()
    store.stop()
    with pytest.raises(OSError, match="the object store is away"):
        pictures.render(picture=picture, now=instant.now())
    picture.refresh_from_db()
    assert (picture.attempts, picture.failed_reason) == (0, "")
    with pytest.raises(OSError, match="the object store is away"):
        accepted(jpeg(seed=1))
    assert Picture.objects.count() == 1


def test_readers_are_told_to_come_again_while_the_store_is_away(
    store: ObjectStore, shown: Picture, client: Client
) -> None:
    store.stop()
    response = client.get(address(shown))
    assert (response.status_code, response["Cache-Control"], response["Retry-After"]) == (503, "no-store", "10")
    assert "ETag" not in response
    newsroom = Newsroom.open()
    client.force_login(newsroom.reporter, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("640.webp", "original"):
        response = client.get(f"/desk/pictures/{shown.token}/{name}")
        assert (response.status_code, response["Cache-Control"]) == (503, "private, no-store")


class Forbidding(BaseHTTPRequestHandler):
    """A store whose owner took the key back."""

    def do_GET(self) -> None:
        self.send_error(403)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_said: object) -> None: ...


def test_a_key_that_may_no_longer_read_finds_no_file_lost(keys_of_a_test: None) -> None:
    with HTTPServer(("127.0.0.1", 0), Forbidding) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        bucket = Bucket(NAME, endpoint=f"http://127.0.0.1:{server.server_port}")
        kept = ObjectStorage(**bucket.store("originals")["OPTIONS"])
        for ask in (kept.open, kept.exists, kept.size):
            with pytest.raises(PermissionError, match="refused"):
                ask("ab/one.jpg")
        server.shutdown()


@pytest.fixture
def redirects(store: ObjectStore, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_in(store.bucket, settings, monkeypatch, redirects=True)


def test_readers_are_sent_to_the_bucket_for_a_few_minutes(redirects: None, shown: Picture, client: Client) -> None:
    response = client.get(address(shown))
    assert (response.status_code, response["Cache-Control"]) == (302, "public, max-age=150")
    assert "ETag" not in response
    where = urlsplit(response["Location"])
    asked = parse_qs(where.query)
    assert (asked["X-Amz-Expires"], asked["response-content-type"]) == (["300"], ["image/webp"])
    assert "X-Amz-Signature" in asked
    with urllib.request.urlopen(response["Location"]) as fetched:  # noqa: S310 - the test's own server
        assert fetched.headers["Content-Type"] == "image/webp"
        assert fetched.read()[8:12] == b"WEBP"
    again = client.get(address(shown), headers={"if-none-match": '"x"'})
    assert again.status_code == 302


def test_who_was_sent_on_gets_the_file_although_it_was_replaced_meanwhile(
    redirects: None, shown: Picture, client: Client, store: ObjectStore
) -> None:
    """A cache may lead readers to the old file for as long as its address is signed for."""
    on_the_way = client.get(address(shown))["Location"]
    pictures.render(picture=shown, now=instant.now(), again=True)
    assert urlsplit(client.get(address(shown))["Location"]).path != urlsplit(on_the_way).path
    signed_for = timedelta(seconds=signed_addresses.SIGNED_FOR)
    pictures.render_missing(now=instant.now() + signed_for)
    with urllib.request.urlopen(on_the_way) as fetched:  # noqa: S310 - the test's own server
        assert fetched.read()[8:12] == b"WEBP"
    pictures.render_missing(now=instant.now() + GRACE + signed_for)
    names = {str(one.file.name) for one in shown.renditions.all()}
    assert store.keys(f"renditions/{shown.token}/") == {f"renditions/{key}" for key in names}


def test_replaced_files_wait_for_a_store_that_is_away(store: ObjectStore, shown: Picture) -> None:
    pictures.render(picture=shown, now=instant.now(), again=True)
    store.stop()
    pictures.render_missing(now=instant.now() + 2 * GRACE)
    assert shown.replaced_files.count() == shown.renditions.count()


def test_no_signature_outlives_the_story_by_more_than_it_must(redirects: None, client: Client) -> None:
    picture = accepted()
    pictures.render(picture=picture, now=instant.now())
    newsstand.air(newsstand.draft(pictures=(newsstand.lead(picture),)), ends_in=timedelta(seconds=40))
    response = client.get(address(picture))
    seconds = int(parse_qs(urlsplit(response["Location"]).query)["X-Amz-Expires"][0])
    assert 0 < seconds <= 40
    assert response["Cache-Control"] == f"public, max-age={seconds // 2}"
    draft = accepted(jpeg(seed=2))
    pictures.render(picture=draft, now=instant.now())
    assert client.get(address(draft)).status_code == 404


@pytest.mark.parametrize("addressing", ["path", "virtual"])
def test_the_security_policy_names_the_host_that_signed_addresses_lead_to(
    keys_of_a_test: None, addressing: str
) -> None:
    for bucket in (
        Bucket("pictures", region="eu-central-1"),
        Bucket("pictures", endpoint="https://s3.example.org:8443/"),
    ):
        asked = replace(bucket, addressing=addressing)
        kept = ObjectStorage(**asked.store("renditions")["OPTIONS"])
        where = urlsplit(kept.signed_address("a/b.webp", mime_type="image/webp", seconds=60))
        assert f"{where.scheme}://{where.netloc}" == asked.origin
        assert where.path.endswith("renditions/a/b.webp")


def test_files_larger_than_memory_are_read_whole(store: ObjectStore) -> None:
    content = bytes(range(256)) * 50_000
    key = storages["originals"].save("large.tif", BytesIO(content))  # type: ignore[arg-type]
    with storages["originals"].open(key) as file:
        assert file.read() == content


@pytest.mark.parametrize(
    ("bucket", "more", "said"),
    [
        (Bucket(), {}, []),
        (Bucket("pictures", region="eu-central-1"), {}, []),
        (Bucket("pictures", endpoint="https://s3.example.org"), {"MEDIA_S3_KEYS": (True, True)}, []),
        (Bucket(endpoint="https://s3.example.org"), {}, ["MEDIA_S3_ENDPOINT: also set MEDIA_S3_BUCKET"]),
        (Bucket("pictures"), {}, ["MEDIA_S3_BUCKET: also set MEDIA_S3_REGION"]),
        (Bucket("pictures/here", region="x"), {}, ["MEDIA_S3_BUCKET: give the bucket's name alone"]),
        (Bucket("pictures", endpoint="s3.example.org"), {}, ["MEDIA_S3_ENDPOINT: give an address"]),
        (Bucket("pictures", region="x", addressing="host"), {}, ["MEDIA_S3_ADDRESSING: "]),
        (Bucket("pictures", region="x"), {"MEDIA_S3_KEYS": (True, False)}, ["AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS"]),
        (Bucket("pictures", region="x"), {"PICTURES_INTERNAL_REDIRECT": "/p"}, ["PICTURES_INTERNAL_REDIRECT: "]),
        (Bucket("pictures", endpoint="http://s3.example.org"), {"IS_SECURE": True}, ["MEDIA_S3_ENDPOINT: browsers"]),
    ],
)
def test_half_of_what_a_bucket_needs_is_refused_by_name(
    settings: Settings, bucket: Bucket, more: dict[str, object], said: list[str]
) -> None:
    asked = {"MEDIA_S3": bucket, "MEDIA_S3_KEYS": (False, False), "PICTURES_INTERNAL_REDIRECT": "", "IS_SECURE": False}
    for name, value in {**asked, **more}.items():
        setattr(settings, name, value)
    found = [fault.msg for fault in store_checks.bucket_is_complete()]
    assert [message[: len(start)] for message, start in zip(found, said, strict=True)] == said
