"""What a picture's Content Credentials say, in the reader's language."""

from typing import Any

from django import template

from articles.imaging import manifests

register = template.Library()


@register.filter
def told(kept: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what is kept of them as names and texts."""
    return manifests.told(kept)
