"""Which section and which authors the names in a file stand for; new names get rows."""

import hashlib
from collections.abc import Callable

from django.utils.text import slugify

from articles.addresses import RESERVED_SECTION_SLUGS
from articles.models import Author, Section


class Names:
    """Look names up once a run.

    A section that a file brings starts inactive: no page shows its name before an administrator activates it.
    """

    def __init__(self) -> None:
        self._sections: dict[str, int] = {}
        self._authors: dict[str, int] = {}
        self.new_sections: list[str] = []

    def section(self, name: str) -> int | None:
        """Find or make the section of this name; None for no name."""
        return _once(self._sections, name, self._section) if name else None

    def authors(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """Find or make the authors of these names, by name or by slug."""
        return tuple(dict.fromkeys(_once(self._authors, name, _author) for name in names))

    def _section(self, name: str) -> int:
        slug = _slug(name, 100)
        if slug in RESERVED_SECTION_SLUGS:
            slug = f"{slug}-section"
        found = Section.objects.filter(name__iexact=name).first() or Section.objects.filter(slug=slug).first()
        if found is None:
            found = Section.objects.create(name=name, slug=slug, is_active=False)
            self.new_sections.append(name)
        return found.pk


def _author(name: str) -> int:
    slug = _slug(name, 200)
    found = Author.objects.filter(name__iexact=name).order_by("pk").first() or Author.objects.filter(slug=slug).first()
    return (found or Author.objects.create(name=name, slug=slug)).pk


def _slug(name: str, length: int) -> str:
    """Make a slug from any name; one without a letter or digit gets a short digest."""
    return slugify(name, allow_unicode=True)[:length].strip("-") or hashlib.sha256(name.encode()).hexdigest()[:12]


def _once(known: dict[str, int], name: str, find: Callable[[str], int]) -> int:
    if name not in known:
        known[name] = find(name)
    return known[name]
