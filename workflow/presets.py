"""Four ways to set up a desk's review, to start from: which looks, by whom, in which order."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.enums import Part
from workflow.enums import Flag, Role

EVERYTHING: Final = tuple(Part.values)
WORDS: Final = (Part.HEADLINE.value, Part.TEXT.value, Part.CORRECTION.value)


@dataclass(frozen=True, slots=True)
class Asked:
    """One look of a preset, as a `Stage` has it; `sections` are left to the desk."""

    name: str | Promise
    role: Role
    step: int = 1
    people_needed: int = 1
    parts: tuple[str, ...] = EVERYTHING
    flags: tuple[Flag, ...] = ()
    time_limit: timedelta | None = None
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Preset:
    """A review to start from; `needs` are the roles that its desk has to have people in."""

    label: str | Promise
    stages: tuple[Asked, ...] = field(default=())

    @property
    def needs(self) -> frozenset[Role]:
        return frozenset(stage.role for stage in self.stages if stage.is_required)


PRESETS: Final[dict[str, Preset]] = {
    "SOLO": Preset(_("Solo blog: no looks; with four eyes off, one person does everything")),
    "SMALL": Preset(
        _("Small newsroom: one editor reads everything"),
        (Asked(_("Copy"), Role.EDITOR, time_limit=timedelta(hours=8)),),
    ),
    "DAILY": Preset(
        _("Daily with legal: copy, pictures and, where flagged, legal side by side, then the desk’s publisher"),
        (
            Asked(_("Copy"), Role.EDITOR, parts=WORDS, time_limit=timedelta(hours=4)),
            Asked(_("Legal"), Role.LEGAL, flags=(Flag.LEGAL, Flag.SENSITIVE), time_limit=timedelta(hours=4)),
            Asked(_("Pictures"), Role.PICTURES, parts=(Part.PICTURES.value,), time_limit=timedelta(hours=2)),
            Asked(_("Final look"), Role.PUBLISHER, step=2, time_limit=timedelta(hours=2)),
        ),
    ),
    "WIRE": Preset(
        _("Wire desk: two editors at speed, legal where flagged"),
        (
            Asked(_("Copy"), Role.EDITOR, people_needed=2, time_limit=timedelta(minutes=30)),
            Asked(_("Legal"), Role.LEGAL, flags=(Flag.LEGAL,), time_limit=timedelta(hours=1)),
        ),
    ),
}
