"""Checks of where the text leads."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from workflow.checks.material import Finding, Material

MOST_SHOWN = 10


def dead(given: Material) -> Iterator[Finding]:
    for link in given.dead_links[:MOST_SHOWN]:
        yield Finding(_("Readers find nothing on this site at this link: set it right, or take it out."), quote=link)


def insecure(given: Material) -> Iterator[Finding]:
    found = [link for link in given.links if link.casefold().startswith("http:")]
    for link in found[:MOST_SHOWN]:
        yield Finding(_("This link is not https: use the address with https, or another source."), quote=link)
