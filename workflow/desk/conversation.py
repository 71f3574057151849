"""The page where a story is talked about, beside its text."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles import instant
from workflow import actions, quotes
from workflow.desk import talking
from workflow.desk.entrance import Member, for_members, number_in, story_of
from workflow.desk.refusals import status_of
from workflow.desk.talking import NumberedText, Typed
from workflow.exceptions import QuoteIsTwice, WorkflowError
from workflow.forms.conversation import DESK, PERSON, AnswerForm, CommentForm, ThreadForm
from workflow.forms.errors import errors_by_field
from workflow.models import Event, Thread
from workflow.people import name_of
from workflow.situation import Situation

ON_PAGE = 20  # threads
MOST_PARAGRAPHS = 2_000


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
        return _page(request, found, Typed(form, [str(refusal)]), status=status_of(refusal))
    return _done(request, event)


@require_POST
@for_members
def reply(request: HttpRequest, member: Member, story_id: int, thread_id: int) -> HttpResponseBase:
    """Answer in a thread."""
    found = story_of(member, story_id, instant.now())
    thread = _thread_of(found, thread_id)
    form = AnswerForm(request.POST, auto_id=f"reply-{thread.pk}-%s")
    if not form.is_valid():
        return _page(request, found, Typed(form, thread_id=thread.pk), status=422)
    try:
        event = actions.reply(thread=thread, by=member.user, now=found.now, **form.arguments())
    except WorkflowError as refusal:
        return _page(request, found, Typed(form, [str(refusal)], thread.pk), status=status_of(refusal))
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


def _page(request: HttpRequest, found: Situation, typed: Typed | None = None, *, status: int = 200) -> HttpResponseBase:
    text = NumberedText(found.head)
    page = Paginator(talking.threads_of(found), ON_PAGE).get_page(request.GET.get("page"))
    talks = talking.talks(text, talking.with_refused(found, list(page.object_list), typed), typed)
    begun = typed.form if typed and typed.thread_id is None else _fresh(request, found, text)
    context = {
        "found": found,
        "page": page,
        "talks": {
            **talking.parted(talks),
            "unfold": any(talk.form.is_bound for talk in talks),
            "callable": talking.names(found),
        },
        "paragraphs": text.paragraphs[:MOST_PARAGRAPHS],
        "form": begun,
        "problems": typed.problems if typed else (),
        "errors": errors_by_field(typed.form) if typed else (),
        "typed": typed,
    }
    return render(request, "workflow/conversation.html", context, status=status)


def _fresh(request: HttpRequest, found: Situation, text: NumberedText) -> ThreadForm:
    """Offer an empty form, or one with the paragraph that was pointed at."""
    number = number_in(request.GET.get("paragraph"))
    quoted = text.paragraphs[number - 1] if 0 < number <= len(text.paragraphs) else ""
    initial = {"revision": found.head.pk, "quote": quoted[: quotes.LONGEST]}
    return ThreadForm(auto_id="thread-%s", initial=initial, callable_ones=_callable(found))


def _callable(found: Situation) -> list[tuple[str, str]]:
    """List the story's desk, and everybody who may read the story."""
    desk = found.story.desk
    people = [(f"{PERSON}-{user.pk}", name_of(user)) for user in talking.readers(found)]
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
        return _page(request, found, Typed(CommentForm(), [str(refusal)], thread_id), status=status_of(refusal))


def _done(request: HttpRequest, event: Event) -> HttpResponseBase:
    messages.success(request, _("Done: %(what)s.") % {"what": event.get_verb_display()})
    page = reverse("desk_conversation", args=[event.story_id])
    return redirect(f"{page}#talk-{event.facts['thread']}")
