"""What the library says of a picture, changed by somebody who saw what stood there."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from articles import pictures
from articles.models import Picture
from articles.pictures import words
from workflow.actions import library, picture_rights, unfit
from workflow.enums import Verb
from workflow.exceptions import MovedMeanwhile
from workflow.models import Event

TAGS: Final = "tags"
#: What stands there binds like the licence, which has fields of its own.
TERMS: Final = "usage_terms"
#: All that an Event of this may tell of, in the order of a form.
SAID: Final[tuple[str, ...]] = (*words.FIELDS, TAGS)
#: What readers see of a picture that stands in for another one.
SEEN_OF_A_STAND_IN: Final = frozenset({"caption", "alt_text", "credit_line", "digital_source_type"})
#: Enough to tell two texts apart that people wrote; nobody gains by forging it.
DIGEST_LENGTH: Final = 12

Words = Mapping[str, str | Sequence[str]]


def describe_picture(
    *, picture: Picture, by: User, now: datetime, said: Words, seen: Mapping[str, str] | None = None
) -> Event | None:
    """Write some of `SAID`; returns the Event, which tells each change, or None where all of it stood there already.

    `seen` holds by field the `digest` of what the person saw: what somebody else changed since is not overwritten, and
    nothing else is written either. Usage terms are rights: plans that they forbid are held, and what stands there is
    changed by those alone who decide upon rights; so is what readers see of a picture that stands in for another.
    """
    with unfit.refused(), transaction.atomic():
        library.check_permission(Verb.DESCRIBE, by)
        if TERMS in said:
            picture_rights.lock_stories(picture)
        fresh = Picture.objects.select_for_update().get(pk=picture.pk)
        before = said_of(fresh)
        wanted: dict[str, Any] = {field: _plain(value) for field, value in said.items()}
        changed = [field for field in SAID if field in wanted and wanted[field] != before[field]]
        if not changed:
            return None
        if TERMS in changed and before[TERMS]:
            library.check_permission(Verb.SET_RIGHTS, by)
        if SEEN_OF_A_STAND_IN & set(changed):
            library.check_stand_in(fresh, by)
        _check_seen(fresh, before, changed, seen or {})
        pictures.describe(picture=fresh, by=by, now=now, **{field: wanted[field] for field in changed})
        told = {field: [before[field], wanted[field]] for field in changed}
        held = picture_rights.hold_what_it_forbids(fresh, now) if TERMS in changed else 0
        return library.record(Verb.DESCRIBE, fresh, by, now, words=told, held=held)


def said_of(picture: Picture) -> dict[str, Any]:
    """Return what the library says of a picture, its tags in order; one query unless they were fetched."""
    return {field: getattr(picture, field) for field in words.FIELDS} | {
        TAGS: sorted(tag.name for tag in picture.tags.all())
    }


def label(field: str) -> str:
    """Name one of `SAID`."""
    return str(lazy("tags") if field == TAGS else words.column(field).verbose_name)


def digest(value: str | Iterable[str]) -> str:
    """Say in a few signs what somebody saw, however a browser writes its newlines."""
    text = value if isinstance(value, str) else "\0".join(sorted(value))
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]


def _plain(value: str | Sequence[str]) -> str | list[str]:
    return value if isinstance(value, str) else sorted(set(value))


def _check_seen(picture: Picture, before: Mapping[str, Any], changed: list[str], seen: Mapping[str, str]) -> None:
    lost = [field for field in changed if field in seen and seen[field] != digest(before[field])]
    if lost:
        raise MovedMeanwhile(
            _("Somebody else changed this of “%(picture)s” since you looked: %(fields)s. Look at it and try again.")
            % {"picture": picture.name, "fields": ", ".join(map(label, lost))}
        )
