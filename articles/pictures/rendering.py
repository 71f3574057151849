"""From a private original to the files that readers get."""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from articles import imaging
from articles.exceptions import PictureRefused
from articles.imaging import RenderedPicture, widths_for
from articles.imaging.rendering import RENDITION_FORMATS
from articles.models import Picture, Rendition
from articles.models.identity import random_id
from articles.models.picture import originals, renditions
from articles.pictures import claims
from articles.pictures.claims import Claim, ClaimLost

logger = logging.getLogger(__name__)

OUT_OF_MEMORY_OR_TIME: tuple[type[Exception], ...] = (MemoryError, SoftTimeLimitExceeded)
PASSING_FAULTS: tuple[type[Exception], ...] = (OSError, *OUT_OF_MEMORY_OR_TIME)
MOST_ATTEMPTS = 3
LONGEST_RUN = 20  # seconds after which a run starts no other picture


def render_each(pictures: Iterable[Picture], *, now: datetime) -> None:
    """Render some pictures; a full disk, too little memory or the end of the time allowed ends the run with a log line.

    What is left is found by the next run.
    """
    started = time.monotonic()
    for picture in pictures:
        if time.monotonic() - started > LONGEST_RUN:
            return
        try:
            render(picture=picture, now=now)
        except PASSING_FAULTS as fault:
            logger.warning("Picture %d is not rendered yet, it will be tried again: %r", picture.pk, fault)
            return


def render(*, picture: Picture, now: datetime, again: bool = False) -> None:
    """Make the files that are missing (`again`: every one anew); nothing to do if there are none or another is at it.

    A picture that can't be rendered gets its `failed_reason`. A fault of the store is raised as `OSError` and doesn't
    count; any other end, a kill included, counts as an attempt, and there are three.
    """
    claim = claims.take(picture=picture, now=now, again=again)
    if claim is None:
        return
    try:
        _render(picture, claim, now=now, again=again)
    except PictureRefused as refusal:
        claims.give_up(claim, reason=str(refusal))
    except ClaimLost:
        logger.info("Picture %d is being rendered by another worker", picture.pk)
    except OSError as fault:
        if _is_of_the_store(fault):
            claims.give_back(claim)
        raise
    except KeyboardInterrupt:
        claims.give_back(claim, at_once=True)
        raise


def expected_names(picture: Picture) -> set[str]:
    """Return the names of all files that a picture should have."""
    return {name for width in widths_for(picture.width) for name in _names_at(width)}


def _render(picture: Picture, claim: Claim, *, now: datetime, again: bool) -> None:
    if claim.attempt > MOST_ATTEMPTS:
        raise PictureRefused(_why_no_more(picture))
    there = set() if again else set(picture.renditions.values_list("name", flat=True))
    widths = [width for width in widths_for(picture.width) if not _names_at(width) <= there]
    if widths:
        with originals().open(str(picture.original.name)) as original, _causes_told_apart():
            for made in imaging.render(original, widths=widths):
                if _name(made) not in there:
                    _keep(picture, claim, made)
    _remove_leftovers(picture, claim)
    claims.finish(claim, now=now)


def _names_at(width: int) -> set[str]:
    return {f"{width}{kind.suffix}" for kind in RENDITION_FORMATS}


def _name(made: RenderedPicture) -> str:
    return f"{made.width}{made.suffix}"


def _why_no_more(picture: Picture) -> str:
    if not originals().exists(str(picture.original.name)):
        return _("The original of this picture is missing from the store: put it back and have it rendered again.")
    return _("Three attempts to render this picture did not come to an end. Make it smaller and upload it again.")


@contextmanager
def _causes_told_apart() -> Iterator[None]:
    """Take a refusal back where its cause was the machine, not the picture."""
    try:
        yield
    except PictureRefused as refusal:
        cause = refusal.__cause__
        if cause is not None and (isinstance(cause, OUT_OF_MEMORY_OR_TIME) or _is_of_the_store(cause)):
            raise cause from None
        raise


def _is_of_the_store(fault: BaseException) -> bool:
    """Tell the system's errors from a decoder's, which have no number; a missing original is no passing fault."""
    return isinstance(fault, OSError) and fault.errno is not None and not isinstance(fault, FileNotFoundError)


def _keep(picture: Picture, claim: Claim, made: RenderedPicture) -> None:
    """Store one file, then its row, so that no row ever names a file that isn't there."""
    name = _name(made)
    key = f"{picture.token}/{random_id()}-{name}"
    try:
        key = renditions().save(key, ContentFile(made.content))
        with transaction.atomic():
            claims.renew(claim)
            Rendition.objects.update_or_create(
                picture=picture,
                name=name,
                defaults={
                    "mime_type": made.mime_type,
                    "width": made.width,
                    "height": made.height,
                    "byte_size": len(made.content),
                    "file": key,
                },
            )
    except BaseException:
        renditions().delete(key)
        raise


def _remove_leftovers(picture: Picture, claim: Claim) -> None:
    """Remove what killed attempts left. What was listed under a standing claim and has no row can never get one."""
    try:
        _folders, files = renditions().listdir(picture.token)
    except FileNotFoundError:
        return
    claims.renew(claim)
    kept = set(picture.renditions.values_list("file", flat=True))
    for file in files:
        if (key := f"{picture.token}/{file}") not in kept:
            renditions().delete(key)
