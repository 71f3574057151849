"""House style, finding by finding: write what a rule suggests, or let the words stand."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles import drafting
from articles.drafting import Text
from workflow import permissions, situation
from workflow.actions.move import check_may_read, why_it_did_not_move
from workflow.actions.texts import save
from workflow.checking import rule_of
from workflow.checks import Mark, style
from workflow.enums import Verb
from workflow.exceptions import Missing, NotYours, TextRefused
from workflow.models import Event, Story, StyleIgnore, StyleRule
from workflow.situation import Situation


def take(
    *,
    story: Story,
    version: int,
    by: User,
    now: datetime,
    mark: str,
    text: Text | None = None,
    slugline: str | None = None,
) -> Event | None:
    """Write what a rule suggests, as a new text by this person: over the newest, or over the one that they typed.

    Raises what `save` raises: a typed text that is refused is kept as a side revision.
    """
    outcome: Event | TextRefused | None
    with transaction.atomic():
        given = text or _newest(story, version, by, now)
        rule, found = _found(story, mark, given)
        if found.replacement is None:
            raise Missing(_("This rule only advises: change the words by hand."))
        words: dict[str, Any] = {found.field: style.with_replacement(found, getattr(given, found.field))}
        try:
            outcome = save(
                story=story, version=version, by=by, now=now, text=replace(given, **words), slugline=slugline
            )
        except TextRefused as refusal:
            outcome = refusal
        if isinstance(outcome, Event):
            StyleRule.objects.filter(pk=rule.pk).update(taken=F("taken") + 1)
    if isinstance(outcome, TextRefused):
        raise outcome
    return outcome


def ignore(*, story: Story, by: User, now: datetime, mark: str, text: Text | None = None) -> StyleIgnore:
    """Let words stand in this story, whatever a rule says of them; each words of a rule once."""
    with transaction.atomic():
        found = _look(story, by, now)
        rule, marked = _found(story, mark, text or drafting.text_of(found.head))
        ignored, is_new = StyleIgnore.objects.get_or_create(
            story=story, rule=rule, words=marked.words, defaults={"by": by, "at": now}
        )
        if is_new:
            StyleRule.objects.filter(pk=rule.pk).update(ignored=F("ignored") + 1)
        return ignored


def _look(story: Story, by: User, now: datetime) -> Situation:
    found = situation.look(story_id=story.pk, by=by, now=now)
    check_may_read(found)
    if not permissions.may_save(found.status, found.standing):
        raise NotYours(_("This text is not yours to change while it is %(status)s.") % {"status": found.status.label})
    return found


def _newest(story: Story, version: int, by: User, now: datetime) -> Text:
    """Return the text that the person saw; nothing was typed, so a stale page is refused and nothing kept."""
    found = _look(story, by, now)
    if found.story.version != version:
        raise why_it_did_not_move(story_id=story.pk, verb=Verb.SAVE)
    return drafting.text_of(found.head)


def _found(story: Story, mark: str, text: Text) -> tuple[StyleRule, Mark]:
    """Find the rule of the story's desk and the words that a form names, where they stand now."""
    name = style.named(mark)
    rows = StyleRule.objects.filter(desk=story.desk_id, is_active=True, pk=name.rule_key if name else 0)
    rule = rows.first()
    texts = {field: getattr(text, field) for field in style.FIELDS}
    found = style.nearest(name, rule_of(rule), texts) if name and rule else None
    if rule is None or found is None:
        raise Missing(_("These words are no longer there, or the rule is gone: look at the checks again."))
    return rule, found
