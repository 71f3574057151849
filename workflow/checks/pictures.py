"""Checks of the pictures that a text uses."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.enums import DigitalSourceType
from workflow.checks.material import Finding, Material


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


def source_type(given: Material) -> Iterator[Finding]:
    for picture in given.pictures:
        if picture.digital_source_type in {"", DigitalSourceType.SOFTWARE}:
            yield Finding(
                _("Nobody has said how %(picture)s was made: say so where the story uses it.")
                % {"picture": picture.name}
            )
