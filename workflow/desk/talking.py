"""The threads of a story as a page shows them: who said what, and where the quoted words stand in the newest text."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F

from articles.models import Revision
from workflow import quotes
from workflow.forms.conversation import AnswerForm, CommentForm
from workflow.models import Comment, Thread
from workflow.people import name_of
from workflow.quotes import Quote
from workflow.situation import Situation

ON_CARD = 5  # threads


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


class NumberedText:
    """The newest text in paragraphs, headline and dek first, and which of them a quote stands in."""

    def __init__(self, revision: Revision) -> None:
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


def card(found: Situation) -> dict[str, Any]:
    """Return what the story's page shows of its conversation; the same few queries however long it is."""
    threads = threads_of(found)
    still_open = list(threads.filter(resolved_at=None)[: ON_CARD + 1])
    resolved = list(threads.filter(resolved_at__isnull=False)[: ON_CARD + 1])
    shown = talks(NumberedText(found.head), [*still_open[:ON_CARD], *resolved[:ON_CARD]])
    return {
        **parted(shown),
        "has_more": max(len(still_open), len(resolved)) > ON_CARD,
        "form": AnswerForm(auto_id="talk-%s"),
        "callable": names(found),
    }


def readers(found: Situation) -> list[User]:
    """Return everybody who may read the story, by name."""
    members = User.objects.filter(memberships__desk=found.story.desk_id, is_active=True)
    return list(members.distinct().order_by("first_name", "pk"))


def names(found: Situation) -> list[str]:
    """Return the names by which the desk and its people are called; the address where two have one name."""
    people = readers(found)
    count = Counter(map(name_of, people))
    return [found.story.desk.name, *(name_of(one) if count[name_of(one)] == 1 else one.email for one in people)]


def threads_of(found: Situation) -> Any:
    """Return the story's threads, those that are open first, each the newest first."""
    threads = Thread.objects.filter(story=found.story).select_related("resolved_by")
    return threads.order_by(F("resolved_at").desc(nulls_first=True), "-pk")


def with_refused(found: Situation, on_page: list[Thread], typed: Typed | None) -> list[Thread]:
    """Show a thread in which something was refused, whatever page it is on."""
    refused = typed.thread_id if typed else None
    if refused is None or any(thread.pk == refused for thread in on_page):
        return on_page
    return [*threads_of(found).filter(pk=refused), *on_page]


def parted(threads: list[Talk]) -> dict[str, Any]:
    """Part the threads that are open from those that are resolved."""
    return {
        "open": [talk for talk in threads if talk.thread.resolved_at is None],
        "resolved": [talk for talk in threads if talk.thread.resolved_at is not None],
    }


def talks(text: NumberedText, threads: list[Thread], typed: Typed | None = None) -> list[Talk]:
    """Put each thread with what was said in it; three queries for all."""
    comments = Comment.objects.filter(thread__in=threads).select_related("by", "link").order_by("pk")
    said: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments.prefetch_related("mentions__user", "mentions__desk"):
        said[comment.thread_id].append(comment)
    refused = {typed.thread_id: typed.form} if typed and typed.thread_id else {}
    return [
        Talk(
            thread,
            said[thread.pk],
            refused.get(thread.pk) or AnswerForm(auto_id=f"reply-{thread.pk}-%s"),
            text.paragraph_of(thread),
        )
        for thread in threads
    ]
