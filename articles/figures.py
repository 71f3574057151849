"""`<picture>` and `<figure>` from a picture use and its files: no query, no inline style.

Written as plain strings for speed, so each word that somebody typed goes through `escape` here. What comes out depends
on what goes in alone, so the pictures of much-read stories are remembered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Literal, NamedTuple

from django.utils.safestring import SafeString, mark_safe

Address = Callable[[str, str], str]
Loading = Literal["lazy", "eager"]

IN_TEXT = "(min-width: 46em) 42rem, 100vw"
LEAD = "(min-width: 70em) 66rem, 100vw"
CARD = "(min-width: 62em) 20rem, (min-width: 38em) 45vw, 100vw"

LARGEST_SHARED = 1280
BLANK = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'/%3E"


class File(NamedTuple):
    """One file made from a picture: its name in the address, its size in pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as one revision uses it, with the files there are; none leaves a blank of the picture's own size."""

    token: str
    width: int
    height: int
    alt_text: str = ""
    caption: str = ""
    credit_line: str = ""
    files: tuple[File, ...] = ()

    def of_kind(self, suffix: str) -> list[File]:
        """Return the files of one kind, smallest first."""
        return sorted((file for file in self.files if file.name.endswith(suffix)), key=lambda file: file.width)

    @property
    def to_share(self) -> File | None:
        """The file for cards on other sites: a JPEG that is large, not huge."""
        files = self.of_kind(".jpg")
        return max((file for file in files if file.width <= LARGEST_SHARED), key=lambda file: file.width, default=None)


def public_address(token: str, name: str) -> str:
    """Return where readers fetch a file; the view behind it asks whether it is on air."""
    return f"/pictures/{token}/{name}"


@lru_cache(maxsize=1024)
def picture_html(
    use: ShownPicture, sizes: str, *, address: Address = public_address, loading: Loading = "lazy"
) -> SafeString:
    """Return WebP with a JPEG fallback, each in every width there is, or a blank of the same shape."""
    return mark_safe(_picture(use, sizes, address, loading))  # noqa: S308


@lru_cache(maxsize=1024)
def figure_html(
    use: ShownPicture, sizes: str, *, address: Address = public_address, loading: Loading = "lazy"
) -> SafeString:
    """Return the picture with its caption and the credit line that must run with it."""
    return mark_safe(f"<figure>{_picture(use, sizes, address, loading)}{_caption(use)}</figure>")  # noqa: S308


def _picture(use: ShownPicture, sizes: str, address: Address, loading: Loading) -> str:
    webp, jpeg = use.of_kind(".webp"), use.of_kind(".jpg")
    if not (webp or jpeg):
        return _blank(use)
    image = _image(use, jpeg or webp, sizes, address, loading)
    if not (webp and jpeg):
        return image
    srcset = _srcset(use, webp, address)
    return f'<picture><source type="image/webp" srcset="{srcset}" sizes="{escape(sizes)}">{image}</picture>'


def _caption(use: ShownPicture) -> str:
    words = [("caption", use.caption), ("credit", use.credit_line)]
    spans = " ".join(f'<span class="{name}" dir="auto">{escape(said)}</span>' for name, said in words if said)
    return f"<figcaption>{spans}</figcaption>" if spans else ""


def _image(use: ShownPicture, files: list[File], sizes: str, address: Address, loading: Loading) -> str:
    largest = files[-1]
    fallback = next((file for file in files if file.width >= LARGEST_SHARED), largest)
    priority = ' fetchpriority="high"' if loading == "eager" else ""
    return (
        f'<img src="{escape(address(use.token, fallback.name))}" srcset="{_srcset(use, files, address)}"'
        f' sizes="{escape(sizes)}" width="{largest.width:d}" height="{largest.height:d}" alt="{escape(use.alt_text)}"'
        f' loading="{loading}" decoding="async"{priority}>'
    )


def _srcset(use: ShownPicture, files: list[File], address: Address) -> str:
    return ", ".join(f"{escape(address(use.token, file.name))} {file.width:d}w" for file in files)


def _blank(use: ShownPicture) -> str:
    drawing = BLANK.format(width=use.width, height=use.height)
    return (
        f'<img class="blank" src="{escape(drawing)}" width="{use.width:d}" height="{use.height:d}"'
        f' alt="{escape(use.alt_text)}">'
    )
