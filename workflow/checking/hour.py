"""What has to hold at the hour of air beside the text: section, authors, address and embargoes, a read or two each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from articles import editions
from articles.models import Article, Author, Edition, Section
from workflow.checks import air
from workflow.models import Embargo

if TYPE_CHECKING:
    from workflow.checking.reads import Subject

Subjects = Sequence["Subject"]


def inactive_sections(subjects: Subjects) -> dict[int, str]:
    """Name the sections of these texts that are closed."""
    known = {one.section.pk: one.section for one in subjects if one.section is not None}
    asked = {one.text.section_id for one in subjects if one.text.section_id is not None} - set(known)
    rows = Section.objects.filter(pk__in=asked, is_active=False).values_list("pk", "name") if asked else ()
    return {key: section.name for key, section in known.items() if not section.is_active} | dict(rows)


def inactive_authors(subjects: Subjects) -> dict[int, str]:
    """Name those in the bylines who are no longer active."""
    known = {key: name for one in subjects for key, name in (one.inactive_authors or {}).items()}
    asked = {key for one in subjects if one.inactive_authors is None for key in one.text.author_ids}
    rows = Author.objects.filter(pk__in=asked, is_active=False).values_list("pk", "name") if asked else ()
    return known | dict(rows)


def address_troubles(subjects: Subjects) -> dict[int, str]:
    """Say of a plan for a first air that has no address what is wrong: a plan that stands has one to itself."""
    stories = {one.story.article_id: one.story.pk for one in subjects if one.is_planned}
    first = Edition.objects.filter(article__in=stories, article__path=None, announced_at=None)
    paths = {
        stories[row.article_id]: editions.address(revision=row.revision, first_published_at=row.first_published_at)
        for row in first.select_related("revision__section")
    }
    taken = set(Article.objects.filter(path__in=paths.values()).values_list("path", flat=True)) if paths else set()
    return {story: _trouble(path, is_taken=path in taken) for story, path in paths.items()}


def _trouble(path: str, *, is_taken: bool) -> str:
    return editions.taken_in_words(path) if is_taken else _("The story has no address any more: plan it again.")


def embargoes(subjects: Subjects) -> dict[int, tuple[str, ...]]:
    """Say of each plan which embargo, of the story or of a picture in it, is not over by then."""
    planned = [one for one in subjects if one.is_planned]
    pictures = {used.picture_id for one in planned for used in one.text.pictures}
    bound = Q(story__in={one.story.pk for one in planned}) | Q(picture__in=pictures)
    rows = list(Embargo.objects.filter(bound, lifted_at=None).select_related("picture").order_by("pk"))
    return {one.story.pk: tuple(_in_words(row) for row in rows if _binds(row, one)) for one in planned}


def _binds(row: Embargo, one: "Subject") -> bool:
    """Say that an embargo, one at most of the story and of each picture in it, is not over when the text airs."""
    is_over = row.embargoed_until is not None and row.embargoed_until <= one.at
    is_of_it = row.story_id == one.story.pk or any(row.picture_id == used.picture_id for used in one.text.pictures)
    return is_of_it and not is_over


def _in_words(row: Embargo) -> str:
    picture = row.picture.name if row.picture else ""
    return air.embargo_in_words(picture=picture, source=row.source, until=row.embargoed_until)
