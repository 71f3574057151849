"""The WSGI entrance for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.charsets import read_as_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = read_as_utf8(get_wsgi_application())
