"""Files in the store and their rows. A file's key holds the mark of what it was made with, so each is made once."""

from collections.abc import Collection

from django.core.files.base import ContentFile
from django.db import transaction

from articles.imaging import RenderedPicture
from articles.models import Picture, Rendition
from articles.models.identity import random_id
from articles.models.picture import renditions
from articles.pictures import claims, replaced
from articles.pictures.claims import Claim


def names_made_with(picture: Picture, mark: str) -> set[str]:
    """Return the names of the files that have this mark."""
    keys = picture.renditions.filter(file__startswith=f"{picture.token}/{mark}-")
    return set(keys.values_list("name", flat=True))


def keep(picture: Picture, claim: Claim, made: RenderedPicture, *, mark: str) -> None:
    """Store one file, then its row, so that no row ever names a file that isn't there."""
    key = f"{picture.token}/{mark}-{random_id()}-{made.name}"
    try:
        key = renditions().save(key, ContentFile(made.content))
        with transaction.atomic():
            claims.renew(claim)
            replaced.note(picture.renditions.filter(name=made.name), now=claim.since)
            Rendition.objects.update_or_create(
                picture=picture,
                name=made.name,
                defaults={
                    "shape": made.shape,
                    "mime_type": made.mime_type,
                    "width": made.width,
                    "height": made.height,
                    "byte_size": len(made.content),
                    "file": key,
                },
            )
    except BaseException:
        renditions().delete(key)
        raise


def remove_all_but(names: Collection[str], *, picture: Picture, claim: Claim) -> None:
    """Take away the rows that nothing wants any more, and remove what killed attempts left.

    What was listed under a standing claim and has no row can never get one.
    """
    files = _listed(picture)
    with transaction.atomic():
        claims.renew(claim)
        unwanted = picture.renditions.exclude(name__in=names)
        replaced.note(unwanted, now=claim.since)
        unwanted.delete()
    files_of_rows = [found.values_list("file", flat=True) for found in (picture.renditions, picture.replaced_files)]
    kept = {key for keys in files_of_rows for key in keys}
    for file in files:
        if (key := f"{picture.token}/{file}") not in kept:
            renditions().delete(key)


def _listed(picture: Picture) -> list[str]:
    try:
        _folders, files = renditions().listdir(picture.token)
    except FileNotFoundError:
        return []
    return list(files)
