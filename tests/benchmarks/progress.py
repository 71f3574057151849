"""What is being done while the table waits for its next line."""

import sys


def say(doing: str) -> None:
    """Write on the error stream, so that a table in a file stays a table."""
    sys.stderr.write(f"· {doing}…\n")
    sys.stderr.flush()
