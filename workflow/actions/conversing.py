"""What is said about a story on the desk: threads, replies, who is called. It never touches the text."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles import drafting
from articles.models import Revision
from workflow import quotes
from workflow.actions.beside import beside, note
from workflow.actions.calling import Called, called
from workflow.enums import Verb
from workflow.exceptions import Missing, NotNow, QuoteIsTwice
from workflow.models import Comment, Event, Mention, ReviewLink, Story, Thread
from workflow.quotes import Quote
from workflow.situation import Situation

MOST_THREADS, MOST_COMMENTS = 1_000, 200  # of a story, of a thread
MOST_CHOICES = 20  # places of a quote to choose from


def open_thread(
    *,
    story: Story,
    by: User,
    now: datetime,
    text: str,
    quote: str = "",
    context: tuple[str, str] = ("", ""),
    occurrence: int | None = None,
    revision: Revision | None = None,
    people: Collection[int] = (),
    desks: Collection[int] = (),
    names: Collection[str] = (),
) -> Event:
    """Say something about the story, or about words quoted from a text of it (its newest unless told).

    Raises `QuoteIsTwice` where neither `context` (what stands before and after) nor `occurrence` says which is meant.
    """
    with beside(verb=Verb.COMMENT, story=story, by=by, now=now) as found:
        calls = called(found, text, people=people, desks=desks, names=names)
        return begin(found, text, _quoted(found, quote, context, occurrence, revision), revision, calls)


def reply(*, thread: Thread, by: User, now: datetime, text: str, names: Collection[str] = ()) -> Event:
    """Answer in a thread that is open."""
    with beside(verb=Verb.COMMENT, story=thread.story, by=by, now=now) as found:
        if Thread.objects.filter(pk=thread.pk, resolved_at__isnull=False).exists():
            raise NotNow(_("The thread was resolved meanwhile: open it again to answer in it."))
        if Comment.objects.filter(thread=thread).count() >= MOST_COMMENTS:
            raise NotNow(
                _("The thread has %(limit)d comments, and no more fit in: begin another.") % {"limit": MOST_COMMENTS}
            )
        return say(found, thread, text, called(found, text, names=names))


def resolve(*, thread: Thread, by: User, now: datetime) -> Event:
    """Close a thread; anybody on the desk may."""
    with beside(verb=Verb.RESOLVE, story=thread.story, by=by, now=now) as found:
        if not Thread.objects.filter(pk=thread.pk, resolved_at=None).update(resolved_at=now, resolved_by=by):
            raise NotNow(_("Somebody else resolved the thread already."))
        return note(found, Verb.RESOLVE, thread=thread.pk)


def reopen_talk(*, thread: Thread, by: User, now: datetime) -> Event:
    """Open a resolved thread again."""
    with beside(verb=Verb.REOPEN_TALK, story=thread.story, by=by, now=now) as found:
        resolved = Thread.objects.filter(pk=thread.pk, resolved_at__isnull=False)
        if not resolved.update(resolved_at=None, resolved_by=None):
            raise NotNow(_("The thread is open already."))
        return note(found, Verb.REOPEN_TALK, thread=thread.pk)


def begin(
    found: Situation,
    text: str,
    quote: Quote | None,
    revision: Revision | None,
    calls: Called,
    link: ReviewLink | None = None,
) -> Event:
    """Make a thread with its first comment; the caller holds the story."""
    if found.story.threads.count() >= MOST_THREADS:
        raise NotNow(
            _("The story has %(limit)d threads, and no more fit in: answer in one of them.") % {"limit": MOST_THREADS}
        )
    quote = quote or Quote("")
    thread = Thread.objects.create(
        story=found.story,
        revision=revision or found.head,
        quote=quote.exact,
        prefix=quote.prefix,
        suffix=quote.suffix,
        opened_at=found.now,
    )
    return say(found, thread, text, calls, link)


def say(found: Situation, thread: Thread, text: str, calls: Called, link: ReviewLink | None = None) -> Event:
    """Add a comment to a thread; the Event holds ids, never what was said."""
    if not text.strip():
        raise Missing(_("The comment is empty: say something."))
    drafting.check_field("comment", text)
    comment = Comment.objects.create(thread=thread, by=found.by, link=link, text=text, said_at=found.now)
    people = [Mention(comment=comment, user_id=key) for key in calls.people]
    Mention.objects.bulk_create([*people, *(Mention(comment=comment, desk_id=key) for key in calls.desks)])
    return note(found, Verb.COMMENT, thread=thread.pk, comment=comment.pk, link=link.pk if link else None)


def quote_in(text: str, typed: str, context: tuple[str, str], occurrence: int | None) -> Quote:
    """Return the quote of these words in a text: the one that is meant, where they stand in it more than once."""
    drafting.check_field("quote", typed)
    text, exact = quotes.flat(text), quotes.flat(typed)
    places = quotes.places(text, exact)
    if not places:
        raise Missing(_("These words are not in the text: copy them as they stand there, or leave the quote empty."))
    if len(places) == 1:
        return quotes.at(text, places[0], len(exact))
    if occurrence is not None and occurrence < len(places):
        return quotes.at(text, places[occurrence], len(exact))
    if any(context) and (place := quotes.nearest(text, exact, *context)) is not None:
        return quotes.at(text, place, len(exact))
    if len(places) > MOST_CHOICES:
        raise Missing(_("These words stand in the text very often: quote a few more of those around them."))
    raise QuoteIsTwice(
        _("These words stand in the text %(count)d times: say which you mean.") % {"count": len(places)},
        places=[quotes.at(text, place, len(exact)) for place in places],
    )


def _quoted(
    found: Situation, typed: str, context: tuple[str, str], occurrence: int | None, revision: Revision | None
) -> Quote | None:
    if revision is not None and revision.article_id != found.article.pk:
        raise Missing(_("This text is not one of this story."))
    if not typed.strip():
        return None
    return quote_in(quotable(revision or found.head), typed, context, occurrence)


def quotable(revision: Revision) -> str:
    """Return what can be quoted of a text: headline, dek and body."""
    return "\n\n".join((revision.headline, revision.dek, revision.body))
