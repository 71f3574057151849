"""Files that vanished from under their rows: after a restored backup, a lost disk, somebody's hand."""

from django.db import transaction

from articles.models import Picture, Rendition
from articles.models.picture import originals, renditions
from articles.pictures.rendering import expected_names


def forget_lost_files(*, picture: Picture) -> list[str]:
    """Drop the rows whose file is gone or cut short, and let the picture be rendered again; returns what it lacks."""
    whole, lost = set(), []
    for rendition in picture.renditions.all():
        if _is_whole(rendition):
            whole.add(rendition.name)
        else:
            lost.append(rendition)
    lacking = sorted(expected_names(picture) - whole)
    if not lacking:
        return []
    with transaction.atomic():
        for rendition in lost:
            Rendition.objects.filter(pk=rendition.pk, file=rendition.file.name).delete()
        Picture.objects.filter(pk=picture.pk, failed_reason="").update(rendered_at=None)
    return lacking


def has_original(*, picture: Picture) -> bool:
    """Say whether the private original is in its store."""
    return originals().exists(str(picture.original.name))


def _is_whole(rendition: Rendition) -> bool:
    key = str(rendition.file.name)
    return renditions().exists(key) and renditions().size(key) == rendition.byte_size
