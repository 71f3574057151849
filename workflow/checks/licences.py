"""Checks of what a story may show, and until when: usage terms in words, and the licence that the library holds."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.enums import PictureUsage
from workflow.checks.material import Finding, Material, PictureInUse
from workflow.enums import Flag
from workflow.times import readings

#: An end that usage terms name: "until 2027-12-31", "expires on 2027-12-31", "rights end 2027-12-31".
END = re.compile(
    r"\b(?:until|till|through|up to|expires?|expired|ends?|ended)\b[^\n;]{0,20}?(\d{4}-\d{2}-\d{2})", re.IGNORECASE
)
#: So long a licence is to last from air.
NEAR = timedelta(days=7)


def rights(given: Material) -> Iterator[Finding]:
    """Find pictures that the story may not show, or not then, or not there; each limit in a sentence of its own."""
    for picture in given.pictures:
        for limit in (_terms, _window, _story, _place, _sections, _number):
            yield from limit(given, picture)


def time_left(given: Material) -> Iterator[Finding]:
    """Find licences that end soon after air, and those that begin before anybody has said when the story airs."""
    for picture in given.pictures:
        start, end, at = picture.licence.starts_at, picture.licence.ends_at, given.airs_at
        if at and end and at < end < at + NEAR:
            yield Finding(
                _("The licence of %(picture)s ends on %(end)s: extend it, or choose what is shown after that.")
                % {"picture": picture.name, "end": readings.in_words(end)}
            )
        if at and start and at < start and not given.is_timed:
            yield _not_before(picture)


def ends_on(picture: PictureInUse) -> date | None:
    """Return the last day that the usage terms name as their end; a day that no calendar has is none."""
    return max((day for day in map(_day, END.findall(picture.usage_terms)) if day is not None), default=None)


def _terms(given: Material, picture: PictureInUse) -> Iterator[Finding]:
    end = ends_on(picture)
    if end is not None and end < given.air_date:
        yield Finding(
            _("The rights to %(picture)s ended on %(end)s: renew them, or take it out.")
            % {"picture": picture.name, "end": end.isoformat()},
            quote=picture.usage_terms[:200],
        )


def _window(given: Material, picture: PictureInUse) -> Iterator[Finding]:
    """Hold the licence against the instant of air; a text without one may wait until it begins."""
    start, end, at = picture.licence.starts_at, picture.licence.ends_at, given.airs_at
    if at and start and at < start and given.is_timed:
        yield _not_before(picture)
    if at and end and end <= at:
        yield Finding(
            _("The licence of %(picture)s runs until %(end)s: extend it, or take the picture out.")
            % {"picture": picture.name, "end": readings.in_words(end)}
        )


def _not_before(picture: PictureInUse) -> Finding:
    start = picture.licence.starts_at
    words = {"picture": picture.name, "start": readings.in_words(start) if start else ""}
    return Finding(_("The licence of %(picture)s begins on %(start)s: choose that time or a later one.") % words)


def _story(given: Material, picture: PictureInUse) -> Iterator[Finding]:
    """Hold a list of uses against the kind of story; no list allows all."""
    kind = PictureUsage.SPONSORED if Flag.SPONSORED in given.flags else PictureUsage.EDITORIAL
    if picture.licence.uses and kind not in picture.licence.uses:
        yield Finding(
            _("%(picture)s may not be used %(where)s: take it out, or extend its licence.")
            % {"picture": picture.name, "where": kind.label}
        )


def _place(_given: Material, picture: PictureInUse) -> Iterator[Finding]:
    if picture.is_lead and picture.licence.uses and PictureUsage.LEAD not in picture.licence.uses:
        yield Finding(
            _("%(picture)s may not be used as the lead picture: use it in the text, or choose another one.")
            % {"picture": picture.name}
        )


def _sections(given: Material, picture: PictureInUse) -> Iterator[Finding]:
    allowed = dict(picture.licence.sections)
    if allowed and given.section_id not in allowed:
        yield Finding(
            _("%(picture)s may be used in %(sections)s only: take it out, or extend its licence.")
            % {"picture": picture.name, "sections": ", ".join(sorted(allowed.values()))}
        )


def _number(_given: Material, picture: PictureInUse) -> Iterator[Finding]:
    most, others = picture.licence.most_stories, picture.licence.came_first
    if most is not None and others >= most:
        yield Finding(
            ngettext(
                "%(picture)s may be used in %(most)d story, and another one came first: "
                "take it out, or extend its licence.",
                "%(picture)s may be used in %(most)d stories, and as many came first: "
                "take it out, or extend its licence.",
                most,
            )
            % {"picture": picture.name, "most": most}
        )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
