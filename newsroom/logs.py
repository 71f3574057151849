"""What a log line never tells: an address that lets in whoever has it."""

import logging
import re

#: A review link, the address of somebody's calendar, and the link by which somebody chooses a password.
SECRET = re.compile(r"(/review/|/calendar/(?=[\w-]{40})|/accounts/password/reset/key/)[^/\s?#\"']+")


class Discreet(logging.Formatter):
    """Leave out what is secret in an address, in the message and in the traceback beneath."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))
