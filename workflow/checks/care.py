"""Checks of what the desk has to know of a story before readers do."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.enums import MADE_WITH_AI
from workflow.checks.material import Finding, Material
from workflow.enums import AiUse, Flag


def sources(given: Material) -> Iterator[Finding]:
    if Flag.SOURCES in given.flags and not given.sources.strip():
        yield Finding(
            _("The story is flagged for its sources, and none is named: name them under “Flags and declarations”.")
        )


def ai_use(given: Material) -> Iterator[Finding]:
    if not given.ai_use:
        yield Finding(_("Nobody has said how far AI made this story: say so under “Flags and declarations”."))
    for picture in given.pictures:
        if given.ai_use == AiUse.NONE and picture.digital_source_type in MADE_WITH_AI:
            yield Finding(
                _("The story is declared to be made without AI, and %(picture)s is not: declare it, or take it out.")
                % {"picture": picture.name}
            )
