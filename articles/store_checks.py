"""Whether the environment says all that a bucket needs, before the first picture would go to the wrong place."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

STYLES = ("", "path", "virtual")


def bucket_is_complete(**_more: Any) -> list[checks.CheckMessage]:
    """Refuse to start with half of what a bucket needs: one message for each variable that is wrong."""
    faults = _without_a_bucket() if not settings.MEDIA_S3.name else _of_the_bucket()
    return [checks.Error(said, id="articles.E001") for said in faults]


def _without_a_bucket() -> Iterator[str]:
    asked = settings.MEDIA_S3
    said = {
        "MEDIA_S3_ENDPOINT": asked.endpoint,
        "MEDIA_S3_REGION": asked.region,
        "MEDIA_S3_ADDRESSING": asked.addressing,
    }
    if given := [name for name, value in said.items() if value]:
        yield f"{' and '.join(given)}: also set MEDIA_S3_BUCKET, or nothing of it, and pictures stay in MEDIA_DIR."


def _of_the_bucket() -> Iterator[str]:
    bucket = settings.MEDIA_S3
    if "/" in bucket.name:
        yield "MEDIA_S3_BUCKET: give the bucket's name alone; the prefixes originals/ and renditions/ are made."
    if not bucket.endpoint and not bucket.region:
        yield "MEDIA_S3_BUCKET: also set MEDIA_S3_REGION for Amazon, or MEDIA_S3_ENDPOINT for another store."
    if bucket.endpoint and not _is_address(bucket.endpoint):
        yield "MEDIA_S3_ENDPOINT: give an address such as https://s3.example.org, without a path."
    if bucket.addressing not in STYLES:
        yield "MEDIA_S3_ADDRESSING: “path” and “virtual” are known; empty is right for most stores."
    if not all(settings.MEDIA_S3_KEYS) and any(settings.MEDIA_S3_KEYS):
        yield "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: set both, or neither where the machine has a role."
    if settings.PICTURES_INTERNAL_REDIRECT:
        yield "PICTURES_INTERNAL_REDIRECT: the proxy has no folder to send from while MEDIA_S3_BUCKET is set: empty it."
    if bucket.redirects and settings.IS_SECURE and bucket.endpoint.startswith("http://"):
        yield "MEDIA_S3_ENDPOINT: browsers load nothing by http on a page of https: use https, or MEDIA_S3_REDIRECT=no."


def _is_address(written: str) -> bool:
    parts = urlsplit(written)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.path in {"", "/"}
