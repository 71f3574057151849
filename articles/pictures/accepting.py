"""From somebody's file to a private original."""

import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from io import SEEK_END

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from articles import imaging, tagging
from articles.exceptions import PictureRefused
from articles.models import Picture
from articles.models.picture import originals
from articles.pictures import recognising, searching, words
from articles.pictures.names import shown_name
from articles.pictures.recognising import Upload
from articles.pictures.waking import waker


def accept(
    *,
    file: Upload,
    name: str,
    by: User | None,
    now: datetime,
    caption: str = "",
    alt_text: str = "",
    credit_line: str = "",
    sha256: str = "",
) -> Picture:
    """Keep a file as a private original and have it rendered soon; the same bytes give the picture there already is.

    What the caller doesn't say is taken from the file's own metadata; `sha256` spares a second reading. Call it outside
    a transaction where you can: the file is stored first, and a row that is rolled back later leaves it behind. Raises
    `PictureRefused`, and `TextRefused` for the words.
    """
    size = _measured(file)
    found = imaging.inspect(file)
    typed = {"caption": caption, "alt_text": alt_text, "credit_line": credit_line}
    given = {field: typed.get(field) or getattr(found, field) for field in words.FIELDS}
    words.check(given)
    digest = sha256 or recognising.sha256_of(file)
    same = recognising.known(digest)
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
        taken_at=found.taken_at,
        taken_as_written=found.taken_as_written,
        uploaded_at=now,
        uploaded_by=by,
    )
    return _kept(picture, file, suffix=found.suffix, tags=_tags(found.keywords))


def _measured(file: Upload) -> int:
    file.seek(0, SEEK_END)
    size, most = file.tell(), settings.PICTURE_MAX_BYTES
    if size > most:
        raise PictureRefused(
            _("This file has %(size)s; a picture may have %(limit)s at most: make it smaller and try again.")
            % {"size": filesizeformat(size), "limit": filesizeformat(most)}
        )
    return size


def _tags(keywords: Iterable[str]) -> list[str]:
    cut = (keyword[: words.LONGEST_TAG].strip() for keyword in keywords)
    return list(dict.fromkeys(cut))[: words.MOST_TAGS]


def _kept(picture: Picture, file: Upload, *, suffix: str, tags: Collection[str]) -> Picture:
    """Store the file, then the row; who comes second with the same bytes gets the first one's picture."""
    try:
        with _stored(file, suffix) as key, transaction.atomic():
            picture.original.name = key
            picture.save(force_insert=True)
            tagging.set_tags(of=picture, names=tags)
            searching.keep_words(of=picture, tags=tags)
            transaction.on_commit(partial(waker.wake, picture.pk), robust=True)
    except IntegrityError:
        same = recognising.known(picture.sha256)
        if same is None:
            raise
        return same
    return picture


@contextmanager
def _stored(file: Upload, suffix: str) -> Iterator[str]:
    """Put the file into the store under a name of its own; take it out again if the block fails.

    A store that is away can't be asked to: what went wrong first is what its caller is told.
    """
    random = secrets.token_hex(16)
    key = f"{random[:2]}/{random}{suffix}"
    try:
        key = originals().save(key, File(file))
        yield key
    except BaseException:
        with suppress(OSError):
            originals().delete(key)
        raise
