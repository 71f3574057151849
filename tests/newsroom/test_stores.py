"""What the environment says of the store for pictures, as a fresh process reads it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
READ = """
import json
from newsroom import settings
print(json.dumps({
    "stores": {kind: settings.STORAGES[kind] for kind in ("originals", "renditions")},
    "img-src": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"],
    "redirects": settings.PICTURES_SIGNED_REDIRECT,
}, default=str))
"""


def process(var: Path, *command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("MEDIA_", "AWS_"))}
    environment = {**plain, "NEWSROOM_VAR": str(var), "DJANGO_SETTINGS_MODULE": "newsroom.settings", **variables}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)


def read(var: Path, **variables: str) -> Any:
    return json.loads(process(var, "-c", READ, **variables).stdout)


def test_without_a_word_pictures_are_in_two_folders(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert [one["BACKEND"].rpartition(".")[2] for one in found["stores"].values()] == ["FileSystemStorage"] * 2
    assert found["stores"]["originals"]["OPTIONS"]["file_permissions_mode"] == 0o600
    assert (found["redirects"], found["img-src"]) == (False, ["'self'", "data:"])


def test_a_bucket_is_named_and_its_host_may_show_pictures(tmp_path: Path) -> None:
    found = read(tmp_path, MEDIA_S3_BUCKET="pictures", MEDIA_S3_REGION="eu-central-1")
    options = {kind: one["OPTIONS"] for kind, one in found["stores"].items()}
    assert {(one["bucket_name"], one["location"]) for one in options.values()} == {
        ("pictures", "originals"),
        ("pictures", "renditions"),
    }
    assert (found["redirects"], found["img-src"][2:]) == (True, ["https://pictures.s3.eu-central-1.amazonaws.com"])


def test_django_may_send_the_pictures_of_a_bucket_itself(tmp_path: Path) -> None:
    more = {"MEDIA_S3_BUCKET": "pictures", "MEDIA_S3_ENDPOINT": "http://minio:9000", "MEDIA_S3_REDIRECT": "no"}
    found = read(tmp_path, **more)
    assert found["stores"]["renditions"]["BACKEND"] == "newsroom.object_storage.ObjectStorage"
    assert (found["redirects"], found["img-src"]) == (False, ["'self'", "data:"])


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"MEDIA_S3_ENDPOINT": "https://s3.example.org"}, "MEDIA_S3_ENDPOINT: also set MEDIA_S3_BUCKET"),
        ({"MEDIA_S3_BUCKET": "pictures"}, "MEDIA_S3_BUCKET: also set MEDIA_S3_REGION"),
    ],
)
def test_half_of_a_bucket_stops_every_command_with_one_message(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    ended = process(tmp_path, "manage.py", "check", **variables)
    assert ended.returncode == 1
    assert ended.stderr.count("(articles.E001)") == 1
    assert said in ended.stderr
