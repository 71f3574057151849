"""What differs between two texts of a story, field by field and word by word."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import word_diff
from articles.enums import CorrectionType
from articles.models import PictureUse, Revision
from articles.word_diff import Piece
from workflow.forms import crops

Fields = dict[str | Promise, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not the same in both, with its pieces in reading order."""

    label: str | Promise
    pieces: list[Piece]
    is_long: bool


def between(before: Revision, after: Revision) -> list[Difference]:
    """List what differs, in the order of a page."""
    return _between(dict(_fields(before)), dict(_fields(after)))


def in_words(before: Revision, after: Revision) -> list[Difference]:
    """List what differs beside the pictures: those of a text that was never saved stand in no table."""
    return _between(dict(_words(before)), dict(_words(after)))


def _between(old: Fields, new: Fields) -> list[Difference]:
    return [
        Difference(label, word_diff.compare(old[label], new[label]), is_long=label == TEXT)
        for label in old
        if old[label] != new[label]
    ]


TEXT = _("Text")
LONGEST_CROP = 200


def _fields(revision: Revision) -> Iterator[tuple[str | Promise, str]]:
    yield from _words(revision)
    yield _("Pictures"), "\n\n".join(map(_use, revision.picture_uses.select_related("picture")))


def _words(revision: Revision) -> Iterator[tuple[str | Promise, str]]:
    yield _("Headline"), revision.headline
    yield _("Dek"), revision.dek
    yield TEXT, revision.body
    yield _("Section"), revision.section.name if revision.section else ""
    yield _("Byline"), revision.byline
    yield _("Tags"), ", ".join(revision.tags)
    yield _("Slug"), revision.slug
    yield _("Kind of change"), str(CorrectionType(revision.correction_type).label) if revision.correction_type else ""
    yield _("Note for readers"), revision.correction_note


def _use(use: PictureUse) -> str:
    words = (use.caption, use.alt_text, use.credit_line, use.get_digital_source_type_display(), *_crop(use))
    name = f"{use.picture.name} ({use.get_role_display()}{f', {use.source_name}' if use.source_name else ''})"
    return "\n".join([name, *filter(None, words)])


def _crop(use: PictureUse) -> Iterator[str]:
    """Say what is shown where only one shape fits; what no page understands is told as it is kept."""
    said = list(crops.in_words(use.crop, (use.picture.width, use.picture.height)))
    yield from said
    if use.crop and not said:
        yield _("Crop: %(kept)s") % {"kept": json.dumps(use.crop, sort_keys=True, ensure_ascii=False)[:LONGEST_CROP]}
