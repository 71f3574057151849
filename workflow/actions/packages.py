"""Packages: stories with one plan, written together and taken back together."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.actions import plans
from workflow.actions.move import attempt, move, record
from workflow.actions.plans import Plan
from workflow.enums import Status, Verb
from workflow.exceptions import Missing, NotNow
from workflow.models import Event, Package, Story
from workflow.times.wall_time import Typed

#: One transaction holds them all: more would keep others waiting.
MOST = 50
LONGEST_SLUGLINE = 100


def schedule_together(
    *,
    stories: Sequence[tuple[Story, int]],
    by: User,
    now: datetime,
    slugline: str,
    goes_live_at: datetime,
    typed: Mapping[str, Typed] | None = None,
) -> Package:
    """Plan approved stories for one instant, each as it was seen, in one transaction: all or none.

    One that is planned already is moved, and keeps its expiry. The slugline names the package on the desk.
    """
    _check(stories, slugline)
    with transaction.atomic():
        plans.lock([story.pk for story, _version in stories])
        package = Package.objects.create(slugline=slugline.strip(), made_at=now, made_by=by)
        for story, version in sorted(stories, key=lambda seen: seen[0].pk):
            verb = Verb.RESCHEDULE if story.status == Status.SCHEDULED else Verb.SCHEDULE
            with plans.named(story), attempt(verb=verb, story=story, version=version, by=by, now=now) as found:
                plan = Plan(goes_live_at, plans.expiry(found), typed=typed or {})
                plans.write(found, verb, plan, package=package)
    return package


def detach(*, story: Story, version: int, by: User, now: datetime) -> Event:
    """Take a story out of its package: it keeps its time, and from now on it is moved by itself."""
    with attempt(verb=Verb.DETACH, story=story, version=version, by=by, now=now) as found:
        package = found.story.package_id
        if package is None:
            raise NotNow(_("The story is in no package."))
        move(found, Verb.DETACH, package=None)
        return record(found, Verb.DETACH, package=package)


def _check(stories: Sequence[tuple[Story, int]], slugline: str) -> None:
    keys = [story.pk for story, _version in stories]
    if len(keys) > MOST:
        message = ngettext("A package takes %(most)d story at most.", "A package takes %(most)d stories at most.", MOST)
        raise Missing(message % {"most": MOST})
    twice = next((story for story, _version in stories if keys.count(story.pk) > 1), None)
    if twice is not None:
        raise Missing(_("“%(story)s” is twice in the package: name each story once.") % {"story": twice.article})
    if len(keys) < 2:
        raise Missing(_("A package takes two stories or more: schedule a single one by itself."))
    if not slugline.strip():
        raise Missing(_("Give the package a slugline: its stories are shown under it."))
    if len(slugline.strip()) > LONGEST_SLUGLINE:
        raise Missing(_("The slugline of a package has %(most)d characters at most.") % {"most": LONGEST_SLUGLINE})
