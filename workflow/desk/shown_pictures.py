"""Pictures as the desk shows them: small, with where their files stand."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from articles.models import Picture, Rendition

LARGE = 1280  # px wide


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture with its smallest file and one to look at, if they are made."""

    picture: Picture
    small: Rendition | None
    large: Rendition | None

    @property
    def address(self) -> str:
        return address(self.picture.token, self.small.name) if self.small else ""

    @property
    def large_address(self) -> str:
        return address(self.picture.token, self.large.name) if self.large else ""


def address(token: str, name: str) -> str:
    """Return where people of the desk fetch a file made from a picture."""
    return reverse("desk_picture_file", args=[token, name])


def by_id(picture_ids: Iterable[int]) -> dict[int, ShownPicture]:
    """Map each id to its picture; two queries."""
    return {shown.picture.pk: shown for shown in of(Picture.objects.filter(pk__in=set(picture_ids)))}


def of(pictures: Iterable[Picture]) -> list[ShownPicture]:
    """Put each picture with the JPEGs of the whole of it, in one query for all."""
    found = list(pictures)
    files = Rendition.objects.filter(picture__in=found, shape="", mime_type="image/jpeg", width__lte=LARGE)
    made: dict[int, list[Rendition]] = defaultdict(list)
    for file in files.order_by("width"):
        made[file.picture_id].append(file)
    return [_shown(picture, made[picture.pk]) for picture in found]


def _shown(picture: Picture, files: list[Rendition]) -> ShownPicture:
    return ShownPicture(picture, small=files[0] if files else None, large=files[-1] if files else None)
