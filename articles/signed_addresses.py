"""Readers fetch a picture from the object store itself, by an address that Django signs after it said yes."""

from typing import Protocol, cast

from django.conf import settings
from django.core.files.storage import storages
from django.http import HttpResponse, HttpResponseRedirect

from articles.site import ServedFile

SIGNED_FOR = 300  # seconds; after a kill, who has an address may still fetch the file for as long


class SigningStore(Protocol):
    """A store that can say where one of its files may be fetched for a while."""

    def signed_address(self, name: str, *, mime_type: str, seconds: int) -> str: ...


def are_used() -> bool:
    return bool(settings.PICTURES_SIGNED_REDIRECT)


def redirect(served: ServedFile) -> HttpResponse:
    """Send a reader on for as long as the picture is on air, five minutes at most.

    A cache keeps the answer half as long as the signature holds, so that it sends nobody to an address that has ended.
    There is no ETag: a browser that asked again would be told to go on with the old address.
    """
    left = served.fresh_for.total_seconds() if served.fresh_for is not None else SIGNED_FOR
    seconds = max(1, min(SIGNED_FOR, int(left)))
    store = cast(SigningStore, storages["renditions"])
    address = store.signed_address(served.storage_name, mime_type=served.mime_type, seconds=seconds)
    return HttpResponseRedirect(address, headers={"Cache-Control": f"public, max-age={seconds // 2}"})
