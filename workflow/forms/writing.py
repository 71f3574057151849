"""A text as somebody writes it at the desk."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.validators import validate_unicode_slug
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.drafting import LIMITS, MAX_AUTHORS, Text, UsedPicture
from articles.enums import CorrectionType
from articles.models import Author, Section
from workflow import typed_text
from workflow.models import Desk

FEWEST_BYLINES = 2
CORRECTION_FIELDS = ("correction_type", "correction_note")


def _area(rows: int, css: str = "") -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", "class": css})


def _line(label: Any, length: int, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(label=label, max_length=length, strip=False, widget=widget, **more)


class TextForm(forms.Form):
    """The words of a story, over the text that the person began from: what they didn't touch stays byte for byte."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)
    slugline = _line(
        _("Slugline"),
        LIMITS["slugline"],
        required=False,
        help_text=_("A short name inside the house; readers never see it."),
    )
    headline = _line(_("Headline"), LIMITS["headline"])
    dek = forms.CharField(
        label=_("Dek"),
        max_length=LIMITS["dek"],
        required=False,
        strip=False,
        widget=_area(2),
        help_text=_("The line under the headline."),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=LIMITS["body"],
        required=False,
        strip=False,
        widget=_area(24, "writing"),
        help_text=_("Markdown. An empty line starts a paragraph, ## a heading, ![alt text](name) shows a picture."),
    )
    section = forms.TypedChoiceField(label=_("Section"), coerce=int, empty_value=None, required=False)
    authors = forms.MultipleChoiceField(label=_("Byline"), required=False)
    tags = _line(_("Tags"), 12_000, required=False, help_text=_("Between commas."))
    slug = _line(
        _("Slug"),
        LIMITS["slug"],
        required=False,
        help_text=_(
            "The last part of the address; empty makes one from the headline. It is fixed once the story aired."
        ),
    )
    correction_type = forms.ChoiceField(label=_("Kind of change"), choices=CorrectionType.choices, required=False)
    correction_note = forms.CharField(
        label=_("Note for readers"),
        max_length=LIMITS["correction_note"],
        required=False,
        strip=False,
        widget=_area(3),
        help_text=_("What was wrong and what is right now."),
    )

    def __init__(
        self,
        *args: Any,
        before: Text,
        before_slugline: str = "",
        has_aired: bool = False,
        desks: Sequence[Desk] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before, self.before_slugline = before, before_slugline
        self._offer(before)
        if not has_aired:
            for name in CORRECTION_FIELDS:
                del self.fields[name]
        if desks is not None:
            del self.fields["version"]
            self.fields["desk"] = forms.ChoiceField(label=_("Desk"), choices=[(desk.pk, desk.name) for desk in desks])

    @property
    def bylines(self) -> list[int | str]:
        """The chosen authors in order, with places for more; one select each."""
        chosen = [key for key in self["authors"].value() or [] if key][:MAX_AUTHORS]
        return [*chosen, *([""] * max(1, FEWEST_BYLINES - len(chosen)))]

    def clean_authors(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(int(key) for key in self.cleaned_data["authors"] if key))

    def clean_slug(self) -> str:
        slug: str = typed_text.line_as_before(self.cleaned_data["slug"], self.before.slug)
        if slug and slug != self.before.slug:
            validate_unicode_slug(slug)
        return slug

    def text(self, pictures: Sequence[UsedPicture]) -> Text:
        """Return the text that was typed, with these pictures."""
        typed, before = self.cleaned_data, self.before
        words: dict[str, Any] = {
            name: typed_text.as_before(typed[name], getattr(before, name))
            for name in ("dek", "body", "correction_note")
            if name in typed
        }
        return replace(
            before,
            headline=typed_text.line_as_before(typed["headline"], before.headline),
            slug=typed["slug"],
            section_id=typed["section"],
            tags=typed_text.tags_in(typed["tags"], before.tags),
            author_ids=typed["authors"],
            pictures=tuple(pictures),
            correction_type=typed.get("correction_type", before.correction_type),
            **words,
        )

    def text_so_far(self, pictures: Sequence[UsedPicture]) -> Text:
        """Return the text of a form that nobody sent yet: a field that can't be read stays as it was before."""
        self.full_clean()
        untouched = initial_of(self.before, slugline=self.before_slugline)
        untouched["authors"] = self.before.author_ids
        self.cleaned_data = {name: untouched[name] for name in self.fields if name in untouched} | self.cleaned_data
        return self.text(pictures)

    def typed_slugline(self) -> str:
        """Return the slugline that was typed."""
        return typed_text.line_as_before(self.cleaned_data["slugline"], self.before_slugline)

    def _offer(self, before: Text) -> None:
        """Offer what is active, and what the text has already."""
        sections = Section.objects.filter(Q(is_active=True) | Q(pk=before.section_id))
        authors = Author.objects.filter(Q(is_active=True) | Q(pk__in=before.author_ids))
        self.fields["section"].choices = [("", _("none yet")), *sections.values_list("pk", "name")]  # type: ignore[attr-defined]
        self.fields["authors"].choices = [("", _("nobody")), *authors.values_list("pk", "name")]  # type: ignore[attr-defined]


def initial_of(text: Text, *, slugline: str, version: int | None = None, base: int | None = None) -> dict[str, Any]:
    """Return what a fresh form shows of a text."""
    return {
        "version": version,
        "base": base,
        "slugline": slugline,
        "headline": text.headline,
        "dek": text.dek,
        "body": text.body,
        "section": text.section_id,
        "authors": list(text.author_ids),
        "tags": typed_text.tags_as_typed(text.tags),
        "slug": text.slug,
        "correction_type": text.correction_type,
        "correction_note": text.correction_note,
    }
