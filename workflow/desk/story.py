"""One story: where it stands, what readers see of it, and what this person may do now."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles import instant, preview
from articles.enums import Part, PictureRole
from articles.exceptions import ArticleError
from articles.models import PictureUse
from workflow import moves
from workflow.desk import (
    budget_lines,
    checks,
    differences,
    lapsed,
    locking,
    plan_signs,
    record,
    sharing,
    shown_pictures,
    talking,
    typed_times,
)
from workflow.desk.differences import Difference
from workflow.desk.entrance import Member, for_members, story_of
from workflow.desk.shown_pictures import ShownPicture
from workflow.enums import Flag, Status, Verb
from workflow.forms import crops
from workflow.forms.errors import errors_by_field
from workflow.forms.moves import Asked, MoveForm
from workflow.models import Desk, Event, SignOff, Stage, Story, Wait
from workflow.moves import Move
from workflow.review import four_eyes
from workflow.review.signatures import Look
from workflow.situation import Situation
from workflow.transitions import TABLE, Asks


@dataclass(frozen=True, slots=True)
class Button:
    """A move that this person may make now, with its form."""

    move: Move
    form: MoveForm
    url_name: str

    @property
    def is_plain(self) -> bool:
        """Say whether one press is enough."""
        return not self.move.asks and not self.move.is_grave and "keeps_original_date" not in self.form.fields

    @property
    def is_aside(self) -> bool:
        """Say whether it stands apart from the way to air."""
        return TABLE[self.move.verb].is_aside


@dataclass(frozen=True, slots=True)
class Refused:
    """A move that was not made: what was asked, and why not."""

    label: str
    message: str
    form: MoveForm

    @property
    def typed(self) -> list[tuple[Any, str]]:
        """Return the words that came with it, so that they are not lost."""
        fields = (bound for bound in self.form.visible_fields() if bound.value())
        return [(bound.label, str(bound.value())) for bound in fields]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Pair each error, under its field's name, with the place of the field."""
        return errors_by_field(self.form)


@dataclass(frozen=True, slots=True)
class SignLine:
    """One person's newest verdict on a stage: whether it counts, what changed since, and to whom signed it, how."""

    sign_off: SignOff
    counts: bool
    changed: list[str]
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class StageLine:
    """A look that the story needs: how far it is, since when it waits, and the verdicts on it.

    `is_stuck` says that nobody on the desk has the role that signs it.
    """

    look: Look
    wait: Wait | None
    is_late: bool
    is_stuck: bool
    signs: list[SignLine]

    @property
    def stage(self) -> Stage:
        return self.look.stage

    @property
    def parts(self) -> list[str]:
        return [str(Part(part).label) for part in self.stage.parts]

    @property
    def flags(self) -> list[str]:
        return [str(Flag(flag).label) for flag in self.stage.flags]


@dataclass(frozen=True, slots=True)
class UseLine:
    """A picture of the newest text; `is_missing` says that the text does not show it anywhere."""

    use: PictureUse
    shown: ShownPicture
    is_missing: bool

    @property
    def said(self) -> list[str]:
        """Say how it was made, as readers are told, and what is shown where only one shape fits."""
        crop = crops.in_words(self.use.crop, (self.shown.picture.width, self.shown.picture.height))
        return [*filter(None, [self.use.get_digital_source_type_display()]), *crop]


