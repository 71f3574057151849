"""What a picture's Content Credentials claim, noted once, when its original is first read whole."""

from django.conf import settings

from articles.imaging import credentials as in_files
from articles.imaging import manifests
from articles.models import Picture
from articles.models.picture import originals
from articles.pictures.claims import Claim


def note(picture: Picture, claim: Claim) -> None:
    """Keep what they say; the way they claim it was made is taken over where nobody has said it yet."""
    is_new = picture.perceptual_hash is None and picture.credentials is None
    if not is_new and picture.credentials != manifests.unread("MISSING"):
        return
    with originals().open(str(picture.original.name)) as original:
        found = in_files.read(original, picture.mime_type, trust_list=settings.CREDENTIALS_TRUST_LIST)
    if found is None:
        return
    claim.held().update(credentials=found)
    if made := found.get("digital_source_type", ""):
        claim.held().filter(digital_source_type="").update(digital_source_type=made)
    picture.refresh_from_db(fields=["credentials", "digital_source_type"])
