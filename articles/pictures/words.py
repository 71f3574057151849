"""What the library may say of a picture."""

import re

from django.utils.translation import gettext as _

from articles.exceptions import TextRefused

MOST_CHARACTERS = {"credit_line": 500, "creator": 500, "copyright_notice": 500}
MOST_IN_A_TEXT = 5_000
NEVER_IN_A_TEXT = re.compile("[\x00\ud800-\udfff]")


def check(words: dict[str, str]) -> None:
    """Refuse, by the field's name, words that are too long or that no database could hold."""
    for field, text in words.items():
        most = MOST_CHARACTERS.get(field, MOST_IN_A_TEXT)
        place = {"field": field.replace("_", " "), "count": len(text), "limit": most}
        if len(text) > most:
            raise TextRefused(_("The %(field)s has %(count)d characters; %(limit)d are allowed: shorten it.") % place)
        if NEVER_IN_A_TEXT.search(text):
            raise TextRefused(_("The %(field)s holds a character that no text may: type it again.") % place)
