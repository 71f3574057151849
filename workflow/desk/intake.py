"""Files that people bring: each becomes a picture or is refused by itself, and none is taken in twice."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from articles import pictures
from articles.exceptions import ArticleError
from articles.models import Picture
from articles.pictures import recognising

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Intake:
    """What became of some files, in their order; `known` holds the keys of pictures that the library had already."""

    pictures: list[Picture] = field(default_factory=list)
    known: set[int] = field(default_factory=set)
    refusals: list[str] = field(default_factory=list)
    store_is_away: bool = False

    def __iter__(self) -> Iterator[tuple[Picture, bool]]:
        """Give each picture, and whether it is new."""
        return ((picture, picture.pk not in self.known) for picture in self.pictures)


def take_in(files: Iterable["UploadedFile[Any]"], *, by: User, now: datetime) -> Intake:
    """Take files in as pictures; what is refused is named with the reason, and keeps no other file out.

    Once the store did not answer it is not asked for the rest: everybody would wait for each of them.
    """
    intake = Intake()
    for file in files:
        sha256 = recognising.sha256_of(file)
        same = recognising.known(sha256)
        if same is not None:
            intake.known.add(same.pk)
            intake.pictures.append(same)
        elif intake.store_is_away:
            intake.refusals.append(f"{file.name}: {_why_not_now()}")
        else:
            _take(file, sha256, intake, by=by, now=now)
    return intake


def _take(file: "UploadedFile[Any]", sha256: str, intake: Intake, *, by: User, now: datetime) -> None:
    try:
        intake.pictures.append(pictures.accept(file=file, name=str(file.name), by=by, now=now, sha256=sha256))
    except ArticleError as refusal:
        intake.refusals.append(f"{file.name}: {refusal}")
    except OSError as fault:
        logger.warning("A picture of user %d could not be stored: %r", by.pk, fault)
        intake.store_is_away = True
        intake.refusals.append(f"{file.name}: {_why_not_now()}")


def _why_not_now() -> str:
    return _("The store can’t take pictures just now. Nothing of this file was kept: send it again in a minute.")
