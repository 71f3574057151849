"""The nouns of what is published."""

from articles.models.article import Article, OldAddress, Revision
from articles.models.edition import Edition, TaggedEdition
from articles.models.picture import Picture, PictureUse, PictureWords, Rendition, ReplacedFile
from articles.models.taxonomy import Author, Section

__all__ = [
    "Article",
    "Author",
    "Edition",
    "OldAddress",
    "Picture",
    "PictureUse",
    "PictureWords",
    "Rendition",
    "ReplacedFile",
    "Revision",
    "Section",
    "TaggedEdition",
]
