"""Which pictures a text shows at an instant: each as it was approved while its licence is in force, else what is to
stand in for it, if that is licensed itself, else nothing. It is asked when a page is read: no worker has to come.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BooleanField, Case, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.db.models import When as If

from articles.aggregates import Nested, gathered
from articles.enums import PictureRole
from articles.imaging import crops
from articles.keys import Among
from articles.models import PictureUse, Rendition
from articles.prepared import PreparedQuery
from articles.querysets import When, in_force, moment_of
from articles.shown import File, Pictures, ShownPicture

FILE_COLUMNS = ("name", "width", "height")
#: Fields of `ShownPicture`, in the order of the columns below.
TOLD = ("token", "width", "height", "alt_text", "caption", "credit_line", "source_type", "placeholder")
SIZE = ("token", "width", "height")
WORDS = ("alt_text", "caption", "credit_line", "digital_source_type")
OWN_COLUMNS = (*(f"picture__{name}" for name in SIZE), *WORDS, "picture__placeholder")
LIBRARY_COLUMNS = tuple(f"picture__fallback__{name}" for name in (*SIZE, *WORDS, "placeholder", "focus_x", "focus_y"))
COLUMNS = ("position", "role", "is_own", "kept_crop", "files", *OWN_COLUMNS, *LIBRARY_COLUMNS)


def pictures_in(revision_id: int, when: When = None) -> Pictures:
    """Return one revision's pictures with the files there are, in one query."""
    uses = PictureUse.objects.filter(revision_id=revision_id)
    return pictures_of(shown(uses, when).values_list(*COLUMNS))


def keys_in(revision_id: int, when: When = None) -> "QuerySet[PictureUse, Any]":
    """Return the keys of the pictures that a revision shows, to be asked for within another query."""
    return shown(PictureUse.objects.filter(revision_id=revision_id), when).order_by().values(key=F("shown_id"))


def leads_of(revision_ids: Iterable[int], when: When = None) -> dict[int, Pictures]:
    """Return each revision's lead picture with the files there are, in one query."""
    keys, rows = list(revision_ids), defaultdict(list)
    for revision_id, *use in _LEADS.tuples(keys) if when is None else _leads(keys, when):
        rows[revision_id].append(use)
    return {revision_id: pictures_of(found) for revision_id, found in rows.items()}


def beside(revision: OuterRef, when: When) -> Subquery:
    """Bring the pictures of each revision along with a query of other rows; `pictures_of` reads them."""
    return gathered(shown(PictureUse.objects.filter(revision=revision), when), by="revision", columns=COLUMNS)


def shown(uses: "QuerySet[PictureUse]", when: When) -> "QuerySet[PictureUse, Any]":
    """Keep the uses of which anything is shown, and say what."""
    moment = moment_of(when)
    own, stands_in = in_force(moment, of="picture__"), in_force(moment, of="picture__fallback__")
    files = Rendition.objects.filter(picture=OuterRef("shown_id"))
    return (
        uses.filter(own | stands_in)
        .annotate(
            is_own=ExpressionWrapper(own, BooleanField()),
            shown_id=Case(If(own, then=F("picture")), default=F("picture__fallback")),
            kept_crop=Nested(F("crop")),
        )
        .annotate(files=Nested(gathered(files, by="picture", columns=FILE_COLUMNS)))
    )


def pictures_of(uses: Iterable[Sequence[Any]]) -> Pictures:
    """Gather the rows of `COLUMNS`, one a use, into the pictures of one revision."""
    found, leads = {}, []
    for position, role, *use in uses:
        found[position] = _shown(*use)
        leads += [position] if role == PictureRole.LEAD else []
    return Pictures(found, min(leads, default=None))


def _leads(revision_ids: list[int], when: When = None) -> "QuerySet[PictureUse, Any]":
    uses = PictureUse.objects.filter(Among("revision", revision_ids), role=PictureRole.LEAD)
    return shown(uses, when).values_list("revision_id", *COLUMNS)


def _shown(is_own: bool, kept_crop: Any, files: Any, *columns: Any) -> ShownPicture:
    if is_own:
        told, crop = list(columns[: len(TOLD)]), kept_crop
    else:
        *told, focus_x, focus_y = columns[len(TOLD) :]
        crop = crops.of_focus(focus_x, focus_y)
    words = dict(zip(TOLD, told, strict=True))
    words["source_type"] = words["source_type"] or ""
    return ShownPicture(**words, crop=crops.understood(crop), files=tuple(File(*file) for file in files or ()))


_LEADS = PreparedQuery(_leads, kind=list)
