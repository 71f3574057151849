"""What a picture's page says of its rights, with the form for them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.enums import PictureUsage
from articles.models import Picture, Section
from articles.pictures import licensing, words
from articles.pictures.licensing import Rights
from workflow import permissions
from workflow.desk.entrance import Member
from workflow.enums import Verb
from workflow.forms.picture_rights import PictureRightsForm
from workflow.times import readings

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RightsCard:
    """The licence in words, `state` where readers don't get the picture just now, and what they get instead."""

    facts: list[Fact]
    state: str
    fallback: Picture | None
    may_change: bool


def section(member: Member, found: Picture) -> dict[str, Any]:
    """Return what `_picture_rights.html` shows."""
    rights = licensing.rights_of(found)
    fallback = Picture.objects.filter(pk=rights.fallback_id).first() if rights.fallback_id else None
    card = RightsCard(list(_facts(rights)), state_of(rights, member.now), fallback, may_change(member))
    return {"rights": card, "rights_form": PictureRightsForm(rights=rights) if card.may_change else None}


def may_change(member: Member) -> bool:
    """Say whether this person decides upon the rights to pictures."""
    return permissions.allows(Verb.SET_RIGHTS, member.in_library)


def state_of(rights: Rights, now: datetime) -> str:
    """Say why readers don't get a picture at this instant; "" if they do."""
    if rights.licensed_from is not None and now < rights.licensed_from:
        return _("not licensed yet")
    if rights.licensed_until is not None and rights.licensed_until <= now:
        return _("no longer licensed")
    return ""


def changes(told: Mapping[str, list[Any]], names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Put the rights that an Event changed in words: what was, and what is since; `names` is from `names_in`."""
    for name, (before, after) in told.items():
        yield label(name), _shown(name, before, names), _shown(name, after, names)


def names_in(told: Iterable[Mapping[str, list[Any]]]) -> dict[str, str]:
    """Return the names of all pictures that stood in, by their tokens; one query, if there are any."""
    tokens = {token for rights in told for token in rights.get("fallback", ()) if token}
    return dict(Picture.objects.filter(token__in=tokens).values_list("token", "name")) if tokens else {}


def label(name: str) -> str:
    """Name one of the rights as the library does."""
    return capfirst(str(words.column(name).verbose_name))


def _facts(rights: Rights) -> Iterator[Fact]:
    if rights.licensed_from is not None:
        yield label("licensed_from"), readings.in_words(rights.licensed_from)
    if rights.licensed_until is not None:
        yield label("licensed_until"), readings.in_words(rights.licensed_until)
    if rights.allowed_uses:
        yield label("allowed_uses"), _uses(rights.allowed_uses)
    if rights.section_ids:
        names = Section.objects.filter(pk__in=rights.section_ids).values_list("name", flat=True)
        yield label("allowed_sections"), ", ".join(names)
    if rights.most_stories is not None:
        yield label("most_stories"), str(rights.most_stories)


def _shown(name: str, value: Any, names: Mapping[str, str]) -> str:
    if not value:
        return _("nothing said")
    if name in {"licensed_from", "licensed_until"}:
        return readings.in_words(datetime.fromisoformat(value))
    if name == "allowed_uses":
        return _uses(value)
    if name == "fallback":
        return names.get(value) or str(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _uses(codes: Any) -> str:
    return ", ".join(str(PictureUsage(code).label) for code in codes if code in PictureUsage)
