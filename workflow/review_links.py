"""Review links as somebody outside meets them: which text one shows, and whether it still lets anybody in."""

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q

from articles.models import Revision
from workflow.enums import Status, Verb
from workflow.models import ReviewLink

LONGEST = timedelta(days=30)
ENDED = (Status.SPIKED, Status.KILLED)


def sha256_of(token: str) -> str:
    """Return what is kept of a token; links are looked up by it, so that no answer's time tells of a near miss."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def of_token(token: str) -> ReviewLink | None:
    """Find the link of a token, dead or alive."""
    links = ReviewLink.objects.select_related("story__desk", "story__article__head__section", "revision__section")
    return links.filter(token_sha256=sha256_of(token)).first()


def is_dead(link: ReviewLink, *, now: datetime) -> bool:
    """Say whether it lets nobody in: over, revoked, its desk closed, or the story met readers or its end since then.

    What died stays dead: a story that comes back takes a new link.
    """
    if link.revoked_at is not None or link.expires_at <= now or not link.story.desk.is_active:
        return True
    return link.story.status in ENDED or _has_been_on_air(link, now) or _was_put_away(link)


def shown(link: ReviewLink) -> Revision:
    """Return the text that the link shows: its own, or the newest."""
    revision = link.revision or link.story.article.head
    assert revision is not None, "every article is made with its first revision"  # noqa: S101
    revision.article = link.story.article
    return revision


def _has_been_on_air(link: ReviewLink, now: datetime) -> bool:
    aired = link.story.article.editions.aired(now)
    return aired.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=link.made_at)).exists()


def _was_put_away(link: ReviewLink) -> bool:
    ends = link.story.events.filter(verb__in=(Verb.SPIKE, Verb.KILL), at__gt=link.made_at)
    return ends.exists()
