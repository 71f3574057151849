"""The pictures of a story as its post has them: where their files go, and what the header says of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from articles.enums import Part, PictureRole
from articles.formats.paths import safe_relative
from articles.formats.posts import Post, PostPicture
from articles.models import Picture, PictureUse, Revision
from workflow.forms.crops import line_of


@dataclass(frozen=True, slots=True)
class PicturesOnDisk:
    """The header's `image` and `picture_uses`, and the original that belongs at each path below the folder."""

    image: str = ""
    told: tuple[PostPicture, ...] = ()
    files: tuple[tuple[str, Picture], ...] = ()


@dataclass(frozen=True, slots=True)
class Came:
    """How a story came in: its post, what was kept of that, and its text as it was then."""

    post: Post
    kept: Mapping[str, Any]
    revision: Revision

    def name_of(self, use: PictureUse, *, leads: bool) -> str:
        """Return where the post has the file of a picture that is still as it came; empty for any other."""
        if leads and use.picture_id == self.kept.get("lead_id"):
            return self.post.image
        named = {(one.source_name, one.picture_id) for one in self.revision.picture_uses.all()}
        if use.source_name and (use.source_name, use.picture_id) in named:
            entries = (said.file for said in self.post.picture_uses if said.name == use.source_name)
            return next(entries, use.source_name)
        return ""

    def place_of(self, written: str, path: str) -> str:
        """Return where a file goes: below the folder, or beside its post where it was found there."""
        below = str(safe_relative(written) or "")
        return str(PurePosixPath(path).parent / below) if written in self.kept.get("beside", ()) else below

    def has_pictures_of(self, head: Revision) -> bool:
        """Say whether nothing about the pictures was changed here."""
        ours, theirs = (text.part_hashes[Part.PICTURES.value] for text in (head, self.revision))
        return bool(ours == theirs)


def of(head: Revision, came: Came | None, *, path: str, taken: dict[str, int]) -> PicturesOnDisk:
    """Return the pictures of a text whose post goes to `path`; what is as it came is said in the file's own words.

    `taken` holds by its path the picture that another post has there: this one's then goes to a path of its own.
    """
    uses = list(head.picture_uses.all())
    lead = next((use for use in uses if use.role == PictureRole.LEAD), None)
    found = [_file(use, came, leads=use is lead, path=path, taken=taken) for use in uses]
    is_as_it_came = came is not None and came.has_pictures_of(head) and all(file.is_as_it_came for file in found)
    files = list(zip(uses, found, strict=True))
    return PicturesOnDisk(
        image=next((file.written for use, file in files if use is lead), ""),
        told=came.post.picture_uses
        if came is not None and is_as_it_came
        else tuple(_said(use, file.written, leads=use is lead) for use, file in files),
        files=tuple((file.place, use.picture) for use, file in files),
    )


@dataclass(frozen=True, slots=True)
class _File:
    """How a post names the file of a picture, and where that goes."""

    written: str
    place: str
    is_as_it_came: bool = False


def _file(use: PictureUse, came: Came | None, *, leads: bool, path: str, taken: dict[str, int]) -> _File:
    if came is not None and (written := came.name_of(use, leads=leads)):
        place = came.place_of(written, path)
        if taken.setdefault(place.casefold(), use.picture_id) == use.picture_id:
            return _File(written, place, is_as_it_came=True)
    own = f"assets/images/{PurePosixPath(str(use.picture.original.name)).name}"
    return _File(own, own)


def _said(use: PictureUse, file: str, *, leads: bool) -> PostPicture:
    return PostPicture(
        file=file,
        role="lead" if leads else None,
        name=None if leads else use.source_name,
        caption=use.caption,
        alt_text=use.alt_text,
        credit_line=use.credit_line,
        digital_source_type=use.digital_source_type or "",
        crop=line_of(use.crop),
    )
