"""What a picture's file says of itself, and what the files made from it say (IPTC Photo Metadata Standard)."""

from articles.imaging.metadata.properties import clean
from articles.imaging.metadata.reading import read
from articles.imaging.metadata.source_types import source_type_of
from articles.imaging.metadata.words import Words
from articles.imaging.metadata.writing import EMBEDDED, finished, save_options

__all__ = ["EMBEDDED", "Words", "clean", "finished", "read", "save_options", "source_type_of"]
