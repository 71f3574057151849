"""What the library says of a picture, for the texts to come."""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth.models import User
from django.db import transaction

from articles import tagging
from articles.imaging import metadata
from articles.models import Picture
from articles.pictures import searching, words
from articles.pictures.looking_again import look_again

logger = logging.getLogger(__name__)


class Words(TypedDict, total=False):
    """What may be said of a picture, by its columns (`words.FIELDS`); what is `None` or left out stays."""

    headline: str | None
    caption: str | None
    alt_text: str | None
    credit_line: str | None
    creator: str | None
    copyright_notice: str | None
    source: str | None
    city: str | None
    state: str | None
    country: str | None
    instructions: str | None
    usage_terms: str | None
    licensor: str | None
    web_statement: str | None
    digital_source_type: str | None


def describe(
    *, picture: Picture, by: User, now: datetime, tags: Collection[str] | None = None, **said: Unpack[Words]
) -> Picture:
    """Change what new uses of the picture start from; what a revision says of it stays as it was approved.

    The words in the picture's files follow soon. What is `None` stays. Raises `TextRefused`.
    """
    given = {field: str(text) for field, text in said.items() if text is not None}
    changed = {field: text for field, text in given.items() if text != getattr(picture, field)}
    words.check(changed)
    if tags is not None:
        words.check_tags(tags)
    for field, text in changed.items():
        setattr(picture, field, text)
    with transaction.atomic():
        if changed:
            picture.save(update_fields=list(changed))
            if not changed.keys().isdisjoint(metadata.EMBEDDED):
                look_again(Picture.objects.filter(pk=picture.pk))
            logger.info(
                "User %d changed %s of picture %d at %s", by.pk, ", ".join(changed), picture.pk, now.isoformat()
            )
        if tags is not None:
            tagging.set_tags(of=picture, names=tags)
        searching.keep_words(of=picture, tags=tags)
    return picture
