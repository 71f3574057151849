"""What somebody typed and has not saved: as their page sent it, kept in its `EditingLock`. No reads, no writes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from articles.drafting import Text, UsedPicture

#: Pages of one person, each with a text of its own; the oldest gives way.
MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A text begun over the revision `base` of a story at `version`, in the open page that goes by `page`."""

    page: str
    at: datetime
    version: int
    base: int
    slugline: str
    text: Text

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{**kept, "at": datetime.fromisoformat(kept["at"]), "text": _text(kept["text"])})

    def written(self) -> dict[str, Any]:
        """Return it as the database keeps it; the file that the text once came from stays with its base."""
        return {**asdict(replace(self, text=replace(self.text, source=None))), "at": self.at.isoformat()}


def all_of(kept: list[dict[str, Any]]) -> list[Unsaved]:
    """Read what a lock keeps, the newest first."""
    return sorted(map(Unsaved.read, kept), key=lambda one: one.at, reverse=True)


def with_page(kept: list[dict[str, Any]], unsaved: Unsaved) -> list[dict[str, Any]]:
    """Let this be what its page holds unsaved."""
    return [*without_page(kept, unsaved.page), unsaved.written()][-MOST_PAGES:]


def without_page(kept: list[dict[str, Any]], page: str) -> list[dict[str, Any]]:
    """Forget what a page held: it was saved, or its owner wants it no more."""
    return [one for one in kept if one["page"] != page]


def _text(kept: Mapping[str, Any]) -> Text:
    """Read the text again; what was a tuple is a list in the database."""
    words: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return Text(**words | {"pictures": tuple(UsedPicture(**use) for use in kept["pictures"])})
