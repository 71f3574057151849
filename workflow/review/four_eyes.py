"""Who contributed to what: nobody signs or approves their own copy."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.db.models import F
from django.db.models.expressions import Combinable

from articles.enums import Part
from articles.models import Author, Revision
from workflow.models import Desk


class Contributors(dict[str, set[int]]):
    """The accounts behind each part; `inactive` names those of the bylines who are no longer active as authors."""

    inactive: Mapping[int, str] = MappingProxyType({})


def contributors(*, head: Revision, since: Combinable) -> Contributors:
    """Map each part to the accounts that changed it since a revision, or whose name it carried since; 0 is the start.

    A name that was taken off before the review still counts, and so does the account that stood behind a name when it
    was written: nobody gets out of their own copy by a change of either. Two reads, however long the history.
    """
    rows = Revision.objects.annotate(since=since).filter(article_id=head.article_id, pk__gte=F("since"))
    read = rows.filter(pk__lte=head.pk).only("parent_id", "created_by_id", "part_hashes", "authors")
    revisions: dict[int, Any] = {row.pk: row for row in read}
    found: dict[str, set[int]] = {part: set() for part in Part.values}
    bylines = list(head.authors)
    current = revisions.get(head.pk)
    while current is not None and current.pk != current.since:
        before = revisions.get(current.parent_id) if current.parent_id else None
        for part in changed_parts(before, current):
            if current.created_by_id:
                found[part].add(current.created_by_id)
        bylines += current.authors
        current = before
    authors = list(Author.objects.filter(pk__in={author["id"] for author in bylines}))
    accounts = {author.user_id for author in authors if author.user_id is not None} | _accounts_then(bylines)
    told = Contributors({part: people | accounts for part, people in found.items()})
    told.inactive = {author.pk: author.name for author in authors if not author.is_active}
    return told


def changed_parts(before: Revision | None, after: Revision) -> list[str]:
    """Name the parts that differ; all of them in a first revision."""
    old = before.part_hashes if before else {}
    return [part for part in Part.values if old.get(part) != after.part_hashes.get(part)]


def everybody(found: Contributors, parts: Iterable[str] = Part.values) -> set[int]:
    """Return who contributed to any of these parts."""
    return set().union(*(found[part] for part in parts))


def is_waived(desk: Desk) -> bool:
    """Say whether the desk switched four eyes off, which counts only while it has one active member."""
    if desk.has_four_eyes:
        return False
    return desk.memberships.filter(user__is_active=True).values("user").distinct().count() == 1


def _accounts_then(bylines: Iterable[dict[str, Any]]) -> set[int]:
    """Return the accounts behind these names when they were written."""
    return {author["user_id"] for author in bylines if author.get("user_id")}
