"""Writes pictures: a private original once, however often it arrives."""

import hashlib
from datetime import datetime
from typing import IO

from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import IntegrityError, transaction

from articles.imaging import inspect
from articles.models import Picture

NAME_CHARACTERS = 200
CHUNK = 1024 * 1024  # bytes


def take_in(*, file: IO[bytes], name: str, by: User | None, now: datetime) -> Picture:
    """Keep an upload or an imported file as a private original; the same bytes give the picture that is there already.

    Raises `PictureRefused` for what is no picture, of another format, or too large, judged by its header.
    """
    sha256 = _digest(file)
    known = Picture.objects.filter(sha256=sha256).first()
    return known or _keep(file, sha256=sha256, name=name, by=by, now=now)


def _keep(file: IO[bytes], *, sha256: str, name: str, by: User | None, now: datetime) -> Picture:
    found = inspect(file)
    file.seek(0)
    picture = Picture(
        sha256=sha256,
        name=name[-NAME_CHARACTERS:],
        mime_type=found.mime_type,
        byte_size=_size(file),
        width=found.width,
        height=found.height,
        caption=found.caption,
        alt_text=found.alt_text,
        credit_line=found.credit_line,
        creator=found.creator,
        copyright_notice=found.copyright_notice,
        usage_terms=found.usage_terms,
        uploaded_at=now,
        uploaded_by=by,
    )
    picture.original.save(f"{sha256[:2]}/{sha256}{found.suffix}", File(file), save=False)
    try:
        with transaction.atomic():
            picture.save(force_insert=True)
    except IntegrityError:
        return Picture.objects.get(sha256=sha256)
    return picture


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _size(file: IO[bytes]) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size
