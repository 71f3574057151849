"""Writes editions: what is on air, when. Each verb returns the editions that it wrote, for the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Value
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles import inserting, markup, pictures
from articles.exceptions import NoSection, NoSlug, SlugTaken
from articles.models import Article, Edition, Picture, PictureUse, Revision, TaggedEdition


@dataclass(frozen=True, slots=True)
class Airtime:
    """What an article has on air and planned at one instant: `aired` is the newest edition that ever went live."""

    aired: Edition | None
    planned: Edition | None
    at: datetime

    @property
    def on_air(self) -> Edition | None:
        """The edition that readers see, if any."""
        if self.aired is None or (self.aired.ends_at is not None and self.aired.ends_at <= self.at):
            return None
        return self.aired

    @property
    def planned_id(self) -> int | None:
        """The key of the plan, to be told of after the plan is deleted."""
        return self.planned.pk if self.planned else None


def airtime(*, article_id: int, at: datetime) -> Airtime:
    """Look up what is on air and planned, in one indexed read of two rows: intervals never overlap."""
    return airtime_of(Edition.objects.filter(article_id=article_id).order_by("-goes_live_at", "-id")[:2], at=at)


def airtime_of(two_newest: Iterable[Edition], *, at: datetime) -> Airtime:
    """Say which of an article's two newest editions, the newest first, is on air and which is planned."""
    newest = list(two_newest)
    planned = newest.pop(0) if newest and newest[0].goes_live_at > at else None
    return Airtime(aired=newest[0] if newest else None, planned=planned, at=at)


def put_on_air(
    *,
    article: Article,
    revision: Revision,
    airtime: Airtime,
    goes_live_at: datetime,
    expires_at: datetime | None = None,
    embargoed_until: datetime | None = None,
    first_published_at: datetime | None = None,
    announced_at: datetime | None = None,
    as_typed: dict[str, list[str]] | None = None,
) -> list[Edition]:
    """Plan a revision, or move the plan there is; what is on air ends where it starts.

    `first_published_at` counts only for a story that never aired (an archive's original date); default: `goes_live_at`.
    With `announced_at` it is on air now, and the caller's Event says so: first air and address are fixed.
    """
    first = article.first_published_at or first_published_at or goes_live_at
    edition = airtime.planned or Edition(article=article)
    is_credited = edition.revision_id == revision.pk
    before = edition.revision_id
    edition.revision = revision
    edition.announced_at = announced_at
    edition.goes_live_at = goes_live_at
    edition.expires_at = edition.ends_at = expires_at
    edition.as_typed = as_typed
    edition.embargoed_until = embargoed_until
    edition.first_published_at = first
    edition.section_id = _section_id(revision)
    uses = list(revision.picture_uses.all())
    edition.body_html = _body_html(revision, uses)
    _set_address(article, revision, first, is_fixed=announced_at is not None)
    written = _place(edition, airtime.on_air)
    if not is_credited:
        _credit(edition, revision, is_new=airtime.planned is None)
    if uses or before is not None:
        _look_again_at_pictures_of(revision.pk, before)
    return written


def take_back(*, article: Article, airtime: Airtime) -> list[Edition]:
    """Delete the planned edition; what is on air ends at its own expiry again. Returns what stays."""
    planned = airtime.planned
    if planned is None:
        return []
    planned.delete()
    _look_again_at_pictures_of(planned.revision_id)
    if article.first_published_at is None:
        Article.objects.filter(pk=article.pk).update(path=None)
        article.path = None
    current = airtime.on_air
    return _move(current, ends_at=current.expires_at) if current else []


def end_now(*, airtime: Airtime, now: datetime, notice: str) -> list[Edition]:
    """End what is on air and give up the plan; the newest aired edition carries the notice, even if it had ended."""
    _look_again_at_pictures_of(*(one.revision_id for one in (airtime.planned, airtime.aired) if one is not None))
    if airtime.planned is not None:
        airtime.planned.delete()
    aired = airtime.aired
    if aired is None:
        return []
    if airtime.on_air:
        aired.ends_at = now
    aired.withdrawal_notice = notice
    aired.save(update_fields=["ends_at", "withdrawal_notice"])
    return [aired]


def set_expiry(
    *,
    edition: Edition,
    successor: Edition | None,
    expires_at: datetime | None,
    as_typed: dict[str, list[str]] | None = None,
) -> list[Edition]:
    """Ask for another end: it comes then, or when the successor goes live, whichever is earlier."""
    starts = [successor.goes_live_at] if successor else []
    edition.expires_at = expires_at
    edition.ends_at = min([*starts, *([expires_at] if expires_at else [])], default=None)
    edition.as_typed = as_typed
    edition.save(update_fields=["expires_at", "ends_at", "as_typed"])
    return [edition]


