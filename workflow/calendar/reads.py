"""Reads what stands in the calendar: six bounded queries, however much is planned."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from articles.models import Edition, Picture
from workflow.calendar.clashes import APART, URGENT, Plan, Window
from workflow.calendar.entries import Asked, Entry, Kind
from workflow.enums import ANNOUNCEMENTS, Resolution, Verb
from workflow.models import Assignment, Blackout, Contribution, Embargo, Event

#: Rows of each kind; more of them are for a narrower calendar.
MOST = 5_000
#: How long after the planned time an announcement is looked for, after the machine stood still.
LATEST = timedelta(days=7)

#: What every entry says of its story, and where a query that starts at the story finds it.
_OF_STORY = {
    "story_id": "pk",
    "version": "version",
    "status": "status",
    "urgency": "urgency",
    "desk_id": "desk_id",
    "desk": "desk__name",
    "held": "held_reason",
    "package_id": "package_id",
    "package": "package__slugline",
    "name": "article__slugline",
    "public_id": "article__public_id",
    "section": "article__section__name",
}
_OF_LINE = {
    "line_at": "assignment__planned_at",
    "line_resolution": "assignment__planned_resolution",
    "line_desk": "assignment__desk_id",
}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a stretch of time, in order. `plans` are all that may clash, whatever was asked for.

    `is_cut` says that there is more than was read.
    """

    entries: list[Entry]
    plans: list[Plan]
    windows: list[Window]
    is_cut: bool


def find(
    *, start: datetime, end: datetime, desks: Iterable[int], asked: Asked, now: datetime, most: int = MOST
) -> Found:
    """Read what stands between two instants; `desks` are all those that the person reads."""
    readable = frozenset(desks)
    asked_desks = asked.desk_ids & readable
    planned = _planned(start, end, readable, asked_desks, asked, most)
    reads = [
        [entry for row in planned if row["is_asked"] for entry in _of_edition(row, now) if start <= entry.at < end],
        [_of_event(row) for row in _recorded(start, end, asked_desks, asked, most)],
        [_of_line(row) for row in _lines(start, end, asked_desks, asked, most)],
        [_of_embargo(row) for row in _embargoes(start, end, asked_desks, asked, most)],
        [_of_licence(row, now) for row in _licences(start, end, asked_desks, asked, most)],
    ]
    by_key = {entry.key: entry for read in reads for entry in read}  # the last time counts of what was held twice
    kept = [entry for entry in by_key.values() if not asked.kind or entry.kind.value == asked.kind]
    return Found(
        entries=sorted(kept, key=lambda entry: entry.order),
        plans=[_plan(row) for row in planned if row["goes_live_at"] > now],
        windows=windows(start, end, readable),
        is_cut=len(planned) == most or any(len(read) >= most for read in reads),
    )


def windows(start: datetime, end: datetime, desks: Iterable[int]) -> list[Window]:
    """Read the blackouts of these desks, and of all, that have a part between two instants."""
    theirs = Blackout.objects.filter(Q(desk=None) | Q(desk__in=desks), ends_at__gt=start, starts_at__lt=end)
    return [Window(*row) for row in theirs.values_list("name", "desk_id", "starts_at", "ends_at")[:MOST]]


def plans_around(at: datetime, desks: Iterable[int], *, now: datetime) -> list[Plan]:
    """Read the urgent plans of these desks that are near an instant; one query."""
    near = Edition.objects.planned(now).filter(
        announced_at=None,
        goes_live_at__gt=at - APART,
        goes_live_at__lt=at + APART,
        article__story__desk__in=list(desks),
        article__story__urgency__lte=URGENT,
    )
    return [_plan(row) for row in _of_stories(near, "article__story__", "goes_live_at").order_by("goes_live_at")[:MOST]]


def _planned(
    start: datetime, end: datetime, readable: frozenset[int], asked_desks: frozenset[int], asked: Asked, most: int
) -> list[dict[str, Any]]:
    """Read what nothing recorded yet, and the ends to come; a little more at both sides, for what clashes."""
    early, late = start - APART, end + APART
    comes = Q(goes_live_at__gte=early) | Q(expires_at__gte=start, expires_at__lt=end)
    unrecorded = Q(comes, announced_at=None, goes_live_at__lt=late)
    ending = Q(announced_at__isnull=False, expiry_announced_at=None, ends_at=F("expires_at"))
    ending &= Q(expires_at__gte=start, expires_at__lt=end)
    is_asked = _asked("article__story__", asked_desks, asked)
    clashing = Q(article__story__urgency__lte=URGENT, announced_at=None)
    shown = Edition.objects.filter(unrecorded | ending, is_asked | clashing, article__story__desk__in=readable)
    shown = shown.annotate(is_asked=ExpressionWrapper(is_asked, BooleanField()))
    more = ("is_asked", "goes_live_at", "expires_at", "ends_at", "announced_at", "announcement_error", "as_corrected")
    rows = _of_stories(shown, "article__story__", *more, earlier=_earlier("article", "goes_live_at"))
    return list(rows.order_by("goes_live_at", "pk")[:most])


