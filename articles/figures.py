"""`<picture>` and `<figure>` from a picture use and its files: no query, no inline style.

Written as plain strings for speed, so each word that somebody typed goes through `escape` here. What comes out depends
on what goes in alone, so the pictures of much-read stories are remembered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.enums import DigitalSourceType
from articles.shown import LARGEST_SHARED, Kind, ShownPicture

Address = Callable[[str, str], str]
Loading = Literal["lazy", "eager"]

BLANK = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'/%3E"
PHONE = "(max-width: 37.99em)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture stands: how wide it is shown, and in which shape; an empty ratio is the whole picture."""

    sizes: str
    ratio: str = ""
    on_phones: str = ""


#: Widths and breakpoints are those of `site.css`.
IN_TEXT = Place("(min-width: 40em) 36rem, 100vw")
STORY_LEAD = Place("(min-width: 66em) 62rem, 100vw")
FRONT_LEAD = Place("(min-width: 80em) 52rem, (min-width: 62em) 68vw, 100vw", "16x9", on_phones="4x5")
CARD = Place("(min-width: 62em) 23rem, (min-width: 38em) 45vw, 100vw", "4x3")
NARROW_CARD = Place("(min-width: 62em) 19rem, (min-width: 38em) 45vw, 100vw", "4x3")
THUMBNAIL = Place("6rem", "1x1")


def public_address(token: str, name: str) -> str:
    """Return where readers fetch a file; the view behind it asks whether it is on air."""
    return f"/pictures/{token}/{name}"


@lru_cache(maxsize=1024)
def picture_html(
    use: ShownPicture, place: Place, *, address: Address = public_address, loading: Loading = "lazy"
) -> SafeString:
    """Return the kinds of file there are, each in every width, or a blank of the same shape.

    What is wanted at once has a tiny picture beneath it until it comes; the others would pay for it unseen.
    """
    shown = _picture(use, place, address, loading)
    return mark_safe(_framed(use, shown) if loading == "eager" else shown)  # noqa: S308


def figure_html(
    use: ShownPicture, place: Place, *, address: Address = public_address, loading: Loading = "lazy"
) -> SafeString:
    """Return the picture with its caption, the credit line that must run with it, and whether AI made it."""
    return _figure(use, place, address, loading, get_language())


def ai_notice(use: ShownPicture) -> str:
    """Say in words whether AI made the picture, or a part of it; empty if it did not."""
    if not use.is_made_with_ai:
        return ""
    return _("Made with AI") if use.source_type == DigitalSourceType.AI else _("Partly made with AI")


@lru_cache(maxsize=1024)
def _figure(use: ShownPicture, place: Place, address: Address, loading: Loading, _language: str | None) -> SafeString:
    shown = _framed(use, _picture(use, place, address, loading))
    return mark_safe(f"<figure>{shown}{_caption(use)}</figure>")  # noqa: S308


def _picture(use: ShownPicture, place: Place, address: Address, loading: Loading) -> str:
    kinds = use.kinds(place.ratio)
    if not kinds:
        return _blank(use)
    sources = _sources_for_phones(use, place, kinds, address)
    sources += [_source(use, kind, address, f'sizes="{escape(place.sizes)}"') for kind in kinds[:-1]]
    image = _image(use, kinds[-1], place.sizes, address, loading)
    return f"<picture>{''.join(sources)}{image}</picture>" if sources else image


def _sources_for_phones(use: ShownPicture, place: Place, kinds: tuple[Kind, ...], address: Address) -> list[str]:
    """Return another shape for narrow windows, with its own size: the place must not jump when the picture comes."""
    upright = use.kinds(place.on_phones) if place.on_phones else kinds
    if upright == kinds:
        return []
    return [
        _source(
            use,
            kind,
            address,
            f'media="{PHONE}" sizes="100vw" width="{kind.largest.width:d}" height="{kind.largest.height:d}"',
        )
        for kind in upright
    ]


def _source(use: ShownPicture, kind: Kind, address: Address, attributes: str) -> str:
    return f'<source type="{kind.mime_type}" srcset="{_srcset(use, kind, address)}" {attributes}>'


def _framed(use: ShownPicture, shown: str) -> str:
    if not (use.files and use.has_opaque_placeholder):
        return shown
    beneath = f'<img class="placeholder" src="{escape(use.placeholder)}" alt="" aria-hidden="true">'
    return f'<span class="frame">{beneath}{shown}</span>'


def _caption(use: ShownPicture) -> str:
    words = [("caption", use.caption), ("credit", use.credit_line)]
    spans = [f'<span class="{name}" dir="auto">{escape(said)}</span>' for name, said in words if said]
    spans += [f'<span class="made-with-ai">{escape(said)}</span>' for said in [ai_notice(use)] if said]
    return f"<figcaption>{' '.join(spans)}</figcaption>" if spans else ""


def _image(use: ShownPicture, kind: Kind, sizes: str, address: Address, loading: Loading) -> str:
    fallback = next((file for file in kind.files if file.width >= LARGEST_SHARED), kind.largest)
    priority = ' fetchpriority="high"' if loading == "eager" else ""
    return (
        f'<img src="{escape(address(use.token, fallback.name))}" srcset="{_srcset(use, kind, address)}"'
        f' sizes="{escape(sizes)}" width="{kind.largest.width:d}" height="{kind.largest.height:d}"'
        f' alt="{escape(use.alt_text)}" loading="{loading}" decoding="async"{priority}>'
    )


def _srcset(use: ShownPicture, kind: Kind, address: Address) -> str:
    return ", ".join(f"{escape(address(use.token, file.name))} {file.width:d}w" for file in kind.files)


def _blank(use: ShownPicture) -> str:
    drawing = BLANK.format(width=use.width, height=use.height)
    return (
        f'<img class="blank" src="{escape(drawing)}" width="{use.width:d}" height="{use.height:d}"'
        f' alt="{escape(use.alt_text)}">'
    )
