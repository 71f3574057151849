"""A real S3 server for tests, and a newsroom that keeps its pictures there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from articles.models import Picture, Rendition
from newsroom.stores import Bucket, stores

FIELDS = {"originals": Picture._meta.get_field("original"), "renditions": Rendition._meta.get_field("file")}
NAME = "pictures-of-a-test"


class ObjectStore:
    """A server that can be switched off and on; what it held is forgotten with it."""

    def __init__(self) -> None:
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        host, self.port = self.server.get_host_and_port()
        self.bucket = Bucket(NAME, endpoint=f"http://{host}:{self.port}", region="us-east-1")
        self.client = boto3.client("s3", endpoint_url=self.bucket.endpoint, region_name="us-east-1")
        self.client.create_bucket(Bucket=NAME)

    def keys(self, kind: str = "") -> set[str]:
        """Return what is in the bucket under a prefix."""
        found = self.client.list_objects_v2(Bucket=NAME, Prefix=kind).get("Contents", [])
        return {one["Key"] for one in found}

    def forget_all(self) -> None:
        for key in self.keys():
            self.client.delete_object(Bucket=NAME, Key=key)

    def stop(self) -> None:
        self.server.stop()


def kept_in(bucket: Bucket, settings: Settings, monkeypatch: pytest.MonkeyPatch, *, redirects: bool) -> None:
    """Let the newsroom keep its pictures in this bucket."""
    settings.MEDIA_S3 = replace(bucket, redirects=redirects)
    settings.PICTURES_SIGNED_REDIRECT = redirects
    settings.STORAGES = {**settings.STORAGES, **stores(bucket, Path("unused"))}
    for alias, field in FIELDS.items():
        monkeypatch.setattr(field, "storage", storages[alias])


@pytest.fixture
def keys_of_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-key-for-tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret-for-tests")


@pytest.fixture
def store(keys_of_a_test: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    """A bucket in which the newsroom keeps its pictures; Django streams them."""
    opened = ObjectStore()
    kept_in(opened.bucket, settings, monkeypatch, redirects=False)
    yield opened
    opened.stop()
