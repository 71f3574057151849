"""From a private original to the files that readers get."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext as _

from articles import imaging
from articles.exceptions import PictureRefused
from articles.imaging import Wanted
from articles.models import Picture
from articles.models.picture import originals
from articles.pictures import claims, credentials, embedding, storing
from articles.pictures.claims import Claim, ClaimLost
from articles.pictures.limits import limited_memory
from articles.pictures.lost_files import has_original
from articles.pictures.wanted import wanted_files

logger = logging.getLogger(__name__)

OUT_OF_MEMORY_OR_TIME: tuple[type[Exception], ...] = (MemoryError, SoftTimeLimitExceeded)
PASSING_FAULTS: tuple[type[Exception], ...] = (OSError, *OUT_OF_MEMORY_OR_TIME)
MOST_ATTEMPTS = 3
LONGEST_RUN = 20  # seconds after which a run starts no other picture


@dataclass(frozen=True, slots=True)
class Result:
    """What one call came to: how many files it made, or why there will be none."""

    made: int = 0
    refused: str = ""


def render_each(
    pictures: Iterable[Picture],
    *,
    now: datetime,
    comes_later: bool = False,
    goes_on: Callable[[], bool] = lambda: True,
) -> None:
    """Render some pictures; a full disk, too little memory or the end of the time allowed ends the run with a log line.

    What is left is found by the next run.
    """
    started = time.monotonic()
    for picture in pictures:
        if time.monotonic() - started > LONGEST_RUN or not goes_on():
            return
        try:
            render(picture=picture, now=now, comes_later=comes_later)
        except PASSING_FAULTS as fault:
            logger.warning("Picture %d is not rendered yet, it will be tried again: %r", picture.pk, fault)
            return


def render(*, picture: Picture, now: datetime, again: bool = False, comes_later: bool = False) -> Result | None:
    """Make the files that are missing (`again`: every one anew); None if there is no need or another is at it.

    Files are replaced one by one, so there is no moment without them. A picture that has none and can't be rendered
    gets its `failed_reason`. A fault of the store is raised as `OSError` and doesn't count; any other end, a kill
    included, counts as an attempt, and there are three.
    """
    claim = claims.take(picture=picture, now=now, again=again, comes_later=comes_later)
    if claim is None:
        return None
    try:
        return _render(picture, claim, now=now, again=again)
    except PictureRefused as refusal:
        logger.warning("Picture %d can't be rendered: %s", picture.pk, refusal)
        claims.give_up(claim, now=now, reason=str(refusal))
        return Result(refused=str(refusal))
    except ClaimLost:
        logger.info("Picture %d is being rendered by another worker", picture.pk)
        return None
    except OSError as fault:
        if _is_of_the_store(fault):
            claims.give_back(claim)
        raise
    except KeyboardInterrupt:
        claims.give_back(claim, at_once=True)
        raise


def _render(picture: Picture, claim: Claim, *, now: datetime, again: bool) -> Result:
    if claim.attempt > MOST_ATTEMPTS:
        raise PictureRefused(_why_no_more(picture))
    credentials.note(picture, claim)
    words = embedding.embedded_words(picture)
    mark = embedding.mark_of(words)
    there = set() if again else storing.names_made_with(picture, mark)
    missing = [one for one in wanted_files(picture, comes_later=claim.comes_later) if one.name not in there]
    found = _made(picture, claim, missing, words=words, mark=mark) if missing else {}
    later = {one.name for one in wanted_files(picture, comes_later=True)}
    if not claim.comes_later:
        storing.remove_all_but({*later, *(one.name for one in wanted_files(picture))}, picture=picture, claim=claim)
    is_complete = later <= storing.names_made_with(picture, mark)
    claims.finish(claim, now=now, mark=mark, found=found, is_complete=is_complete)
    return Result(made=len(missing))


def _made(picture: Picture, claim: Claim, missing: list[Wanted], *, words: dict[str, str], mark: str) -> dict[str, Any]:
    """Decode once, make and keep each file, and return what was found on the way."""
    with originals().open(str(picture.original.name)) as original, limited_memory(), _causes_told_apart():
        decoded = imaging.decode(original, wanted=missing)
        for made in decoded.files(words):
            storing.keep(picture, claim, made, mark=mark)
    look = decoded.look
    return {
        "placeholder": look.placeholder,
        "perceptual_hash": look.perceptual_hash,
        "colour_profile": look.colour_profile,
    }


def _why_no_more(picture: Picture) -> str:
    if not has_original(picture=picture):
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
