"""Checks of what the desk has to know of a story before readers do."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from workflow.checks.material import Finding, Material
from workflow.enums import Flag


def sources(given: Material) -> Iterator[Finding]:
    if Flag.SOURCES in given.flags and not given.sources.strip():
        yield Finding(
            _("The story is flagged for its sources, and none is named: name them under “Flags and declarations”.")
        )


def ai_use(given: Material) -> Iterator[Finding]:
    if not given.ai_use:
        yield Finding(_("Nobody has said how far AI made this story: say so under “Flags and declarations”."))
