"""A text and when it is to be on air; and what the desk's checks say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Prefetch, Q, prefetch_related_objects

from articles import drafting
from articles.models import Edition, PictureUse
from workflow.checking import licences, reads
from workflow.checking.reads import Subject
from workflow.checks import TABLE, Check, Finding
from workflow.enums import CheckLevel
from workflow.models import CheckSetting
from workflow.situation import Situation

SHOWN = frozenset({CheckLevel.REQUIRED, CheckLevel.ADVISORY})
Levels = dict[str, CheckLevel]


_OF_A_USE: Sequence[str] = ("picture", "in_force")


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
    library = {use.picture_id: reads.Kept.of(use.picture, sections=use.sections) for use in uses_of(found)}
    planned = found.airtime.planned
    return Subject(
        story=found.story,
        text=drafting.text_of(found.head),
        at=at or (planned.goes_live_at if planned else found.now),
        is_planned=at is None and planned is not None,
        is_timed=at is not None or planned is not None,
        library=library,
        levels=found.check_levels,
        section=found.head.section,
        inactive_authors=found.inactive_authors,
    )


def plans(edition_ids: Sequence[int]) -> list[Subject]:
    """Read planned editions as what the checks look at, the soonest first; three reads."""
    editions = Edition.objects.filter(pk__in=edition_ids).order_by("goes_live_at", "pk")
    rows = editions.select_related("article__story__desk", "revision__section")
    return [
        Subject(
            row.article.story,
            drafting.text_of(row.revision),
            row.goes_live_at,
            is_planned=True,
            section=row.revision.section,
        )
        for row in rows.prefetch_related("revision__picture_uses")
    ]


def uses_of(found: Situation) -> list[Any]:
    """Return the pictures in use in a story's newest text, each with its row in the library; read once.

    `in_force` is the embargo that binds the picture, if one does; `sections` are those that its licence allows.
    """
    embargo = FilteredRelation("picture__embargoes", condition=Q(picture__embargoes__lifted_at=None))
    uses = PictureUse.objects.annotate(in_force=embargo, sections=licences.sections_of("picture")).select_related(
        *_OF_A_USE
    )
    prefetch_related_objects([found.head], Prefetch("picture_uses", uses))
    return list(found.head.picture_uses.all())


def look_over(
    subjects: Sequence[Subject], *, now: datetime, counting: frozenset[CheckLevel] = SHOWN, only: str = ""
) -> list[list[Result]]:
    """Run upon each text the checks that count so on its desk, in the table's order, or `only` one of them.

    As many reads for a hundred texts as for one.
    """
    levels = _levels(subjects)
    asked = [_asked(levels[one.story.desk_id], counting, only, is_planned=one.is_planned) for one in subjects]
    wanted = frozenset(read for checks in asked for check, _level in checks for read in check.reads)
    materials = reads.gather(subjects, wanted, now=now)
    return [
        [Result(check, level, tuple(check.find(material))) for check, level in checks]
        for material, checks in zip(materials, asked, strict=True)
    ]


def _asked(
    levels: Levels, counting: frozenset[CheckLevel], only: str, *, is_planned: bool
) -> list[tuple[Check, CheckLevel]]:
    rows = [check for check in TABLE.values() if is_planned or not check.is_structural]
    return [
        (check, levels[check.name]) for check in rows if levels[check.name] in counting and only in ("", check.name)
    ]


def _levels(subjects: Iterable[Subject]) -> dict[int, Levels]:
    """Return each desk's level of every check: its own setting, else the check's default."""
    known = {one.story.desk_id: one.levels for one in subjects}
    asked = [desk for desk, own in known.items() if own is None]
    rows = CheckSetting.objects.filter(desk__in=asked).values_list("desk_id", "check_name", "level") if asked else ()
    said = [(desk, *one) for desk, own in known.items() for one in (own or {}).items()]
    levels = {desk: {name: check.default for name, check in TABLE.items()} for desk in known}
    for desk, name, level in [*said, *rows]:
        if name in TABLE and not TABLE[name].is_structural:
            levels[desk][name] = CheckLevel(level)
    return levels
