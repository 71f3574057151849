"""What a post on disk holds, once read, and what is needed to write the same bytes again."""

from dataclasses import dataclass, field
from datetime import datetime

from articles.formats.fields import Value
from articles.formats.front_matter import Kind


@dataclass(frozen=True, slots=True)
class Source:
    """How the file was written. Plain values only, so that it can be kept as JSON."""

    encoding: str = "utf-8"
    has_bom: bool = False
    newline: str = "\n"
    kind: Kind = "none"
    header: str = ""
    """Everything before the body exactly as it stood, fences and the blank lines after them too."""
    file_name: str = ""
    zone: str = "UTC"
    """Where dates without a zone were taken to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPicture:
    """What a post says of one of its pictures; `name` is the one in the text, None is for what is left unsaid.

    `crop` is a line as people type it, such as `30 20; 16:9 0 12.5 100`.
    """

    file: str
    role: str | None = None
    name: str | None = None
    caption: str | None = None
    alt_text: str | None = None
    credit_line: str | None = None
    digital_source_type: str | None = None
    crop: str | None = None

    def as_written(self) -> dict[str, str]:
        """Return the entry that stands for it in a header."""
        return {name: text for name in self.__slots__ if (text := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostValues:
    """The values of a story that its file shows; an empty `layout` or `slug` leaves the file's own as it is."""

    headline: str
    body: str = ""
    dek: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    other_categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str = ""
    picture_uses: tuple[PostPicture, ...] = ()
    original_date: datetime | None = None
    layout: str = ""
    slug: str = ""

    @property
    def categories(self) -> tuple[str, ...]:
        """The section first, as a file lists them."""
        return (self.section, *self.other_categories) if self.section else self.other_categories


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(PostValues):
    """A post as read: its values, what had to be assumed, and its source."""

    redirects: tuple[str, ...] = ()
    """Old addresses on this site, each with its leading slash."""
    is_draft: bool = False
    """What the file says of itself; an import publishes nothing either way."""
    extra: dict[str, Value] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    source: Source = field(default_factory=Source)