@require_safe
@for_members
def story(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Show a story of one of this person's desks."""
    return page(request, story_of(member, story_id, instant.now()))


def page(request: HttpRequest, found: Situation, *, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    """Render the story's page; the same few queries however long its history is."""
    shown, approval = buttons(found, refused), _approval(found)
    context = {
        "found": found,
        "may_save": moves.may_save(found),
        "buttons": [button for button in shown if not button.is_aside],
        "beside": [button for button in shown if button.is_aside],
        "editing": locking.holder_of(found),
        "refused": refused,
        "is_offered": refused is not None and any(button.form is refused.form for button in shown),
        "stages": _stages(found),
        "is_own": found.by is not None and found.by.pk in four_eyes.everybody(found.contributors),
        "embargo": found.embargo,
        "typed_times": typed_times.lines(found),
        "approval": approval,
        "checks": checks.of_story(found, approval),
        "uses": _uses(found),
        "text": _as_rendered(found),
        "events": record.newest_events(found),
        "revisions": record.newest_revisions(found),
        "newest": record.NEWEST,
        "talks": talking.card(found),
        "outside_review": sharing.card(found),
        "assignment": budget_lines.of_story(found),
        "dry_runs": plan_signs.dry_runs(found),
        "orphan": plan_signs.orphan(found),
        "lapsed": lapsed.of_story(found),
        "mates": _mates(found),
    }
    return render(request, "workflow/story.html", context, status=status)


def buttons(found: Situation, refused: Refused | None = None) -> list[Button]:
    """Return a form for each move that is open; the refused one keeps what was typed."""
    offered = [
        Button(move, MoveForm(asked=asked(found, move)), f"desk_{move.verb.lower()}") for move in moves.available(found)
    ]
    if refused is None:
        return offered
    key = refused.form.asked.key
    return [Button(one.move, refused.form, one.url_name) if one.form.asked.key == key else one for one in offered]


def asked(found: Situation, move: Move) -> Asked:
    """Say what a move's form is for, and what it starts from."""
    return describe(found, move.verb, stage_id=move.stage.pk if move.stage else None)


def describe(found: Situation, verb: Verb, *, stage_id: int | None = None) -> Asked:
    """Say what the form of a verb asks upon this story as it is."""
    takes_date = verb in {Verb.SCHEDULE, Verb.PUBLISH} and not found.has_aired
    return Asked(
        verb=verb,
        asks=TABLE[verb].asks,
        version=found.story.version,
        stage_id=stage_id,
        desks=_other_desks(found) if Asks.DESK in TABLE[verb].asks else (),
        original_date=found.article.original_date if takes_date else None,
        initial=_held_now(found, verb),
    )


def _other_desks(found: Situation) -> tuple[tuple[int, str], ...]:
    """List the open desks that this person may hand the story to."""
    if found.by is None:
        return ()
    desks = Desk.objects.run_by(found.by).exclude(pk=found.story.desk_id)
    return tuple(desks.values_list("pk", "name"))


def _held_now(found: Situation, verb: Verb) -> dict[str, Any]:
    """Fill in what the move would change."""
    if verb is Verb.ANNOTATE:
        return {Asks.URGENCY.value: found.story.urgency, Asks.EDNOTE.value: found.story.ednote}
    if verb is Verb.DECLARE:
        story = found.story
        return {
            Asks.FLAGS.value: story.flags,
            Asks.SOURCES.value: story.sources,
            Asks.AI_USE.value: story.ai_use,
        }
    airtime = found.airtime
    edition = airtime.planned if verb is Verb.RESCHEDULE else (airtime.on_air or airtime.planned)
    if verb not in {Verb.RESCHEDULE, Verb.SET_EXPIRY} or edition is None:
        return {}
    return {Asks.GOES_LIVE_AT.value: edition.goes_live_at, Asks.EXPIRES_AT.value: edition.expires_at}


def _stages(found: Situation) -> list[StageLine]:
    """Say how far each look is; after the review only what is still owed shows as waiting."""
    held = set(found.story.desk.memberships.filter(user__is_active=True).values_list("role", flat=True))
    return [_stage(found, look, held) for look in found.looks]


def _stage(found: Situation, look: Look, held: set[str]) -> StageLine:
    wait = next((wait for wait in found.waits if wait.stage.is_same_look(look.stage)), None)
    is_late = wait is not None and wait.is_late(found.now)
    is_stuck = not look.is_done and look.stage.role not in held
    return StageLine(look, wait, is_late, is_stuck, [_sign(found, look, one) for one in look.given])


def _sign(found: Situation, look: Look, sign_off: SignOff) -> SignLine:
    hashes = found.head.part_hashes
    parts = [part for part, seen in sign_off.part_hashes.items() if hashes.get(part) != seen]
    is_mine = found.by is not None and sign_off.by_id == found.by.pk
    since = differences.between(sign_off.revision, found.head) if parts and is_mine else []
    changed = [str(Part(part).label) for part in parts]
    return SignLine(sign_off, counts=sign_off in look.counted, changed=changed, differences=since)


def _mates(found: Situation) -> list[Story]:
    """Return the other stories of its package that this person may read."""
    if found.story.package_id is None or found.by is None:
        return []
    readable = Story.objects.readable_by(found.by).filter(package=found.story.package_id)
    return list(readable.exclude(pk=found.story.pk).select_related("article").order_by("pk"))


def _approval(found: Situation) -> Event | None:
    """Return the Event by which this text was approved, where it was."""
    if found.status not in {Status.APPROVED, Status.SCHEDULED, Status.PUBLISHED}:
        return None
    approvals = Event.objects.filter(
        story=found.story, verb__in=(Verb.APPROVE, Verb.OVERRIDE, Verb.BREAK_NEWS), revision=found.head
    )
    return approvals.select_related("by").order_by("-pk").first()


def _uses(found: Situation) -> list[UseLine]:
    uses = list(found.head.picture_uses.all())
    shown = shown_pictures.by_id(use.picture_id for use in uses)
    return [UseLine(use, shown[use.picture_id], _is_missing(use, found.head.body)) for use in uses]


def _is_missing(use: PictureUse, body: str) -> bool:
    name = use.source_name
    return use.role == PictureRole.INLINE and not (name and (name in body or quote(name) in body))


def _as_rendered(found: Situation) -> dict[str, Any]:
    """Return the parts of the public page that the text makes; a text that can't be rendered says why."""
    try:
        return preview.page_context(
            found.head, picture_address=shown_pictures.address, now=found.now, edition=found.airtime.on_air
        )
    except ArticleError as refusal:
        return {"refusal": str(refusal)}
