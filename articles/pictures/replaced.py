"""Files that were replaced stay for a while: a reader may just have been sent to one, by an address that was signed."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from articles.models import Rendition, ReplacedFile
from articles.models.picture import renditions

GRACE: Final = timedelta(minutes=10)  # longer than any address is signed for
MOST_IN_A_RUN: Final = 500


def note(files: "QuerySet[Rendition]", *, now: datetime) -> None:
    """Write down, in the transaction that takes their rows, which files nothing names from now on."""
    rows = files.values("picture_id", "file")
    ReplacedFile.objects.bulk_create(ReplacedFile(**row, replaced_at=now) for row in rows)


def remove_replaced(*, now: datetime) -> None:
    """Remove what was replaced long enough ago; a later run removes the rest where the store is away (`OSError`)."""
    for old in ReplacedFile.objects.filter(replaced_at__lt=now - GRACE).order_by("replaced_at")[:MOST_IN_A_RUN]:
        renditions().delete(str(old.file.name))
        old.delete()
