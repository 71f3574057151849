"""Licences that end while readers see the picture: the page swaps it by itself, and this tells the desk, once each."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, QuerySet

from articles.models import Edition, Picture
from workflow.actions.beside import beside, note
from workflow.enums import ANNOUNCEMENTS, Verb
from workflow.models import Event, Lapse, Story

logger = logging.getLogger(__name__)

#: How far back a usual look goes: for ends, for rights that were changed, and for what went on air. A look at
#: everything, now and then, finds what was missed while nothing ran for longer.
LOOKS_BACK: Final = timedelta(days=2)
#: Rows a look, and seconds a run: a later run goes on.
MOST, PATIENCE = 500, 20.0

Row = dict[str, Any]


def tick(*, now: datetime, everything: bool = False, patience: float = PATIENCE) -> int:
    """Tell of each picture that a story on air lost, once, however many come for it; return how many were told of."""
    until, told = monotonic() + patience, 0
    for row in _untold(now, everything=everything):
        if monotonic() > until:
            break
        told += _tell_or_log(row, now)
    return told


def lapsed(now: datetime) -> QuerySet[Any]:
    """Return what `lapsed_uses` does, with the story's key, of what nobody was told of yet."""
    told = Lapse.objects.filter(
        story__article=OuterRef("article_id"),
        picture=OuterRef("picture_id"),
        licensed_until=OuterRef("licensed_until"),
    )
    return Edition.objects.lapsed_uses(now).annotate(story_id=F("article__story")).filter(~Exists(told))


def _untold(now: datetime, *, everything: bool) -> Iterator[Row]:
    """Yield what a look finds: three short reads along an index each, instead of all the licences that ever ended."""
    if everything:
        yield from lapsed(now)[:MOST]
        return
    yield from lapsed(now).filter(licensed_until__gt=now - LOOKS_BACK)[:MOST]
    if changed := _changed(now):
        yield from lapsed(now).filter(picture_id__in=changed)[:MOST]
    if aired := _aired(now):
        yield from lapsed(now).filter(id__in=aired)[:MOST]


def _changed(now: datetime) -> list[int]:
    """Return the pictures without a licence whose rights were changed lately; a read of its own leads the next one."""
    events = Event.objects.filter(verb=Verb.SET_RIGHTS, at__gt=now - LOOKS_BACK)
    return list(
        Picture.objects.filter(pk__in=events.values("picture"), licensed_until__lte=now).values_list("pk", flat=True)
    )


def _aired(now: datetime) -> list[int]:
    """Return the editions that went on air lately with a picture whose licence had ended."""
    events = Event.objects.filter(verb__in=ANNOUNCEMENTS, at__gt=now - LOOKS_BACK)
    with_one = Edition.objects.filter(
        pk__in=events.values("edition"), revision__picture_uses__picture__licensed_until__lte=now
    )
    return list(with_one.order_by("-pk").values_list("pk", flat=True).distinct()[:MOST])


def _tell_or_log(row: Row, now: datetime) -> bool:
    try:
        return _tell(row, now)
    except Exception as fault:  # a database's own words quote the row: they stay out of the log
        logger.error("No telling that story %s lost a picture: %s", row["story_id"], type(fault).__name__)
        return False


def _tell(row: Row, now: datetime) -> bool:
    """Write the row and its Event, unless somebody did, or the picture is shown again, since it was looked at."""
    story = Story.objects.get(pk=row["story_id"])
    with beside(verb=Verb.LAPSE, story=story, by=None, now=now) as found:
        same = {name: row[name] for name in ("picture_id", "licensed_until")}
        fresh = lapsed(now).filter(article_id=story.article_id, **same).first()
        if fresh is None:
            return False
        instead = fresh["replaced_by_id"]
        Lapse.objects.create(story=story, **same, noted_at=now, replaced_by_id=instead)
        names = dict(Picture.objects.filter(pk__in=(row["picture_id"], instead)).values_list("pk", "name"))
        note(
            found,
            Verb.LAPSE,
            picture_id=row["picture_id"],
            picture_name=names[row["picture_id"]],
            licensed_until=row["licensed_until"].isoformat(),
            replaced_by=names.get(instead, ""),
        )
    return True
