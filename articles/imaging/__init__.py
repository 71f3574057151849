"""Pictures as pure functions on file objects: what a file is and says, and the smaller files made from it."""

from articles.imaging.inspection import Inspection, inspect
from articles.imaging.rendering import RenderedPicture, render
from articles.imaging.sizes import WIDTHS, widths_for

__all__ = ["WIDTHS", "Inspection", "RenderedPicture", "inspect", "render", "widths_for"]
