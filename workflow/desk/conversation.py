"""What is said about a story: its threads beside it, and a page where its text can be commented on."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles import instant
from articles.models import Revision
from workflow import actions, quotes
from workflow.desk.entrance import Member, for_members, number_in, story_of
from workflow.exceptions import Missing, NotYours, QuoteIsTwice, WorkflowError
from workflow.forms.conversation import DESK, PERSON, CommentForm, ThreadForm
from workflow.forms.errors import errors_by_field
from workflow.models import Comment, Event, Thread
from workflow.quotes import Quote
from workflow.situation import Situation

ON_CARD, ON_PAGE = 5, 20  # threads
MOST_PARAGRAPHS = 2_000


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread with what was said in it, and where its quote stands in the newest text."""

    thread: Thread
    comments: list[Comment]
    form: CommentForm
    paragraph: int | None

    @property
    def is_changed(self) -> bool:
        """Say whether the quoted words are gone from the text."""
        return bool(self.thread.quote) and self.paragraph is None


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was refused, and why; without a thread it is the one that begins a thread."""

    form: CommentForm
    problems: Sequence[str] = field(default_factory=list)
    thread_id: int | None = None


class Sheet:
    """The newest text in paragraphs, headline and dek first, and which of them a quote stands in."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        written = [revision.headline, revision.dek, *quotes.paragraphs(revision.body)]
        self.paragraphs = [paragraph for paragraph in written if paragraph.strip()]
        flat = [quotes.flat(paragraph) for paragraph in self.paragraphs]
        self.text = " ".join(flat)
        self.starts = list(accumulate((len(one) + 1 for one in flat), initial=0))

    def paragraph_of(self, thread: Thread) -> int | None:
        """Return the number of the paragraph where the thread's quote stands, from 1; None where it is gone."""
        if not thread.quote:
            return None
        place = quotes.find(self.text, Quote(thread.quote, thread.prefix, thread.suffix))
        return None if place is None else bisect_right(self.starts, place)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def conversation(request: HttpRequest, member: Member, story_id: int) -> HttpResponseBase:
    """Show all that is said about a story beside its text; begin a thread."""
    found = story_of(member, story_id, instant.now())
    if request.method != "POST":
        return _page(request, found)
    form = ThreadForm(request.POST, auto_id="thread-%s", callable_ones=_callable(found))
    if not form.is_valid():
        return _page(request, found, Typed(form), status=422)
    revision = found.article.revisions.filter(pk=form.cleaned_data["revision"]).first()
    try:
        event = actions.open_thread(
            story=found.story, by=member.user, now=found.now, revision=revision, **form.arguments()
        )
    except QuoteIsTwice as twice:
        form.ask_which(twice.places)
        return _page(request, found, Typed(form, [str(twice)]), status=422)
    except WorkflowError as refusal:
        return _page(request, found, Typed(form, [str(refusal)]), status=_status(refusal))
    return _done(request, event)


@require_POST
@for_members
def reply(request: HttpRequest, member: Member, story_id: int, thread_id: int) -> HttpResponseBase:
    """Answer in a thread."""
    found = story_of(member, story_id, instant.now())
    thread = _thread_of(found, thread_id)
    form = CommentForm(request.POST, auto_id=f"reply-{thread.pk}-%s")
    if not form.is_valid():
        return _page(request, found, Typed(form, thread_id=thread.pk), status=422)
    try:
        event = actions.reply(thread=thread, by=member.user, now=found.now, **form.arguments())
    except WorkflowError as refusal:
        return _page(request, found, Typed(form, [str(refusal)], thread.pk), status=_status(refusal))
    return _done(request, event)


@require_POST
@for_members
def resolve(request: HttpRequest, member: Member, story_id: int, thread_id: int) -> HttpResponseBase:
    """Close a thread."""
    return _settle(request, member, story_id, thread_id, actions.resolve)


@require_POST
@for_members
def reopen(request: HttpRequest, member: Member, story_id: int, thread_id: int) -> HttpResponseBase:
    """Open a resolved thread again."""
    return _settle(request, member, story_id, thread_id, actions.reopen_talk)


def card(found: Situation) -> dict[str, Any]:
    """Return what the story's page shows of its conversation; the same few queries however long it is."""
    threads = _threads(found)
    still_open = list(threads.filter(resolved_at=None)[: ON_CARD + 1])
    resolved = list(threads.filter(resolved_at__isnull=False)[: ON_CARD + 1])
    talks = _talks(Sheet(found.head), [*still_open[:ON_CARD], *resolved[:ON_CARD]])
    return {
        **_parted(talks),
        "has_more": max(len(still_open), len(resolved)) > ON_CARD,
        "form": CommentForm(auto_id="talk-%s"),
    }


