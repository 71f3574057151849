"""Wiring only: settings, addresses, the Celery app and the launcher."""

from newsroom.celery import app

__all__ = ["app"]
