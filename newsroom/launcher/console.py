"""What the person at the terminal sees: one line a message, named by who said it."""

import os
import sys
from itertools import cycle

PLAIN = "\033[0m"
COLOURS = cycle(["\033[36m", "\033[32m", "\033[33m", "\033[35m", "\033[34m", "\033[96m", "\033[92m"])
WIDTH = 9


class Console:
    """Prints lines; in colour on a terminal, unless NO_COLOR is set."""

    def __init__(self) -> None:
        self._is_coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._colours: dict[str, str] = {}

    def say(self, text: str = "") -> None:
        """Print the launcher's own words; a reader who has gone away is no reason to stop the newsroom."""
        try:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
        except OSError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - stays open until the process ends

    def relay(self, name: str, line: bytes) -> None:
        """Print a child's line with its name, and nothing in it that could move the cursor or fake a line."""
        self.say(f"{self._label(name)} {printable(line.decode(errors='replace'))}")

    def _label(self, name: str) -> str:
        label = f"{name:<{WIDTH}}|"
        if not self._is_coloured:
            return label
        return f"{self._colours.setdefault(name, next(COLOURS))}{label}{PLAIN}"


def printable(text: str) -> str:
    """Spell control characters out."""
    return "".join(sign if sign.isprintable() or sign == "\t" else repr(sign)[1:-1] for sign in text)
