"""A look at a text for somebody outside, by a link of their own that ends, is logged, and never signs anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles import drafting
from articles.models import Revision
from workflow import review_links, tokens
from workflow.actions.beside import beside, note
from workflow.actions.calling import NOBODY
from workflow.actions.conversing import begin, quotable, quote_in
from workflow.enums import Verb
from workflow.exceptions import LinkIsDead, Missing, NotNow
from workflow.models import Event, ReviewLink, ReviewVisit, Story
from workflow.situation import Situation

MOST_LINKS = 20  # of a story, in force at once
MOST_VISITS = 120  # by one link in a minute; more are turned away and not logged
MOST_IN_AN_HOUR, MOST_COMMENTS = 30, 200  # by one link
AGENT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Shared:
    """A link that was made. This is the one time that its token is known."""

    event: Event
    link: ReviewLink
    token: str


class TooManyVisits(NotNow):
    """The link is asked for faster than anybody reads."""


def share(
    *,
    story: Story,
    by: User,
    now: datetime,
    name: str,
    expires_at: datetime,
    revision: Revision | None = None,
    may_comment: bool = True,
    despite_embargo: bool = False,
) -> Shared:
    """Make a link to one text, or (`revision=None`) to whatever is the newest, for one named person.

    What an embargo binds is shared with those alone of whom somebody says that they may read it `despite_embargo`.
    """
    with beside(verb=Verb.SHARE, story=story, by=by, now=now) as found:
        _check(found, name, expires_at, revision)
        if not despite_embargo:
            _check_free(found, revision or found.head)
        token = tokens.new()
        link = ReviewLink.objects.create(
            story=found.story,
            revision=revision,
            token_sha256=tokens.sha256_of(token),
            name=name.strip(),
            may_comment=may_comment,
            despite_embargo=despite_embargo,
            made_at=now,
            made_by=by,
            expires_at=expires_at,
        )
        return Shared(
            note(found, Verb.SHARE, link=link.pk, **({"despite_embargo": True} if despite_embargo else {})), link, token
        )


def unshare(*, link: ReviewLink, by: User, now: datetime) -> Event:
    """Revoke a link; it is dead at its next use."""
    with beside(verb=Verb.UNSHARE, story=link.story, by=by, now=now) as found:
        if not ReviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
            raise NotNow(_("The link was revoked already."))
        return note(found, Verb.UNSHARE, link=link.pk)


def visit(*, token: str, now: datetime, address: str | None, agent: str) -> ReviewLink:
    """Let somebody in by a link, and log that they came; raises `LinkIsDead` for what is over or never was."""
    link = review_links.of_token(token)
    if link is None:
        raise LinkIsDead
    if link.visits.filter(at__gt=now - timedelta(minutes=1)).count() >= MOST_VISITS:
        raise TooManyVisits(_("This address was opened very often just now: wait a minute."))
    is_dead = review_links.is_dead(link, now=now)
    ReviewVisit.objects.create(
        link=link, at=now, address=address, agent=agent.replace("\x00", "")[:AGENT_LENGTH], was_let_in=not is_dead
    )
    if is_dead:
        raise LinkIsDead
    return link


def comment_from_outside(
    *,
    link: ReviewLink,
    now: datetime,
    text: str,
    quote: str = "",
    context: tuple[str, str] = ("", ""),
    occurrence: int | None = None,
) -> Event:
    """Say something to the desk through a link: it begins a thread there, marked as from outside. It calls nobody."""
    with beside(verb=Verb.COMMENT, story=link.story, by=None, now=now) as found:
        texts = ("story__desk", "story__article__head", "revision")
        fresh = ReviewLink.objects.select_related("made_by", *texts).get(pk=link.pk)
        if review_links.is_dead(fresh, now=now):
            raise LinkIsDead
        if not fresh.may_comment:
            raise NotNow(_("This link is for reading only."))
        _check_pace(fresh, now)
        shown = review_links.shown(fresh)
        quoted = quote_in(quotable(shown), quote, context, occurrence) if quote.strip() else None
        return begin(found, text, quoted, shown, NOBODY, link=fresh)


def _check(found: Situation, name: str, expires_at: datetime, revision: Revision | None) -> None:
    if found.airtime.on_air is not None:
        raise NotNow(_("The story is on air, so everybody reads it already."))
    if found.status in review_links.ENDED or not found.story.desk.is_active:
        raise NotNow(_("A story that is spiked or killed, or whose desk is closed, is shared with nobody."))
    if not name.strip():
        raise Missing(_("Say for whom the link is."))
    drafting.check_field("name", name)
    if not found.now < expires_at <= found.now + review_links.LONGEST:
        raise Missing(
            _("The link ends within %(days)d days at most, and not in the past.") % {"days": review_links.LONGEST.days}
        )
    if revision is not None and revision.article_id != found.article.pk:
        raise Missing(_("This text is not one of this story."))
    alive = found.story.review_links.filter(revoked_at=None, expires_at__gt=found.now)
    if alive.count() >= MOST_LINKS:
        raise NotNow(_("%(limit)d links to this story are in force: revoke one first.") % {"limit": MOST_LINKS})


def _check_free(found: Situation, revision: Revision) -> None:
    embargo = review_links.embargoes_on(revision, found.story, now=found.now).first()
    if embargo is not None:
        raise NotNow(
            _("The text is under an embargo of %(source)s: say that this person knows of it and may read it.")
            % {"source": embargo.source}
        )


def _check_pace(link: ReviewLink, now: datetime) -> None:
    lately = link.comments.filter(said_at__gt=now - timedelta(hours=1)).count()
    if lately >= MOST_IN_AN_HOUR or link.comments.count() >= MOST_COMMENTS:
        raise NotNow(_("So many comments came by this link that it takes no more for now: write to the newsroom."))
