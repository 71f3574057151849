"""What the library may say of a picture."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, cast

from django.db.models import CharField, TextField
from django.utils.translation import gettext as _

from articles.enums import DigitalSourceType
from articles.exceptions import TextRefused
from articles.models import Picture

#: The fields that people of the desks may write, in the order of a form.
FIELDS: Final = (
    *("headline", "caption", "alt_text"),
    *("credit_line", "creator", "copyright_notice", "source"),
    *("city", "state", "country", "instructions"),
    *("usage_terms", "licensor", "web_statement"),
    "digital_source_type",
)
MOST_IN_A_TEXT: Final = 5_000
MOST_TAGS, LONGEST_TAG = 100, 100
NEVER_IN_A_TEXT = re.compile("[\x00\ud800-\udfff]")


def column(field: str) -> "CharField[str, str] | TextField[str, str]":
    """Return the column of one of the fields."""
    return cast("CharField[str, str] | TextField[str, str]", Picture._meta.get_field(field))


def longest(field: str) -> int:
    """Return how many characters a field may have."""
    return column(field).max_length or MOST_IN_A_TEXT


def check(words: Mapping[str, str]) -> None:
    """Refuse, by the field's name, words that are too long or that no database could hold."""
    for field, text in words.items():
        most = longest(field)
        place = {"field": field.replace("_", " "), "count": len(text), "limit": most}
        if len(text) > most:
            raise TextRefused(_("The %(field)s has %(count)d characters; %(limit)d are allowed: shorten it.") % place)
        if NEVER_IN_A_TEXT.search(text):
            raise TextRefused(_("The %(field)s holds a character that no text may: type it again.") % place)
    if (made := words.get("digital_source_type", "")) and made not in DigitalSourceType:
        raise TextRefused(
            _("“%(code)s” is no way in which a picture is made: choose one of the list.") % {"code": made}
        )


def check_tags(tags: Iterable[str]) -> None:
    """Refuse too many tags, and one that is too long or that no database could hold."""
    names = list(tags)
    if len(names) > MOST_TAGS:
        raise TextRefused(
            _("These are %(count)d tags; a picture may have %(limit)d at most.")
            % {"count": len(names), "limit": MOST_TAGS}
        )
    for name in names:
        if len(name) > LONGEST_TAG or not name.strip() or NEVER_IN_A_TEXT.search(name):
            raise TextRefused(
                _("The tag “%(tag)s” can’t be kept: a tag has 1 to %(limit)d characters.")
                % {"tag": NEVER_IN_A_TEXT.sub("", name)[:LONGEST_TAG], "limit": LONGEST_TAG}
            )