def _page(request: HttpRequest, found: Situation, typed: Typed | None = None, *, status: int = 200) -> HttpResponseBase:
    sheet = Sheet(found.head)
    page = Paginator(_threads(found), ON_PAGE).get_page(request.GET.get("page"))
    talks = _talks(sheet, _shown(found, list(page.object_list), typed), typed)
    begun = typed.form if typed and typed.thread_id is None else _fresh(request, found, sheet)
    context = {
        "found": found,
        "page": page,
        "talks": {**_parted(talks), "unfold": any(talk.form.is_bound for talk in talks)},
        "paragraphs": sheet.paragraphs[:MOST_PARAGRAPHS],
        "form": begun,
        "problems": typed.problems if typed else (),
        "errors": errors_by_field(typed.form) if typed else (),
        "typed": typed,
    }
    return render(request, "workflow/conversation.html", context, status=status)


def _fresh(request: HttpRequest, found: Situation, sheet: Sheet) -> ThreadForm:
    """Offer an empty form, or one with the paragraph that was pointed at."""
    number = number_in(request.GET.get("paragraph"))
    quoted = sheet.paragraphs[number - 1] if 0 < number <= len(sheet.paragraphs) else ""
    initial = {"revision": found.head.pk, "quote": quoted[: quotes.LONGEST]}
    return ThreadForm(auto_id="thread-%s", initial=initial, callable_ones=_callable(found))


def _threads(found: Situation) -> Any:
    """Return the story's threads, those that are open first, each the newest first."""
    threads = Thread.objects.filter(story=found.story).select_related("resolved_by")
    return threads.order_by(F("resolved_at").desc(nulls_first=True), "-pk")


def _shown(found: Situation, on_page: list[Thread], typed: Typed | None) -> list[Thread]:
    """Show a thread in which something was refused, whatever page it is on."""
    refused = typed.thread_id if typed else None
    if refused is None or any(thread.pk == refused for thread in on_page):
        return on_page
    return [*_threads(found).filter(pk=refused), *on_page]


def _parted(talks: list[Talk]) -> dict[str, Any]:
    return {
        "open": [talk for talk in talks if talk.thread.resolved_at is None],
        "resolved": [talk for talk in talks if talk.thread.resolved_at is not None],
    }


def _talks(sheet: Sheet, threads: list[Thread], typed: Typed | None = None) -> list[Talk]:
    comments = Comment.objects.filter(thread__in=threads).select_related("by", "link").order_by("pk")
    said: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments.prefetch_related("mentions__user", "mentions__desk"):
        said[comment.thread_id].append(comment)
    refused = {typed.thread_id: typed.form} if typed and typed.thread_id else {}
    return [
        Talk(
            thread,
            said[thread.pk],
            refused.get(thread.pk) or CommentForm(auto_id=f"reply-{thread.pk}-%s"),
            sheet.paragraph_of(thread),
        )
        for thread in threads
    ]


def _callable(found: Situation) -> list[tuple[str, str]]:
    """List the story's desk, and everybody who may read the story."""
    desk = found.story.desk
    readers = User.objects.filter(memberships__desk=desk, is_active=True).distinct()
    people = [
        (f"{PERSON}-{user.pk}", user.get_full_name() or user.email) for user in readers.order_by("first_name", "pk")
    ]
    return [(f"{DESK}-{desk.pk}", _("everybody on %(desk)s") % {"desk": desk}), *people]


def _thread_of(found: Situation, thread_id: int) -> Thread:
    """Find a thread of this story; one of another does not exist here."""
    thread = Thread.objects.select_related("story").filter(pk=thread_id, story=found.story).first()
    if thread is None:
        raise Http404
    return thread


def _settle(
    request: HttpRequest, member: Member, story_id: int, thread_id: int, act: Callable[..., Event]
) -> HttpResponseBase:
    found = story_of(member, story_id, instant.now())
    try:
        return _done(request, act(thread=_thread_of(found, thread_id), by=member.user, now=found.now))
    except WorkflowError as refusal:
        return _page(request, found, Typed(CommentForm(), [str(refusal)], thread_id), status=_status(refusal))


def _done(request: HttpRequest, event: Event) -> HttpResponseBase:
    messages.success(request, _("Done: %(what)s.") % {"what": event.get_verb_display()})
    page = reverse("desk_conversation", args=[event.story_id])
    return redirect(f"{page}#talk-{event.facts['thread']}")


def _status(refusal: WorkflowError) -> int:
    if isinstance(refusal, NotYours):
        return 403
    return 422 if isinstance(refusal, Missing) else 409
