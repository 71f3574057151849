"""Pictures as a page shows them, with the files there are: pure, and to be remembered by."""

from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from articles.enums import MADE_WITH_AI
from articles.imaging import crops

#: By preference: a browser takes the first that it knows. The last is what every browser knows.
KINDS = (("image/avif", ".avif"), ("image/webp", ".webp"), ("image/jpeg", ".jpg"))
LARGEST_SHARED = 1280
SHARED = "16x9"

Crop = tuple[tuple[str, tuple[float, ...]], ...]


class File(NamedTuple):
    """One file made from a picture: its name in the address, its size in pixels."""

    name: str
    width: int
    height: int

    @property
    def shape(self) -> str:
        """Which crop it shows, as `imaging.crops` names it; empty for the whole picture."""
        return self.name.rpartition("-")[0]


class Kind(NamedTuple):
    """The files of one format, smallest first."""

    mime_type: str
    files: tuple[File, ...]

    @property
    def largest(self) -> File:
        return self.files[-1]


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as one revision uses it, with the files there are; none leaves a blank of the picture's own size."""

    token: str
    width: int
    height: int
    alt_text: str = ""
    caption: str = ""
    credit_line: str = ""
    source_type: str = ""
    placeholder: str = ""
    crop: Crop = ()
    files: tuple[File, ...] = ()

    def kinds(self, ratio: str = "") -> tuple[Kind, ...]:
        """Return the kinds of file that show it at a ratio, or whole while that crop has none; the preferred first."""
        return (self._kinds(self._shape(ratio)) if ratio else ()) or self._kinds("")

    @property
    def to_share(self) -> File | None:
        """The file for cards on other sites: a JPEG that is large, not huge."""
        return _to_share(self)

    @property
    def is_made_with_ai(self) -> bool:
        return self.source_type in MADE_WITH_AI

    @property
    def has_opaque_placeholder(self) -> bool:
        """Whether the tiny picture may lie beneath: one with transparency would be seen through the picture's own."""
        start = self.placeholder.partition(";base64,")[2][:24]
        return bool(start) and b64decode(start)[12:16] != b"VP8X"

    def _shape(self, ratio: str) -> str:
        return crops.shape_of(ratio, crops.box_of(dict(self.crop), ratio, (self.width, self.height)))

    def _kinds(self, shape: str) -> tuple[Kind, ...]:
        of_shape = sorted((file for file in self.files if file.shape == shape), key=lambda file: file.width)
        found = [(mime, tuple(file for file in of_shape if file.name.endswith(suffix))) for mime, suffix in KINDS]
        return tuple(Kind(mime, files) for mime, files in found if files)


@lru_cache(maxsize=1024)
def _to_share(use: ShownPicture) -> File | None:
    files = [file for kind in use.kinds(SHARED) if kind.mime_type == "image/jpeg" for file in kind.files]
    return next((file for file in reversed(files) if file.width <= LARGEST_SHARED), None)


@dataclass(slots=True)
class Pictures:
    """The pictures of one revision."""

    by_position: dict[int, ShownPicture]
    lead_position: int | None = None

    @property
    def lead(self) -> ShownPicture | None:
        return None if self.lead_position is None else self.by_position[self.lead_position]


NO_PICTURES = Pictures({})
