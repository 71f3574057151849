"""Pictures as pure functions on file objects: what a file is and says, and the smaller files made from it."""

from articles.imaging.inspection import Inspection, inspect
from articles.imaging.look import Look
from articles.imaging.rendering import Decoded, RenderedPicture, decode
from articles.imaging.spec import Wanted, wanted, widths_for

__all__ = [
    "Decoded",
    "Inspection",
    "Look",
    "RenderedPicture",
    "Wanted",
    "decode",
    "inspect",
    "wanted",
    "widths_for",
]