def address(*, revision: Revision, first_published_at: datetime) -> str:
    """Return the path that a story gets: its section, the day it first airs in the newsroom's zone, its slug."""
    day = first_published_at.astimezone(settings.NEWSROOM_TIME_ZONE)
    section = revision.section
    return f"/{section.slug if section else '-'}/{day:%Y/%m/%d}/{revision.slug}/"


def taken_in_words(path: str) -> str:
    """Say that another story stands at an address, and the way out."""
    return _("The address %(path)s is taken: give the story another slug.") % {"path": path}


def body_html(revision: Revision) -> str:
    """Render a text ahead, with placeholders where its pictures stand."""
    return _body_html(revision, revision.picture_uses.all())


def rerender(*, edition: Edition) -> int:
    """Rebuild an edition's fragment from its revision, unless the plan moved on; returns 1 if it differed."""
    fragment = body_html(edition.revision)
    if fragment == edition.body_html:
        return 0
    return Edition.objects.filter(pk=edition.pk, revision=edition.revision).update(body_html=fragment)


def as_recorded(edition: Edition) -> dict[str, Any]:
    """Say how an edition stands, in the form that an Event keeps and the audit replays."""
    return {
        "id": edition.pk,
        "revision": edition.revision_id,
        "goes_live_at": _iso(edition.goes_live_at),
        "ends_at": _iso(edition.ends_at),
        "expires_at": _iso(edition.expires_at),
    }


def _look_again_at_pictures_of(*revision_ids: int | None) -> None:
    """Have files follow what their stories say, once that stands: no words stay in them of a plan that is no more."""
    shown = Picture.objects.filter(pk__in=PictureUse.objects.filter(revision__in=revision_ids).values("picture"))
    transaction.on_commit(partial(pictures.look_again, shown), robust=True)


def _body_html(revision: Revision, uses: Iterable[PictureUse]) -> str:
    return markup.render(revision.body, pictures={use.source_name: use.position for use in uses if use.source_name})


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _section_id(revision: Revision) -> int:
    if revision.section_id is None:
        raise NoSection(_("The story has no section: choose one, its address starts with it."))
    return revision.section_id


def _set_address(article: Article, revision: Revision, first: datetime, *, is_fixed: bool) -> None:
    """Give a story that never aired its address, unless another has it: one statement asks and writes."""
    if article.first_published_at is not None:
        return
    if not revision.slug:
        raise NoSlug(_("The story has no slug: give it one, its address ends with it."))
    article.path = address(revision=revision, first_published_at=first)
    article.first_published_at = first if is_fixed else None
    taken = Article.objects.filter(path=article.path).exclude(pk=article.pk)
    free = Article.objects.filter(~Exists(taken), pk=article.pk)
    if not free.update(path=article.path, first_published_at=article.first_published_at):
        raise SlugTaken(taken_in_words(article.path))


def _credit(edition: Edition, revision: Revision, *, is_new: bool) -> None:
    """Note authors and tags on the edition; two statements for a new one whose tags are known."""
    authors = list(dict.fromkeys(author["id"] for author in revision.authors))
    if not is_new:
        edition.authors.set(authors)
        edition.tags.set(revision.tags)
        return
    by = Edition.authors.through
    by.objects.bulk_create(by(edition=edition, author_id=author) for author in authors)
    names = set(revision.tags)
    if names and _tag(edition, names) < len(names):
        edition.tags.set(revision.tags)


def _tag(edition: Edition, names: Iterable[str]) -> int:
    """Put the tags of these names on the edition; return how many there are."""
    return inserting.insert(
        TaggedEdition,
        columns={"tag_id": F("pk"), "content_object_id": Value(edition.pk)},
        rows=Tag.objects.filter(name__in=names),
    )


def _place(edition: Edition, current: Edition | None) -> list[Edition]:
    """Save the plan and the end that it gives to what is on air: shrink before growing, so that they never overlap."""
    if current is None:
        edition.save()
        return [edition]
    end = min(edition.goes_live_at, current.expires_at or edition.goes_live_at)
    shrinks = current.ends_at is None or end < current.ends_at
    current.ends_at = end
    for written in [current, edition] if shrinks else [edition, current]:
        written.save()
    return [current, edition]


def _move(edition: Edition, *, ends_at: datetime | None) -> list[Edition]:
    edition.ends_at = ends_at
    edition.save(update_fields=["ends_at"])
    return [edition]
