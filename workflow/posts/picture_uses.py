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

    def has_pictures_of(self, head: Revision) -> bool:
        """Say whether nothing about the pictures was changed here."""
        ours, theirs = (text.part_hashes[Part.PICTURES.value] for text in (head, self.revision))
        return bool(ours == theirs)


def of(head: Revision, came: Came | None, *, path: str) -> PicturesOnDisk:
    """Return the pictures of a text whose post goes to `path`; what is as it came is said in the file's own words."""
    uses = list(head.picture_uses.all())
    lead = next((use for use in uses if use.role == PictureRole.LEAD), None)
    written = [(use, (came and came.name_of(use, leads=use is lead)) or _own_path(use.picture)) for use in uses]
    told = tuple(_said(use, file, leads=use is lead) for use, file in written)
    return PicturesOnDisk(
        image=next((file for use, file in written if use is lead), ""),
        told=came.post.picture_uses if came and came.has_pictures_of(head) else told,
        files=tuple((_place(file, came, path), use.picture) for use, file in written),
    )


def _own_path(picture: Picture) -> str:
    return f"assets/images/{PurePosixPath(str(picture.original.name)).name}"


def _place(written: str, came: Came | None, path: str) -> str:
    """Return where a file goes: below the folder, or beside its post where it was found there."""
    below = str(safe_relative(written) or "")
    is_beside = came is not None and written in came.kept.get("beside", ())
    return str(PurePosixPath(path).parent / below) if is_beside else below


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
