"""What a person keeps of the calendar: filters under a name, and secret addresses for their calendar programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import drafting
from workflow import tokens
from workflow.actions import unfit
from workflow.exceptions import Missing, NotNow
from workflow.models import CalendarFeed, SavedFilter

MOST_FILTERS: Final = 30  # of a person
MOST_FEEDS: Final = 10
LONGEST_NAME: Final = 60
LONGEST_QUERY: Final = 500


@dataclass(frozen=True, slots=True)
class Subscribed:
    """An address that was made. This is the one time that its token is known."""

    feed: CalendarFeed
    token: str


def keep_filter(*, by: User, name: str, query: str) -> SavedFilter:
    """Keep a view under a name; what had that name before gives way."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Missing(_("Give it a name of at most %(most)d characters.") % {"most": LONGEST_NAME})
    with unfit.refused():
        drafting.check_field("slugline", name)
    _check_query(query)
    with transaction.atomic():
        kept = _locked(by).saved_filters.all()
        if not kept.filter(name=name).exists() and kept.count() >= MOST_FILTERS:
            raise NotNow(_("You keep %(most)d filters already: delete one first.") % {"most": MOST_FILTERS})
        return SavedFilter.objects.update_or_create(user=by, name=name, defaults={"query": query})[0]


def drop_filter(*, kept: SavedFilter) -> None:
    """Forget a filter."""
    kept.delete()


def subscribe(*, by: User, query: str, now: datetime) -> Subscribed:
    """Make a secret address at which a calendar program reads what this person may read."""
    _check_query(query)
    token = tokens.new()
    with transaction.atomic():
        if _locked(by).calendar_feeds.count() >= MOST_FEEDS:
            raise NotNow(_("You have %(most)d addresses already: revoke one first.") % {"most": MOST_FEEDS})
        sha256 = tokens.sha256_of(token)
        return Subscribed(CalendarFeed.objects.create(user=by, token_sha256=sha256, query=query, made_at=now), token)


def unsubscribe(*, feed: CalendarFeed) -> None:
    """Revoke an address; it is dead at its next use."""
    feed.delete()


def _locked(by: User) -> User:
    """Hold the person's row, so that of two requests at once the second counts what the first made."""
    return User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _check_query(query: str) -> None:
    if len(query) > LONGEST_QUERY:
        raise Missing(_("That asks for too much at once: narrow the calendar less."))
