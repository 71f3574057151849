"""A file of the store as an answer: not found where it was lost, and a moment's patience where the store is away."""

import logging
from typing import Any

from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)

STORE_IS_AWAY = 503
COME_AGAIN = {"Cache-Control": "no-store", "Retry-After": "10"}


def response(store: Storage, name: str, **more: Any) -> HttpResponseBase:
    """Return the file; raise Http404 if it is gone. `more` is for Django's `FileResponse`."""
    try:
        opened = store.open(name)
    except FileNotFoundError:
        raise Http404 from None
    except OSError as fault:
        logger.warning("The store of pictures did not answer: %r", fault)
        return HttpResponse(status=STORE_IS_AWAY, headers=COME_AGAIN)
    return FileResponse(opened, **more)
