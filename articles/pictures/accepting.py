"""From somebody's file to a private original."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from io import SEEK_END
from typing import BinaryIO, TypeAlias

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from articles import imaging
from articles.exceptions import PictureRefused
from articles.models import Picture
from articles.models.picture import originals
from articles.pictures import words
from articles.pictures.names import shown_name
from articles.pictures.waking import waker

Upload: TypeAlias = "BinaryIO | File[bytes]"

CHUNK = 1024 * 1024  # bytes


def accept(
    *,
    file: Upload,
    name: str,
    by: User | None,
    now: datetime,
    caption: str = "",
    alt_text: str = "",
    credit_line: str = "",
) -> Picture:
    """Keep a file as a private original and have it rendered soon; the same bytes give the picture there already is.

    What the caller doesn't say is taken from the file's own metadata. Call it outside a transaction where you can: the
    file is stored first, and a row that is rolled back later leaves it behind. Raises `PictureRefused`, and
    `TextRefused` for the words.
    """
    size = _measured(file)
    found = imaging.inspect(file)
    given = {
        "caption": caption or found.caption,
        "alt_text": alt_text or found.alt_text,
        "credit_line": credit_line or found.credit_line,
    }
    words.check(given)
    digest = _sha256(file)
    same = Picture.objects.filter(sha256=digest).first()
    if same is not None:
        return same
    picture = Picture(
        **given,
        sha256=digest,
        name=shown_name(name, suffix=found.suffix),
        mime_type=found.mime_type,
        byte_size=size,
        width=found.width,
        height=found.height,
        creator=found.creator,
        copyright_notice=found.copyright_notice,
        usage_terms=found.usage_terms,
        uploaded_at=now,
        uploaded_by=by,
    )
    return _kept(picture, file, found.suffix)


def _measured(file: Upload) -> int:
    file.seek(0, SEEK_END)
    size, most = file.tell(), settings.PICTURE_MAX_BYTES
    if size > most:
        raise PictureRefused(
            _("This file has %(size)s; a picture may have %(limit)s at most: make it smaller and try again.")
            % {"size": filesizeformat(size), "limit": filesizeformat(most)}
        )
    return size


def _sha256(file: Upload) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _kept(picture: Picture, file: Upload, suffix: str) -> Picture:
    """Store the file, then the row; who comes second with the same bytes gets the first one's picture."""
    try:
        with _stored(file, suffix) as key, transaction.atomic():
            picture.original.name = key
            picture.save(force_insert=True)
            transaction.on_commit(partial(waker.wake, picture.pk), robust=True)
    except IntegrityError:
        same = Picture.objects.filter(sha256=picture.sha256).first()
        if same is None:
            raise
        return same
    return picture


@contextmanager
def _stored(file: Upload, suffix: str) -> Iterator[str]:
    """Put the file into the store under a name of its own; take it out again if the block fails."""
    random = secrets.token_hex(16)
    key = f"{random[:2]}/{random}{suffix}"
    try:
        key = originals().save(key, File(file))
        yield key
    except BaseException:
        originals().delete(key)
        raise
