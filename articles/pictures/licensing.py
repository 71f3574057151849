"""What the library says of the right to use a picture; it counts at once, for every text that shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles.enums import PictureUsage
from articles.exceptions import TextRefused
from articles.models import Picture, Section
from articles.pictures.looking_again import look_again

#: What a database keeps in the column.
MOST_STORIES = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Rights:
    """A licence: in force during `[licensed_from, licensed_until)`, for these uses, sections and so many stories.

    What says nothing sets no limit. `fallback_id` is the picture shown while the licence is not in force.
    """

    licensed_from: datetime | None = None
    licensed_until: datetime | None = None
    allowed_uses: tuple[str, ...] = ()
    section_ids: tuple[int, ...] = ()
    most_stories: int | None = None
    fallback_id: int | None = None

    @property
    def is_limited(self) -> bool:
        """Say whether some stories may use the picture and others not."""
        return bool(self.allowed_uses or self.section_ids or self.most_stories is not None)


def rights_of(picture: Picture) -> Rights:
    """Read what the library says; one query, for the sections."""
    return Rights(
        licensed_from=picture.licensed_from,
        licensed_until=picture.licensed_until,
        allowed_uses=_in_order(picture.allowed_uses),
        section_ids=tuple(sorted(picture.allowed_sections.values_list("pk", flat=True))),
        most_stories=picture.most_stories,
        fallback_id=picture.fallback_id,
    )


def is_in_force(picture: Picture, now: datetime) -> bool:
    """Say whether readers may see a picture at this instant."""
    start, end = picture.licensed_from, picture.licensed_until
    return (start is None or start <= now) and (end is None or now < end)


def license_picture(*, picture: Picture, rights: Rights) -> Picture:
    """Write down the rights to a picture. Raises `TextRefused` for what can't be kept.

    What stands in for it may say in its files only what the library says: they are looked at again.
    """
    _check(rights)
    picture.licensed_from, picture.licensed_until = rights.licensed_from, rights.licensed_until
    picture.allowed_uses = list(_in_order(rights.allowed_uses))
    picture.most_stories = rights.most_stories
    picture.fallback_id = rights.fallback_id
    with transaction.atomic():
        own = ("licensed_from", "licensed_until", "allowed_uses", "most_stories", "fallback")
        picture.save(update_fields=own)
        picture.allowed_sections.set(rights.section_ids)
        look_again(Picture.objects.filter(pk__in=[rights.fallback_id or 0]), soon=True)
    return picture


def _in_order(uses: Collection[str]) -> tuple[str, ...]:
    return tuple(one for one in PictureUsage.values if one in uses)


def _check(rights: Rights) -> None:
    start, end, uses = rights.licensed_from, rights.licensed_until, set(rights.allowed_uses)
    if start and end and end <= start:
        raise TextRefused(_("The licence would end before it begins: choose a later end."))
    if uses - set(PictureUsage.values):
        raise TextRefused(_("There is no such use of a picture: choose from the list."))
    if uses == {PictureUsage.LEAD}:
        raise TextRefused(
            _("Say in which stories it may lead: in those of the newsroom, in sponsored ones, or in both.")
        )
    if rights.most_stories is not None and not 1 <= rights.most_stories <= MOST_STORIES:
        raise TextRefused(_("The number of stories is 1 or more; leave it empty for no limit."))
    if len(rights.section_ids) != Section.objects.filter(pk__in=rights.section_ids).count():
        raise TextRefused(_("One of the sections is no longer there: choose again."))
