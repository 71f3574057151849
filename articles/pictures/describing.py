"""What the library says of a picture, for the texts to come."""

import logging
from datetime import datetime

from django.contrib.auth.models import User

from articles.models import Picture
from articles.pictures import words

logger = logging.getLogger(__name__)


def describe(
    *,
    picture: Picture,
    by: User,
    now: datetime,
    caption: str | None = None,
    alt_text: str | None = None,
    credit_line: str | None = None,
    creator: str | None = None,
    copyright_notice: str | None = None,
    usage_terms: str | None = None,
) -> Picture:
    """Change what new uses of the picture start from; what a revision says of it stays as it was approved.

    What is `None` stays. Raises `TextRefused`.
    """
    given = {
        "caption": caption,
        "alt_text": alt_text,
        "credit_line": credit_line,
        "creator": creator,
        "copyright_notice": copyright_notice,
        "usage_terms": usage_terms,
    }
    changed = {field: text for field, text in given.items() if text is not None and text != getattr(picture, field)}
    words.check(changed)
    for field, text in changed.items():
        setattr(picture, field, text)
    if changed:
        picture.save(update_fields=list(changed))
        logger.info("User %d changed %s of picture %d at %s", by.pk, ", ".join(changed), picture.pk, now.isoformat())
    return picture
