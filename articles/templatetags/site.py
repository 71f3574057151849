"""The few words that every page needs and no view should have to pass."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context, NodeList
from django.template.base import Parser, Token
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles import figures, furnishing, pages, site
from articles.shown import ShownPicture

register = template.Library()


@register.simple_tag
def site_name() -> str:
    name: str = settings.SITE_NAME
    return name


@register.simple_tag
def site_sections() -> tuple[tuple[str, str], ...]:
    """Return name and slug of each section; no query but every few seconds."""
    return site.sections()


@register.simple_tag
def canonical(path: str, number: int) -> SafeString:
    """Name the one address of a page of a list."""
    address = pages.absolute(path) + (f"?page={number}" if number > 1 else "")
    return format_html('<link rel="canonical" href="{0}">\n<meta property="og:url" content="{0}">', address)


@register.tag
def furniture(parser: Parser, _token: Token) -> "FurnitureNode":
    """Render what stands inside once, and again when the sections were read anew: for what every page has alike.

    Nothing inside sees the page's own context; only the language counts.
    """
    inside = parser.parse(("endfurniture",))
    parser.delete_first_token()
    return FurnitureNode(inside)


class FurnitureNode(template.Node):
    """A part that is the same for every story and every reader."""

    def __init__(self, inside: NodeList) -> None:
        self.nodelist = inside
        self._kept: dict[str | None, tuple[object, SafeString]] = {}

    def render(self, context: Context) -> SafeString:
        asked = context.render_context.get("furniture")
        if asked is None:  # once a page, however many parts it has
            asked = context.render_context["furniture"] = site.sections(), get_language()
        sections, language = asked
        kept_for, shown = self._kept.get(language, (None, SafeString()))
        if kept_for is not sections:
            shown = self.nodelist.render(context.new())
            self._kept[language] = sections, shown
        return shown


@register.filter
def moment(value: datetime) -> SafeString:
    """Show an instant with its zone, for people and machines."""
    local = timezone.localtime(value)
    return _time_element(local, str(local.tzinfo), get_language())


@register.filter
def byline(story: Mapping[str, Any]) -> SafeString:
    return furnishing.byline(story["by"])


@register.filter
def kicker(story: Mapping[str, Any]) -> SafeString:
    return furnishing.kicker(story)


@register.simple_tag
def picture(use: ShownPicture, place: str, loading: figures.Loading = "lazy") -> SafeString:
    return figures.picture_html(use, PLACES[place], loading=loading)


@register.filter
def ai_notice(use: ShownPicture) -> str:
    return figures.ai_notice(use)


PLACES = {
    "lead": figures.FRONT_LEAD,
    "card": figures.CARD,
    "narrow": figures.NARROW_CARD,
    "thumbnail": figures.THUMBNAIL,
}


@lru_cache(maxsize=4096)
def _time_element(local: datetime, _zone: str, _language: str | None) -> SafeString:
    """Remember by zone and language too: the same instant in two zones counts as equal."""
    shown = f"{date_format(local, 'j F Y, H:i')} {local:%Z}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), shown)
