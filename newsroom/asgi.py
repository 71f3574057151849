"""The ASGI entrance for any ASGI server."""

import os

from django.core.asgi import get_asgi_application

from newsroom.charsets import read_as_utf8_async

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = read_as_utf8_async(get_asgi_application())
