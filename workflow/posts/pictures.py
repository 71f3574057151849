"""The pictures that a post names: its lead and those in its text, found on disk and taken in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles import markup, pictures
from articles.drafting import UsedPicture
from articles.enums import PictureRole
from articles.exceptions import ArticleError, PictureRefused, PostRefused
from articles.formats.posts import Post
from articles.imaging import crops
from workflow.posts import files
from workflow.posts.files import PostFile

MAY_HOLD_AN_IMAGE = re.compile(r"!\[|<img", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """A picture of a post: its file, how the post names it, and the words that the post gives it."""

    place: Path
    written: str
    role: PictureRole
    alt_text: str = ""
    caption: str = ""


def named_in(post: Post, *, file: PostFile, media: Path | None) -> tuple[tuple[NamedPicture, ...], tuple[str, ...]]:
    """Find the pictures of a post that are on disk, lead first; tell in notices of those that are not.

    Raise PostRefused for a lead whose path climbs out or leads outside by a link; in the text such a one is left out.
    """
    found: list[NamedPicture] = []
    notices: list[str] = []
    if post.image:
        place = files.picture_file(post.image, file=file, media=media)
        if place:
            found.append(NamedPicture(place, post.image, PictureRole.LEAD))
        else:
            notices.append(_("The image “%(image)s” was not found and is left out.") % {"image": post.image})
    found.extend(_in_text(post, file, media))
    return tuple(found), tuple(notices)


def take_in(named: tuple[NamedPicture, ...], *, by: User | None, now: datetime) -> tuple[UsedPicture, ...]:
    """Keep each file as a private original; raise PostRefused, naming it, for what is no picture that can be used."""
    return tuple(_used(one, by, now) for one in named)


def _in_text(post: Post, file: PostFile, media: Path | None) -> Iterator[NamedPicture]:
    if not MAY_HOLD_AN_IMAGE.search(post.body):
        return
    try:
        references = markup.images_in(post.body)
    except ArticleError:
        return
    for reference in references:
        try:
            place = files.picture_file(reference.src, file=file, media=media)
        except PostRefused:
            continue
        if place:
            yield NamedPicture(place, reference.src, PictureRole.INLINE, reference.alt, reference.title)


def _used(one: NamedPicture, by: User | None, now: datetime) -> UsedPicture:
    try:
        with one.place.open("rb") as file:
            picture = pictures.accept(file=file, name=one.place.name, by=by, now=now)
    except (PictureRefused, OSError) as refused:
        message = _("The picture “%(image)s” can't be used: %(reason)s")
        raise PostRefused(message % {"image": one.written, "reason": refused}, field="image") from refused
    used = UsedPicture(
        picture_id=picture.pk,
        role=one.role,
        caption=one.caption or picture.caption,
        alt_text=one.alt_text or picture.alt_text,
        credit_line=picture.credit_line,
        crop=crops.of_focus(picture.focus_x, picture.focus_y),
        digital_source_type=picture.digital_source_type or None,
    )
    return used if one.role == PictureRole.LEAD else replace(used, source_name=one.written)
