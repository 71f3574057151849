"""A text and when it is to be on air; and what the desk's checks say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from articles import drafting
from articles.models import PictureUse
from workflow.checking import reads
from workflow.checking.reads import Subject
from workflow.checks import TABLE, Check, Finding
from workflow.enums import CheckLevel
from workflow.models import CheckSetting
from workflow.situation import Situation

SHOWN = frozenset({CheckLevel.REQUIRED, CheckLevel.ADVISORY})
Levels = dict[str, CheckLevel]


@dataclass(frozen=True, slots=True)
class Result:
    """What one check says of one text, and how much that counts on its desk."""

    check: Check
    level: CheckLevel
    findings: tuple[Finding, ...]

    @property
    def is_required(self) -> bool:
        return self.level is CheckLevel.REQUIRED


def subject_of(found: Situation, *, at: datetime | None = None) -> Subject:
    """Return a story's newest text, to be on air as planned, or now, unless told.

    One read brings the pictures in use and what the library says of them; who renders the text next has them, too.
    """
    uses = Prefetch("picture_uses", PictureUse.objects.select_related("picture"))
    prefetch_related_objects([found.head], uses)
    library = {use.picture_id: (use.picture.name, use.picture.usage_terms) for use in found.head.picture_uses.all()}
    planned = found.airtime.planned
    when = at or (planned.goes_live_at if planned else found.now)
    return Subject(found.story, drafting.text_of(found.head), when, library)


def look_over(
    subjects: Sequence[Subject], *, now: datetime, counting: frozenset[CheckLevel] = SHOWN
) -> list[list[Result]]:
    """Run upon each text the checks that count so on its desk, in the table's order.

    As many reads for a hundred texts as for one.
    """
    levels = _levels({one.story.desk_id for one in subjects})
    asked = [_asked(levels[one.story.desk_id], counting) for one in subjects]
    wanted = frozenset(read for checks in asked for check, _level in checks for read in check.reads)
    materials = reads.gather(subjects, wanted, now=now)
    return [
        [Result(check, level, tuple(check.find(material))) for check, level in checks]
        for material, checks in zip(materials, asked, strict=True)
    ]


def _asked(levels: Levels, counting: frozenset[CheckLevel]) -> list[tuple[Check, CheckLevel]]:
    return [(check, levels[name]) for name, check in TABLE.items() if levels[name] in counting]


def _levels(desk_ids: Iterable[int]) -> dict[int, Levels]:
    """Return each desk's level of every check: its own setting, else the check's default."""
    levels = {desk: {name: check.default for name, check in TABLE.items()} for desk in desk_ids}
    settings = CheckSetting.objects.filter(desk__in=levels, check_name__in=TABLE)
    for desk, name, level in settings.values_list("desk_id", "check_name", "level"):
        levels[desk][name] = CheckLevel(level)
    return levels
