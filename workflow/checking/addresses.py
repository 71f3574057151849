"""Which links to this site lead readers nowhere, at the time when they are to be read."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve
from taggit.models import Tag

from articles.models import Author, Edition, OldAddress, Section
from articles.querysets import EditionQuerySet

#: Behind a door that readers don't have the key of.
STAFF_ONLY = {"accounts", "admin", "desk"}
#: Kinds of page that are there only while there is something to show; any other that has an address is there.
ARTICLE, SECTION, TAG, AUTHOR, ELSEWHERE, STAFF = "article", "section", "tag", "author", "", "staff"
Kind = tuple[str, str]
Interval = tuple[datetime, datetime | None]


def dead(asked: Iterable[tuple[tuple[str, ...], datetime]]) -> list[tuple[str, ...]]:
    """Return of each text's links those within the site that lead nowhere at its instant; a few reads for all."""
    texts = [({link: path for link in links if (path := own_path(link))}, at) for links, at in asked]
    times = [at for paths, at in texts if paths]
    if not times:
        return [() for _text in texts]
    kinds = {path: kind_of(path) for paths, _at in texts for path in paths.values()}
    open_at = _Site(set(kinds.values()), min(times), max(times)).is_open
    return [tuple(link for link, path in paths.items() if not open_at(kinds[path], at)) for paths, at in texts]


def own_path(link: str) -> str:
    """Return the path of a link within this site; empty for one that leads elsewhere or within its own page."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    is_own = not parts.netloc or parts.netloc.casefold() == urlsplit(settings.SITE_URL).netloc.casefold()
    if not is_own or parts.scheme not in {"", "http", "https"}:
        return ""
    return unquote(parts.path) if parts.path.startswith("/") else "/" if parts.netloc else ""


def kind_of(path: str) -> Kind:
    """Say what is at a path by its form: the kind of page, and what names it there."""
    if path.split("/")[1] in STAFF_ONLY:
        return (STAFF, path)
    for spelled in (path, f"{path}/"):
        try:
            found = resolve(spelled)
        except Resolver404:
            continue
        return (found.url_name or "", spelled if found.url_name == ARTICLE else found.kwargs.get("slug", spelled))
    return (ELSEWHERE, path)


class _Site:
    """What readers find at these places between two instants; asks the database only for kinds that are there."""

    def __init__(self, kinds: set[Kind], first: datetime, last: datetime) -> None:
        asked: dict[str, set[str]] = defaultdict(set)
        for kind, name in kinds:
            asked[kind].add(name)
        aired = Edition.objects.aired(last).filter(Q(ends_at=None) | Q(ends_at__gt=first))
        self._moved = _moved(asked[ARTICLE] | asked[ELSEWHERE])
        self._intervals = _intervals(aired, asked[ARTICLE] | set(self._moved.values()))
        self._slugs = {
            SECTION: _slugs(Section.objects.filter(is_active=True), asked[SECTION]),
            TAG: _slugs(Tag.objects.filter(edition__in=aired), asked[TAG]),
            AUTHOR: _slugs(Author.objects.filter(editions__in=aired), asked[AUTHOR]),
        }

    def is_open(self, kind: Kind, at: datetime) -> bool:
        name, where = kind
        if name in self._slugs:
            return where in self._slugs[name]
        if name in {ARTICLE, ELSEWHERE}:
            is_file = where.startswith(settings.STATIC_URL)
            return is_file or any(self._is_on_air(path, at) for path in (where, self._moved.get(where, "")))
        return name != STAFF

    def _is_on_air(self, path: str, at: datetime) -> bool:
        return any(start <= at and (end is None or at < end) for start, end in self._intervals.get(path, ()))


def _moved(paths: set[str]) -> dict[str, str]:
    """Return where stories that stood at these addresses elsewhere stand here."""
    spelled = {other: path for path in paths for other in (path, path.rstrip("/") or "/", f"{path}/")}
    if not spelled:
        return {}
    rows = OldAddress.objects.filter(path__in=spelled, article__path__isnull=False)
    return {spelled[old]: new or "" for old, new in rows.values_list("path", "article__path")}


def _intervals(aired: EditionQuerySet, paths: set[str]) -> dict[str, list[Interval]]:
    intervals: dict[str, list[Interval]] = defaultdict(list)
    rows = aired.filter(article__path__in=paths) if paths else aired.none()
    for path, start, end in rows.values_list("article__path", "goes_live_at", "ends_at"):
        intervals[path or ""].append((start, end))
    return intervals


def _slugs(rows: "QuerySet[Any]", slugs: set[str]) -> set[str]:
    return set(rows.filter(slug__in=slugs).values_list("slug", flat=True)) if slugs else set()
