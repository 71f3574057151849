"""The same words for many pictures of the library: what would change, and the change, each picture by itself."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import DatabaseError
from django.utils.translation import gettext as _

from articles.models import Picture
from workflow.actions.picture_words import SAID, TAGS, describe_picture
from workflow.exceptions import WorkflowError
from workflow.models import Event

logger = logging.getLogger(__name__)

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be said of each: `put` whatever stands there, `fill` only where nothing does; tags come and go."""

    put: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)
    add_tags: Sequence[str] = ()
    drop_tags: Sequence[str] = ()

    @property
    def fields(self) -> list[str]:
        """Return what may change, in the order of a form."""
        touched = {*self.put, *self.fill} | ({TAGS} if self.add_tags or self.drop_tags else set())
        return [name for name in SAID if name in touched]

    def changes(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return what of this is news to a picture of which that is said."""
        wanted: dict[str, Any] = dict(self.put)
        wanted |= {name: text for name, text in self.fill.items() if not said[name]}
        if TAGS in self.fields:
            wanted[TAGS] = sorted((set(said[TAGS]) | set(self.add_tags)) - set(self.drop_tags))
        return {name: wanted[name] for name in SAID if name in wanted and wanted[name] != said[name]}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one picture: its Event, a refusal in words, or neither where it all stood there already."""

    picture: Picture
    event: Event | None = None
    refusal: str = ""


def describe_many(
    *,
    pictures: Iterable[tuple[Picture, Mapping[str, Any]]],
    order: Order,
    seen: Mapping[int, Mapping[str, str]],
    by: User,
    now: datetime,
) -> list[Outcome]:
    """Write the order picture by picture, each with what is said of it; one that is refused stops no other.

    A picture of which somebody changed meanwhile what they were shown (`seen`) is refused and named.
    """
    return [_describe(picture, order.changes(said), seen.get(picture.pk, {}), by, now) for picture, said in pictures]


def _describe(picture: Picture, said: Mapping[str, Any], seen: Mapping[str, str], by: User, now: datetime) -> Outcome:
    try:
        return Outcome(picture, describe_picture(picture=picture, by=by, now=now, said=said, seen=seen))
    except WorkflowError as refusal:
        return Outcome(picture, refusal=str(refusal))
    except (DatabaseError, Picture.DoesNotExist):
        logger.exception("Picture %d of a change of many was not written", picture.pk)
        return Outcome(picture, refusal=_("It could not be written just now: try it again."))
