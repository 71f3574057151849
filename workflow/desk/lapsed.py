"""Which pictures of a story on air readers don't get just now, and what they get instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.models import Picture, PictureUse
from articles.pictures import licensing
from articles.querysets import unlicensed
from workflow.situation import Situation


@dataclass(frozen=True, slots=True)
class LapsedLine:
    """A picture outside of its licence: since when, or until when, and what stands in for it."""

    picture: Picture
    ended_at: datetime | None
    begins_at: datetime | None
    instead: Picture | None


def of_story(found: Situation) -> Sequence[LapsedLine]:
    """Return those of the text on air, in its order; one query, and none for a story that is not on air."""
    if found.airtime.on_air is None:
        return []
    uses = PictureUse.objects.filter(unlicensed(found.now, of="picture__"), revision=found.airtime.on_air.revision_id)
    pictures = {use.picture_id: use.picture for use in uses.select_related("picture__fallback").order_by("position")}
    return [_line(picture, found.now) for picture in pictures.values()]


def _line(picture: Picture, now: datetime) -> LapsedLine:
    end, fallback = picture.licensed_until, picture.fallback
    has_ended = end is not None and end <= now
    stands_in = fallback is not None and licensing.is_in_force(fallback, now)
    return LapsedLine(
        picture=picture,
        ended_at=end if has_ended else None,
        begins_at=None if has_ended else picture.licensed_from,
        instead=fallback if stands_in else None,
    )