def _recorded(start: datetime, end: datetime, desks: frozenset[int], asked: Asked, most: int) -> Iterable[Row]:
    """Read what came true, by the time for which it was planned, and what is held since then."""
    told = Q(verb__in=(*ANNOUNCEMENTS, Verb.EXPIRE), planned_at__gte=start, planned_at__lt=end)
    held = Q(verb=Verb.HOLD, at__lt=end) & ~Q(story__held_reason="")
    since = Event.objects.filter(
        told | held,
        _asked("story__", desks, asked),
        verb__in=(*ANNOUNCEMENTS, Verb.EXPIRE, Verb.HOLD),
        at__gte=start,
        at__lt=end + LATEST,
    )
    more = ("verb", "at", "planned_at", "as_corrected")
    rows = _of_stories(since, "story__", *more, earlier=_earlier("story__article", "planned_at"))
    return list(rows.order_by("at", "pk")[:most])


def _lines(start: datetime, end: datetime, desks: frozenset[int], asked: Asked, most: int) -> Iterable[Row]:
    lines = Assignment.objects.in_force().dated(start, end).filter(desk__in=desks)
    if asked.person_id is not None:
        lines = lines.filter(reporter=asked.person_id)
    if asked.section or asked.urgency or asked.status:
        lines = lines.filter(_of_asked_story("story__", asked), story__desk__in=desks)
    columns = {
        **{name: F(name) for name in ("desk_id", "version", "brief", "due_at", "story_id", "slugline")},
        "line_id": F("pk"),
        "of_desk": F("desk__name"),
        "at": F("planned_at"),
        "resolution": F("planned_resolution"),
        "words": F("planned_words"),
        "story_desk": F("story__desk_id"),
        "of_status": F("story__status"),
        "of_urgency": F("story__urgency"),
        "of_section": F("story__article__section__name"),
        "first_name": F("reporter__first_name"),
        "last_name": F("reporter__last_name"),
        "email": F("reporter__email"),
    }
    taken = {name: column for name, column in columns.items() if name not in _LINE_COLUMNS}
    rows = lines.annotate(**taken).order_by("planned_at", "pk").values(*columns)
    return [{**row, "is_readable": row["story_desk"] in desks} for row in rows[:most]]


_LINE_COLUMNS = {"desk_id", "version", "brief", "due_at", "story_id", "slugline"}


def _embargoes(start: datetime, end: datetime, desks: frozenset[int], asked: Asked, most: int) -> Iterable[Row]:
    """Read the ends of embargoes in force; the library's pictures are everybody's."""
    which = _asked("story__", desks, asked)
    if not (asked.section or asked.urgency or asked.status or asked.person_id):
        which |= Q(story=None)
    found = Embargo.objects.filter(which, lifted_at=None, embargoed_until__gte=start, embargoed_until__lt=end)
    rows = _of_stories(
        found.annotate(token=F("picture__token"), file=F("picture__name")),
        "story__",
        "embargoed_until",
        "token",
        "file",
    )
    return list(rows.order_by("embargoed_until", "pk")[:most])


def _licences(start: datetime, end: datetime, desks: frozenset[int], asked: Asked, most: int) -> Iterable[Row]:
    """Read the ends of licences of what readers see at that very time, by the plans of today, in stories asked for."""
    then = Edition.objects.on_air(OuterRef("licensed_until")).filter(_asked("article__story__", desks, asked))
    shown = Exists(then.filter(revision__picture_uses__picture=OuterRef("pk")))
    found = Picture.objects.filter(shown, licensed_until__gte=start, licensed_until__lt=end)
    return list(found.order_by("licensed_until", "pk").values("pk", "token", "name", "licensed_until")[:most])


def _asked(path: str, desks: frozenset[int], asked: Asked) -> Q:
    """Say of a story which one was asked for; `path` leads to it."""
    which = Q((f"{path}desk__in", desks)) & _of_asked_story(path, asked)
    if asked.person_id is not None:
        own = Contribution.objects.filter(story=OuterRef(f"{path}pk"), user=asked.person_id)
        which &= Q(Exists(own))
    return which


def _of_asked_story(path: str, asked: Asked) -> Q:
    which = Q()
    if asked.section:
        which &= Q((f"{path}article__section__slug", asked.section))
    if asked.urgency:
        which &= Q((f"{path}urgency__lte", asked.urgency))
    if asked.status:
        which &= Q((f"{path}status", asked.status))
    return which


