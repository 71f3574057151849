"""Who contributed to what: nobody signs or approves their own copy."""

from collections.abc import Iterable
from typing import Any

from articles.enums import Part
from articles.models import Author, Revision
from workflow.models import Desk

Contributors = dict[str, set[int]]


def contributors(*, head: Revision, last_aired: Revision | None) -> Contributors:
    """Map each part to the accounts that changed it since the last aired revision, or whose name it carried since.

    A name that was taken off before the review still counts, and so does the account that stood behind a name when it
    was written: nobody gets out of their own copy by a change of either. Two reads, however long the history.
    """
    since = last_aired.pk if last_aired else 0
    rows = Revision.objects.filter(article_id=head.article_id, pk__gte=since, pk__lte=head.pk)
    revisions = {row.pk: row for row in rows.only("parent_id", "created_by_id", "part_hashes", "authors")}
    found: Contributors = {part: set() for part in Part.values}
    bylines = list(head.authors)
    current = revisions.get(head.pk)
    while current is not None and current.pk != since:
        before = revisions.get(current.parent_id) if current.parent_id else None
        for part in changed_parts(before, current):
            if current.created_by_id:
                found[part].add(current.created_by_id)
        bylines += current.authors
        current = before
    accounts = _accounts_of({author["id"] for author in bylines}) | _accounts_then(bylines)
    return {part: people | accounts for part, people in found.items()}


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


def _accounts_of(author_ids: set[int]) -> set[int]:
    """Return the accounts behind these names now."""
    users = Author.objects.filter(pk__in=author_ids, user__isnull=False).values_list("user_id", flat=True)
    return {user for user in users if user is not None}
