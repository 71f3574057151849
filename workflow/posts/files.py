"""Find posts on disk, safely: links that lead outside, odd files and unreadable folders are told, never followed."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from articles.exceptions import PostRefused
from articles.formats import limits
from articles.formats.paths import safe_relative

POST_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".text", ".txt"})
PATH_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class PostFile:
    """A file that may be a post: where it is, and its path from the import root, which is its identity on a desk."""

    root: Path
    path: str

    @property
    def place(self) -> Path:
        return self.root / self.path


@dataclass(frozen=True, slots=True)
class NotAPost:
    """Something found on the way that is not read; `refusal` is set where that is an error."""

    path: str
    refusal: str = ""


def find(paths: Iterable[Path]) -> Iterator[PostFile | NotAPost]:
    """Yield every post below the paths, folder by folder in the order of names, and all else that was met.

    A file that is named itself is read whatever its suffix; its root is the folder that it is in.
    """
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as fault:
            yield NotAPost(str(path), _("This can't be read: %(reason)s.") % {"reason": fault.strerror})
            continue
        if stat.S_ISDIR(mode):
            yield from _below(path.resolve())
        elif stat.S_ISREG(mode):
            yield PostFile(path.resolve().parent, path.name)
        else:
            yield NotAPost(str(path), _("This is neither a file nor a folder."))


def read(file: PostFile) -> bytes:
    """Read a post's bytes; raise PostRefused for what is too large to be one or can't be read.

    The size is counted, not asked: a file may grow, or a device take its place, while it is read.
    """
    try:
        with open(file.place, "rb", opener=_without_waiting) as opened:
            raw = opened.read(limits.FILE_BYTES + 1)
    except OSError as fault:
        raise PostRefused(_("The file can't be read: %(reason)s.") % {"reason": fault.strerror}) from fault
    if len(raw) > limits.FILE_BYTES:
        message = _("The file has more than %(limit)s bytes, which is all that is read. Shorten it.")
        raise PostRefused(message % {"limit": f"{limits.FILE_BYTES:,}"})
    return raw


def _without_waiting(path: str, flags: int) -> int:
    """Open without waiting for anybody at the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def picture_file(written: str, *, file: PostFile, media: Path | None) -> Path | None:
    """Give the file that a post's image names, below the media root or beside the post; None if it is not there.

    Raise PostRefused where the path climbs out or a link leads outside.
    """
    relative = safe_relative(written)
    if relative is None:
        return None
    for folder in (media or file.root, file.place.parent):
        place = folder / relative
        if os.path.lexists(place):
            return _inside(place, folder if media is None else media, file.root)
    return None


def is_beside(written: str, *, file: PostFile, media: Path | None) -> bool:
    """Say whether a picture that was found stands beside its post, and not below the media root."""
    relative = safe_relative(written)
    return relative is not None and not os.path.lexists((media or file.root) / relative)


def _inside(place: Path, *roots: Path) -> Path:
    real = _real(place)
    if not any(real.is_relative_to(root.resolve()) for root in roots):
        raise PostRefused(_("The image is a link to a place outside the media folder. Copy it inside."), field="image")
    if not real.is_file():
        raise PostRefused(_("The image is not a file. Name a picture."), field="image")
    return real


def _below(root: Path) -> Iterator[PostFile | NotAPost]:
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            names = sorted(os.listdir(folder))
        except OSError as fault:
            yield NotAPost(_from(root, folder), _("The folder can't be read: %(reason)s.") % {"reason": fault.strerror})
            continue
        inner = {name for name in names if _is_folder(folder, name)}
        folders.extend(folder / name for name in sorted(inner, reverse=True))
        yield from (_looked_at(root, folder / name) for name in names if name not in inner)


def _is_folder(folder: Path, name: str) -> bool:
    """Tell a folder to look into; a hidden one is not, and a link to one neither."""
    if name.startswith("."):
        return False
    try:
        return stat.S_ISDIR(os.lstat(os.path.join(folder, name)).st_mode)
    except OSError:
        return False


def _looked_at(root: Path, place: Path) -> PostFile | NotAPost:
    try:
        return _sorted_out(root, place)
    except OSError as fault:
        return NotAPost(_from(root, place), _("This can't be read: %(reason)s.") % {"reason": fault.strerror})


def _sorted_out(root: Path, place: Path) -> PostFile | NotAPost:
    path = _from(root, place)
    if place.suffix.lower() not in POST_SUFFIXES or place.name.startswith("."):
        return NotAPost(path)
    if place.is_symlink() and not _real(place).is_relative_to(root):
        return NotAPost(path, _("The file is a link to a place outside the folder. Copy it inside."))
    if not place.is_file():
        return NotAPost(path, "" if place.is_dir() else _("This is not a file that can be read."))
    if not path.isprintable() or len(path) > PATH_CHARACTERS:
        return NotAPost(path, _("The file's path is too long or holds characters that can't be shown. Rename it."))
    return PostFile(root, path)


def _real(place: Path) -> Path:
    """Follow links to where they lead; one that leads round in a ring stays where it is, and is no file."""
    return Path(os.path.realpath(place))


def _from(root: Path, place: Path) -> str:
    return place.relative_to(root).as_posix() or "."
