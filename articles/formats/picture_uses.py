"""What a header says of the pictures of its post: `picture_uses`, a list with an entry for each.

Who reads it is tolerant: what is no entry, or says more than is known here, is told of or passed over, and never keeps
a post out.
"""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from articles.formats import limits
from articles.formats.fields import Fields, Value
from articles.formats.values import PostPicture

KEY: Final = "picture_uses"
LONGEST: Final = {"caption": limits.PICTURE_CHARACTERS, "alt_text": limits.PICTURE_CHARACTERS}


def read_picture_uses(fields: Fields, tell: Callable[[str], None]) -> tuple[PostPicture, ...]:
    """Return the entries that name a file; `tell` hears of each other one, and of words that are too long."""
    value = fields.values.get(KEY)
    if value is None:
        return ()
    written = value if isinstance(value, list) else [value]
    if len(written) > limits.PICTURES:
        tell(_("Only the first %(limit)s entries of “%(key)s” were read.") % {"limit": limits.PICTURES, "key": KEY})
    found = [_entry(item, tell) for item in written[: limits.PICTURES]]
    return tuple(entry for entry in found if entry is not None)


def _entry(item: Value, tell: Callable[[str], None]) -> PostPicture | None:
    said = {name: text for name, text in item.items() if isinstance(text, str)} if isinstance(item, dict) else {}
    if not said.get("file", "").strip():
        tell(_("An entry of “%(key)s” names no file and was left out.") % {"key": KEY})
        return None
    return PostPicture(**{name: _bounded(name, said[name], tell) for name in PostPicture.__slots__ if name in said})


def _bounded(name: str, text: str, tell: Callable[[str], None]) -> str:
    most = LONGEST.get(name, limits.LINE_CHARACTERS)
    if len(text) > most:
        tell(_("A text of “%(key)s” was cut to %(limit)s characters.") % {"key": KEY, "limit": f"{most:,}"})
    return text[:most]
