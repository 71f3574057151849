"""What differs between two texts of a story, field by field and word by word."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import word_diff
from articles.enums import CorrectionType
from articles.models import PictureUse, Revision
from articles.word_diff import Piece


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not the same in both, with its pieces in reading order."""

    label: str | Promise
    pieces: list[Piece]
    is_long: bool


def between(before: Revision, after: Revision) -> list[Difference]:
    """List what differs, in the order of a page."""
    old, new = dict(_fields(before)), dict(_fields(after))
    return [
        Difference(label, word_diff.compare(old[label], new[label]), is_long=label == TEXT)
        for label in old
        if old[label] != new[label]
    ]


TEXT = _("Text")


def _fields(revision: Revision) -> Iterator[tuple[str | Promise, str]]:
    yield _("Headline"), revision.headline
    yield _("Dek"), revision.dek
    yield TEXT, revision.body
    yield _("Section"), revision.section.name if revision.section else ""
    yield _("Byline"), revision.byline
    yield _("Tags"), ", ".join(revision.tags)
    yield _("Slug"), revision.slug
    yield _("Kind of change"), str(CorrectionType(revision.correction_type).label) if revision.correction_type else ""
    yield _("Note for readers"), revision.correction_note
    yield _("Pictures"), "\n\n".join(map(_use, revision.picture_uses.select_related("picture")))


def _use(use: PictureUse) -> str:
    words = (use.caption, use.alt_text, use.credit_line)
    name = f"{use.picture.name} ({use.get_role_display()}{f', {use.source_name}' if use.source_name else ''})"
    return "\n".join([name, *filter(None, words)])
