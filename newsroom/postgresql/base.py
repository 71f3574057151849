"""Ask a connection that nothing happened to no question: a server that went away has closed it."""

import select

from django.db.backends.postgresql import base

NO_WAIT = 0


class DatabaseWrapper(base.DatabaseWrapper):
    """Look at the socket where Django sends `SELECT 1`: a server that went away left its last word there.

    After an error, or when something came in unasked, Django's own question decides. No round trip else.
    """

    def is_usable(self) -> bool:
        if self.errors_occurred or self.connection is None or self._has_unread_words():
            return bool(super().is_usable())
        return True

    def _has_unread_words(self) -> bool:
        if self.connection.closed:
            return True
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
        return bool(socket.poll(NO_WAIT))
