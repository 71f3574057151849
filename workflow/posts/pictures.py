"""The pictures that a post names: its lead and those in its text, found on disk and taken in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import User
from django.forms import ValidationError
from django.utils.translation import gettext as _

from articles import markup, pictures
from articles.drafting import LIMITS, UsedPicture
from articles.enums import PictureRole
from articles.exceptions import ArticleError, PictureRefused, PostRefused
from articles.formats.posts import Post, PostPicture
from articles.imaging import crops
from articles.imaging.crops import Crop
from articles.imaging.metadata import source_type_of
from articles.models import Picture
from workflow.forms.crops import placed, read
from workflow.posts import files
from workflow.posts.files import PostFile

MAY_HOLD_AN_IMAGE = re.compile(r"!\[|<img", re.IGNORECASE)
LONGEST_NAME = LIMITS["source_name"]


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """A picture of a post: its file, how the post names it, and what the post says of it; None is left unsaid."""

    place: Path
    written: str
    role: PictureRole
    said: PostPicture
    is_beside: bool


def named_in(post: Post, *, file: PostFile, media: Path | None) -> tuple[tuple[NamedPicture, ...], tuple[str, ...]]:
    """Find the pictures of a post that are on disk, lead first; tell in notices of those that are not.

    Raise PostRefused for a lead whose path climbs out or leads outside by a link; any other such one is left out.
    """
    found: list[NamedPicture] = []
    notices: list[str] = []
    for written, role, said in _named(post):
        try:
            place = files.picture_file(said.file, file=file, media=media)
        except PostRefused:
            if role == PictureRole.LEAD:
                raise
            place = None
        if place:
            is_beside = files.is_beside(said.file, file=file, media=media)
            found.append(NamedPicture(place, written, role, said, is_beside))
        elif role == PictureRole.LEAD or said in post.picture_uses:
            notices.append(_("The image “%(image)s” was not found and is left out.") % {"image": said.file})
    return tuple(found), tuple(notices)


def take_in(
    named: tuple[NamedPicture, ...], *, by: User | None, now: datetime, tell: Callable[[str], None]
) -> tuple[UsedPicture, ...]:
    """Keep each file as a private original; raise PostRefused, naming it, for what is no picture that can be used.

    `tell` hears of what a post says of a picture and nobody can follow.
    """
    return tuple(_used(one, by, now, tell) for one in named)


def _named(post: Post) -> Iterator[tuple[str, PictureRole, PostPicture]]:
    """Give each picture as the text names it: the lead, those that the header says more of, and the text's others."""
    if post.image:
        yield "", PictureRole.LEAD, _lead_of(post)
    told = [said for said in post.picture_uses if not _leads(said)]
    for said in told:
        yield said.name or "", PictureRole.INLINE, said
    known = {markup.picture_path(said.name or "") for said in told}
    for reference in _in_text(post):
        if markup.picture_path(reference.src) not in known:
            words = PostPicture(file=reference.src, caption=reference.title or None, alt_text=reference.alt or None)
            yield _short(reference.src), PictureRole.INLINE, words


def _short(src: str) -> str:
    """Return how the text names a picture; with percents it may be longer than any name is kept, and means the same."""
    return src if len(src) <= LONGEST_NAME else markup.picture_path(src)


def _lead_of(post: Post) -> PostPicture:
    """Return what the header says of its image: an entry for another file is of no use any more."""
    entries = (said for said in post.picture_uses if _leads(said) and said.file == post.image)
    return next(entries, PostPicture(file=post.image))


def _leads(said: PostPicture) -> bool:
    return (said.role or "").upper() == PictureRole.LEAD


def _in_text(post: Post) -> list[markup.ImageReference]:
    if not MAY_HOLD_AN_IMAGE.search(post.body):
        return []
    try:
        return markup.images_in(post.body)
    except ArticleError:
        return []


def _used(one: NamedPicture, by: User | None, now: datetime, tell: Callable[[str], None]) -> UsedPicture:
    try:
        with one.place.open("rb") as file:
            picture = pictures.accept(file=file, name=one.place.name, by=by, now=now)
    except (PictureRefused, OSError) as refused:
        message = _("The picture “%(image)s” can't be used: %(reason)s")
        raise PostRefused(message % {"image": one.said.file, "reason": refused}, field="image") from refused
    said = one.said
    return UsedPicture(
        picture_id=picture.pk,
        role=one.role,
        source_name=one.written,
        caption=picture.caption if said.caption is None else said.caption,
        alt_text=picture.alt_text if said.alt_text is None else said.alt_text,
        credit_line=picture.credit_line if said.credit_line is None else said.credit_line,
        crop=_crop(said, picture, tell),
        digital_source_type=_how_made(said, picture) or None,
    )


def _crop(said: PostPicture, picture: Picture, tell: Callable[[str], None]) -> Crop | None:
    if said.crop is not None:
        try:
            return placed(read(said.crop), (picture.width, picture.height))
        except ValidationError as refusal:
            tell(f"{said.file}: {' '.join(refusal.messages)}")
    return crops.of_focus(picture.focus_x, picture.focus_y)


def _how_made(said: PostPicture, picture: Picture) -> str:
    """Return what the post says, and what the library says where it says nothing that we know."""
    if said.digital_source_type == "":
        return ""
    return source_type_of(said.digital_source_type or "") or picture.digital_source_type
