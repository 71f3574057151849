"""Why a newsroom does not start."""


class CannotStart(Exception):
    """A reason in one line, with the way out, fit to show."""
