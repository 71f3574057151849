"""Files that vanished from under their rows: after a restored backup, a lost disk, somebody's hand."""

from django.db import transaction

from articles.models import Picture, Rendition
from articles.models.picture import originals, renditions
from articles.pictures.looking_again import look_again
from articles.pictures.wanted import wanted_files


def forget_lost_files(*, picture: Picture) -> list[str]:
    """Drop the rows whose file is gone or cut short, and let them be made again; returns what the picture lacks."""
    whole, lost = set(), []
    for rendition in picture.renditions.all():
        if _is_whole(rendition):
            whole.add(rendition.name)
        else:
            lost.append(rendition)
    lacking = sorted(_expected_names(picture) - whole)
    if not lacking:
        return []
    with transaction.atomic():
        for rendition in lost:
            Rendition.objects.filter(pk=rendition.pk, file=rendition.file.name).delete()
        look_again(Picture.objects.filter(pk=picture.pk))
    return lacking


def has_original(*, picture: Picture) -> bool:
    """Say whether the private original is in its store."""
    return originals().exists(str(picture.original.name))


def _expected_names(picture: Picture) -> set[str]:
    """Return the names of all files that the picture should have by now."""
    wanted = wanted_files(picture)
    if picture.avif_rendered_at is not None:
        wanted += wanted_files(picture, comes_later=True)
    return {one.name for one in wanted}


def _is_whole(rendition: Rendition) -> bool:
    key = str(rendition.file.name)
    return renditions().exists(key) and renditions().size(key) == rendition.byte_size
