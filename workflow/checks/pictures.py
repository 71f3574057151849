"""Checks of the pictures that a text uses."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from workflow.checks.material import Finding, Material, PictureInUse

#: An end that usage terms name: "until 2027-12-31", "expires on 2027-12-31", "rights end 2027-12-31".
END = re.compile(
    r"\b(?:until|till|through|up to|expires?|expired|ends?|ended)\b[^\n;]{0,20}?(\d{4}-\d{2}-\d{2})", re.IGNORECASE
)


def lead(given: Material) -> Iterator[Finding]:
    if not any(picture.is_lead for picture in given.pictures):
        yield Finding(_("The story has no lead picture: add one."))


def alt_text(given: Material) -> Iterator[Finding]:
    for picture in given.pictures:
        if not picture.alt_text.strip():
            yield Finding(_("%(picture)s has no alt text: say what it shows.") % {"picture": picture.name})


def caption(given: Material) -> Iterator[Finding]:
    for picture in given.pictures:
        if not picture.caption.strip():
            yield Finding(_("%(picture)s has no caption: write one.") % {"picture": picture.name})


def credit(given: Material) -> Iterator[Finding]:
    for picture in given.pictures:
        if not picture.credit_line.strip():
            yield Finding(_("%(picture)s has no credit line: say whose it is.") % {"picture": picture.name})


def rights(given: Material) -> Iterator[Finding]:
    """Find pictures whose usage terms end before the story is on air; terms that name no day have no end."""
    for picture in given.pictures:
        end = ends_on(picture)
        if end is not None and end < given.air_date:
            yield Finding(
                _("The rights to %(picture)s ended on %(end)s: renew them, or take it out.")
                % {"picture": picture.name, "end": end.isoformat()},
                quote=picture.usage_terms[:200],
            )


def ends_on(picture: PictureInUse) -> date | None:
    """Return the last day that the usage terms name as their end; a day that no calendar has is none."""
    return max((day for day in map(_day, END.findall(picture.usage_terms)) if day is not None), default=None)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
