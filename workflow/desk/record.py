"""What happened to a story, and every text it ever had."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import TextChoices
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import instant
from articles.enums import Part
from articles.models import Revision
from articles.templatetags.site import moment
from workflow import checking
from workflow.desk import differences
from workflow.desk.entrance import Member, for_members, number_in, story_of
from workflow.enums import AiUse, Flag, Verdict
from workflow.models import Assignment, Event, Story
from workflow.situation import Situation
from workflow.times import readings, wall_time

NEWEST = 50
SHOWN_FACTS: dict[str, str | Promise] = {
    "stage": _("stage"),
    "verdict": _("verdict"),
    "note": _("note"),
    "reason": _("reason"),
    "notice": _("public notice"),
    "source": _("source"),
    "terms": _("terms"),
    "passed_over": _("passed over"),
    "checks_passed_over": _("checks passed over"),
    "checks_failing": _("failing checks"),
    "minutes_before": _("minutes before air"),
    "scheduler": _("scheduled by"),
    "self_approved": _("own copy"),
    "parts": _("changed"),
    "slugline": _("slugline"),
    "original_date_before": _("original date until then"),
    "original_date": _("original date"),
    "despite_embargo": _("may read it under an embargo"),
    "missed": _("missed its window"),
    "seen_from": _("readers may have seen it from"),
    "seen_until": _("until"),
    "withdrawn": _("killed before this was on the record"),
    "is_unannounced": _("its time on air is not on the record yet"),
    "release_taken_back": _("release taken back"),
    "taken_from": _("from"),
    "side_texts": _("kept beside"),
    "path": _("file"),
    "flags": _("flags"),
    "sources": _("sources"),
    "ai_use": _("use of AI"),
    "desk_before": _("from"),
    "desk_after": _("to"),
    "set_before": _("from set"),
    "set_after": _("to set"),
    "is_off_the_shelf": _("off the shelf"),
    "brief": _("brief"),
    "reporter_before": _("no longer with"),
    "reporter": _("reporter"),
    "changed": _("changed"),
    "unlinked": _("no longer the line of"),
    "as_typed": _("as typed"),
    "picture_name": _("picture"),
    "licensed_until": _("licensed until"),
    "replaced_by": _("shown instead"),
    "held": _("stories that lost their plan"),
}
#: Facts that are stored as instants.
MOMENTS = ("seen_from", "seen_until", "licensed_until")
#: Facts that are stored as codes.
CODES: dict[str, type[TextChoices]] = {"verdict": Verdict, "parts": Part, "flags": Flag, "ai_use": AiUse}


@dataclass(frozen=True, slots=True)
class EventLine:
    """An Event with its facts in words."""

    event: Event
    facts: list[tuple[str | Promise, str]]


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision, whether it is the newest text, and whether it stands beside the line that led there."""

    revision: Revision
    is_head: bool
    is_side: bool


@require_safe
@for_members
def history(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Show all that is on the record, newest first, a page at a time."""
    found = story_of(member, story_id, instant.now())
    page = Paginator(_events(found.story), NEWEST).get_page(request.GET.get("page"))
    context = {"found": found, "page": page, "events": list(map(line, page.object_list))}
    return render(request, "workflow/history.html", context)


@require_safe
@for_members
def revisions(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Show every text of the story, newest first, a page at a time."""
    found = story_of(member, story_id, instant.now())
    page = Paginator(_revisions(found), NEWEST).get_page(request.GET.get("page"))
    lines = revision_lines(found, list(page.object_list), in_line=_line_of_descent(found))
    return render(request, "workflow/revisions.html", {"found": found, "page": page, "revisions": lines})


@require_safe
@for_members
def compare(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Show what differs between two texts of this story; a text of another one does not exist here."""
    found = story_of(member, story_id, instant.now())
    before, after = (revision_of(found, request.GET.get(name)) for name in ("from", "to"))
    context = {
        "found": found,
        "before": before,
        "after": after,
        "differences": differences.between(before, after),
    }
    return render(request, "workflow/compare.html", context)


def newest_events(found: Situation) -> list[EventLine]:
    """Return the newest Events, and one more than a page shows if there are more."""
    return list(map(line, _events(found.story)[: NEWEST + 1]))


def newest_revisions(found: Situation) -> list[RevisionLine]:
    """Return the newest texts, and one more than a page shows if there are more."""
    newest = list(_revisions(found)[: NEWEST + 1])
    parents = {revision.pk: revision.parent_id for revision in newest}
    return revision_lines(found, newest, in_line=set(_ancestors(found, parents)))


def revision_lines(found: Situation, shown: list[Revision], *, in_line: set[int]) -> list[RevisionLine]:
    """Say of each text whether the newest one came from it."""
    return [
        RevisionLine(revision, is_head=revision.pk == found.head.pk, is_side=revision.pk not in in_line)
        for revision in shown
    ]


def _events(story: Story) -> Any:
    return Event.objects.filter(story=story).select_related("by").order_by("-pk")


def _revisions(found: Situation) -> Any:
    lean = found.article.revisions.defer("body", "source", "part_hashes")
    return lean.select_related("created_by").order_by("-pk")


def _line_of_descent(found: Situation) -> set[int]:
    return set(_ancestors(found, dict(found.article.revisions.values_list("pk", "parent_id"))))


def _ancestors(found: Situation, parents: dict[int, int | None]) -> Iterator[int]:
    """Walk from the newest text to its parents; a parent is always older, so a window of the newest is enough."""
    key: int | None = found.head.pk
    while key is not None and key in parents:
        yield key
        key = parents[key]


def revision_of(found: Situation, asked: str | None) -> Revision:
    """Find a text of this story by what an address says; any other does not exist."""
    revision = found.article.revisions.select_related("section", "created_by").filter(pk=number_in(asked)).first()
    if revision is None:
        raise Http404
    return revision


def line(event: Event) -> EventLine:
    """Put an Event’s facts in words."""
    facts = [(label, _in_words(name, event.facts[name])) for name, label in SHOWN_FACTS.items() if name in event.facts]
    return EventLine(event, facts)


def _in_words(name: str, value: Any) -> str:
    if value is True:
        return str(_("yes"))
    if name in MOMENTS:
        return moment(datetime.fromisoformat(value))
    if name == "as_typed":
        typed = (wall_time.read_kept(value, one) for one in sorted(value, reverse=True))
        return ", ".join(readings.as_typed(one) for one in typed if one)
    if name.startswith("checks_"):
        value = checking.labels(value)
    if name == "changed":
        value = [getattr(Assignment._meta.get_field(field), "verbose_name", field) for field in value]
    if name in CODES:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(str(CODES[name](code).label) for code in codes)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
