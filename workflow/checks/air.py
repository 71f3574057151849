"""Checks of what has to hold at the hour of air, whatever held when the text was approved."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from workflow.checks.material import Finding, Material
from workflow.times import readings


def section(given: Material) -> Iterator[Finding]:
    if given.inactive_section:
        yield Finding(
            _("The section “%(section)s” is not active: choose another one, or have it made active.")
            % {"section": given.inactive_section}
        )


def authors(given: Material) -> Iterator[Finding]:
    for author in given.inactive_authors:
        yield Finding(
            _("%(author)s is no longer active as an author: take the name off, or have it made active.")
            % {"author": author}
        )


def rendered(given: Material) -> Iterator[Finding]:
    """Find pictures that can't be shown; one that was only just uploaded has time, and a blank until then."""
    for picture in given.pictures:
        if picture.failed_reason:
            yield Finding(
                _("%(picture)s can’t be made ready for readers: upload it again, or take it out.")
                % {"picture": picture.name},
                quote=picture.failed_reason,
            )
        elif picture.is_late:
            yield Finding(
                _("%(picture)s is not ready for readers, and the story airs soon: take it out, or plan a later time.")
                % {"picture": picture.name}
            )


def address(given: Material) -> Iterator[Finding]:
    if given.address_trouble:
        yield Finding(given.address_trouble)


def embargo(given: Material) -> Iterator[Finding]:
    for said in given.embargoes:
        yield Finding(said)


def embargo_in_words(*, picture: str, source: str, until: datetime | None) -> str:
    """Say what binds the story, or a picture in it, and until when; checks and the refusals of a plan say the same."""
    bound = {"what": _("The picture “%(name)s”") % {"name": picture} if picture else _("The story"), "source": source}
    if until is None:
        return _("%(what)s is under an open-ended embargo of %(source)s.") % bound
    bound["until"] = readings.in_words(until)
    return _("%(what)s is under an embargo of %(source)s until %(until)s: choose that time or a later one.") % bound
