"""Review links as somebody outside meets them: which text one shows, and whether it still lets anybody in."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from articles.models import PictureUse, Revision
from workflow import tokens
from workflow.enums import Status, Verb
from workflow.models import Embargo, ReviewLink, Story

LONGEST = timedelta(days=30)
ENDED = (Status.SPIKED, Status.KILLED)
#: What no link outlives: another desk may share it with whom it will, and is bound by nobody's earlier word.
CLOSING = (Verb.SPIKE, Verb.KILL, Verb.HAND_OVER)


def of_token(token: str) -> ReviewLink | None:
    """Find the link of a token, dead or alive."""
    texts = ("story__desk", "story__article__head__section", "revision__section")
    links = ReviewLink.objects.select_related("made_by", *texts)
    return links.filter(token_sha256=tokens.sha256_of(token)).first()


def embargoes_on(revision: Revision, story: Story, *, now: datetime) -> QuerySet[Embargo]:
    """Return what binds a text at this moment: the story's embargo and those of the pictures in it."""
    used = PictureUse.objects.filter(revision=revision).values("picture")
    return Embargo.objects.binding(now).filter(Q(story=story) | Q(picture__in=used)).order_by("pk")


def bound_texts(story: Story, revision_ids: set[int], *, now: datetime) -> set[int]:
    """Return which of these texts of a story an embargo binds at this moment; two reads."""
    binding = Embargo.objects.binding(now)
    if not revision_ids or binding.filter(story=story).exists():
        return revision_ids
    bound = PictureUse.objects.filter(revision__in=revision_ids, picture__embargoes__in=binding)
    return set(bound.values_list("revision_id", flat=True))


def is_closed(link: ReviewLink, *, now: datetime) -> bool:
    """Say whether an embargo keeps the text from its reader for now."""
    return not link.despite_embargo and embargoes_on(shown(link), link.story, now=now).exists()


def is_dead(link: ReviewLink, *, now: datetime) -> bool:
    """Say whether a link lets nobody in: any more, or while an embargo binds."""
    return is_over(link, now=now, closed_at=last_closed(link.story, now=now)) or is_closed(link, now=now)


def is_over(link: ReviewLink, *, now: datetime, closed_at: datetime | None) -> bool:
    """Say whether a link ended: by its time, by being revoked, or because its story closed after it was made.

    What died stays dead: a story that comes back, or is on another desk, takes a new link. Whoever made it may have
    kept its address, so it ends when their account is shut.
    """
    if link.revoked_at is not None or link.expires_at <= now:
        return True
    if not (link.story.desk.is_active and link.made_by.is_active):
        return True
    return closed_at is not None and link.made_at <= closed_at


def last_closed(story: Story, *, now: datetime) -> datetime | None:
    """Return when a story last was on air, spiked, killed or given to another desk, which no earlier link outlives.

    Two reads.
    """
    aired = story.article.editions.aired(now).values_list("ends_at", flat=True)
    ends = story.events.filter(verb__in=CLOSING).order_by("-pk").values_list("at", flat=True)
    return max([*(min(until or now, now) for until in aired), *ends[:1]], default=None)


def shown(link: ReviewLink) -> Revision:
    """Return the text that the link shows: its own, or the newest."""
    revision = link.revision or link.story.article.head
    assert revision is not None, "every article is made with its first revision"  # noqa: S101
    revision.article = link.story.article
    return revision