def _earlier(article: str, at: str) -> Any:
    """Count what was on air of an article before; 0 is its first publication."""
    before = Edition.objects.filter(article=OuterRef(article), goes_live_at__lt=OuterRef(at)).order_by()
    return Coalesce(Subquery(before.values("article").annotate(count=Count("pk")).values("count")), 0)


def _of_stories(rows: Any, path: str, *more: str, earlier: Any = None) -> Any:
    """Read with each row what an entry says of its story, under the names that an entry has for it."""
    columns = {f"of_{name}": F(f"{path}{place}") for name, place in {**_OF_STORY, **_OF_LINE}.items()}
    if "as_corrected" in more:
        columns["as_corrected"] = F("revision__correction_type")
    return rows.annotate(earlier=Value(0) if earlier is None else earlier, **columns).values(
        "pk", "earlier", *columns, *more
    )


def _of_edition(row: Row, now: datetime) -> Iterator[Entry]:
    """Say when a text goes on air, and when it comes off."""
    common = _common(row) | {"ends_at": row["ends_at"], "expires_at": row["expires_at"]}
    goes_live_at, expires_at = row["goes_live_at"], row["expires_at"]
    if row["announced_at"] is None:
        is_done, failed = goes_live_at <= now, row["announcement_error"]
        yield Entry(kind=_kind(row), at=goes_live_at, is_done=is_done, failed=failed, **common)
    if expires_at is not None and row["ends_at"] == expires_at:
        yield Entry(kind=Kind.EXPIRY, at=expires_at, is_done=expires_at <= now, **common)


def _of_event(row: Row) -> Entry:
    if row["verb"] == Verb.HOLD:
        return Entry(kind=Kind.HELD, at=row["at"], **_common(row))
    common = _common(row) | {"is_done": True, "told_at": row["at"]}
    if row["verb"] == Verb.EXPIRE:  # what ended was itself on air before
        return Entry(kind=Kind.EXPIRY, at=row["planned_at"], **common | {"lineage": row["earlier"] - 1})
    return Entry(kind=_kind(row), at=row["planned_at"], **common)


def _of_line(row: Row) -> Entry:
    """Say what is planned; of a story that another desk has since, no more than that it is elsewhere."""
    is_readable = row["is_readable"]
    name = f"{row['first_name'] or ''} {row['last_name'] or ''}".strip() or row["email"] or ""
    return Entry(
        kind=Kind.LINE,
        at=row["at"],
        name=row["slugline"],
        desk_id=row["desk_id"],
        desk=row["of_desk"],
        section=(row["of_section"] or "") if is_readable else "",
        status=(row["of_status"] or "") if is_readable else "",
        urgency=row["of_urgency"] if is_readable else None,
        story_id=row["story_id"] if is_readable else None,
        line_id=row["line_id"],
        version=row["version"],
        resolution=Resolution(row["resolution"]),
        brief=row["brief"],
        reporter=name,
        due_at=row["due_at"],
        words=row["words"],
    )


def _of_embargo(row: Row) -> Entry:
    if row["token"]:
        said = {"name": row["file"], "picture": row["token"]}
        return Entry(kind=Kind.EMBARGO, at=row["embargoed_until"], lineage=row["pk"], **said)
    return Entry(kind=Kind.EMBARGO, at=row["embargoed_until"], **_common(row) | {"lineage": row["pk"]})


def _of_licence(row: Row, now: datetime) -> Entry:
    ends = row["licensed_until"]
    said = {"name": row["name"], "picture": row["token"], "lineage": row["pk"]}
    return Entry(kind=Kind.LICENCE, at=ends, is_done=ends <= now, **said)


def _common(row: Row) -> dict[str, Any]:
    said = {name: row[f"of_{name}"] for name in _OF_STORY}
    has_line = row["of_line_at"] is not None and row["of_line_desk"] == row["of_desk_id"]
    planned = (row["of_line_at"], Resolution(row["of_line_resolution"])) if has_line else None
    words = {name: said[name] or "" for name in ("name", "section", "package", "held")}
    words["name"] = words["name"] or said["public_id"]
    return {**said, **words, "lineage": row["earlier"], "planned_line": planned}


def _kind(row: Row) -> Kind:
    if row["as_corrected"]:
        return Kind.CORRECTION
    return Kind.UPDATE if row["earlier"] else Kind.AIR


def _plan(row: Row) -> Plan:
    name = row["of_name"] or row["of_public_id"]
    return Plan(row["of_story_id"], name, row["goes_live_at"], row["of_urgency"], row["of_package_id"])
