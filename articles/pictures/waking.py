"""Tells a worker that there is a picture to render; a broker that doesn't answer costs nobody more than a second.

The task is called by its name, because writers stand below tasks. The message only makes it sooner: the sweep finds the
picture in the database all the same, so a failure here is a line in the log.
"""

import logging
import time

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# Seconds. The patience of one connection of our own, shorter than that of the workers' connections.
PATIENCE = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "connect_retries_timeout": 0.5, "max_retries": 0}
QUIET_AFTER_A_FAILURE = 30.0


class Waker:
    """Sends one message a picture, and none for a while after the broker failed, so that an import isn't slowed."""

    def __init__(self) -> None:
        self.quiet_until = 0.0

    def wake(self, picture_id: int) -> None:
        if time.monotonic() < self.quiet_until:
            return
        try:
            self._send(picture_id)
        except (OperationalError, OSError) as fault:
            self.quiet_until = time.monotonic() + QUIET_AFTER_A_FAILURE
            logger.warning("No worker could be woken for picture %d, the sweep will render it: %s", picture_id, fault)

    def _send(self, picture_id: int) -> None:
        with current_app.connection_for_write(transport_options=PATIENCE) as connection:
            current_app.send_task(
                "articles.render_picture", kwargs={"picture_id": picture_id}, connection=connection, retry=False
            )


waker = Waker()
