"""The words of one picture in the library, with what the person saw of them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Self

from django import forms
from django.db.models import TextField
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from articles.enums import DigitalSourceType
from articles.pictures import words
from workflow import typed_text
from workflow.actions.picture_words import SAID, TAGS, TERMS, digest, label

HOW_MADE: Final = "digital_source_type"
#: What a form offers there.
WAYS: Final = [("", lazy("not said")), *DigitalSourceType.choices]
#: The fields in the groups in which people think of them.
GROUPS: Final[tuple[tuple[str | Promise, tuple[str, ...]], ...]] = (
    (lazy("What it shows"), ("headline", "caption", "alt_text", TAGS)),
    (lazy("Whose it is"), ("credit_line", "creator", "copyright_notice", "source")),
    (lazy("Where it was taken"), ("city", "state", "country")),
    (lazy("What may be done with it"), ("usage_terms", "licensor", "web_statement", "instructions")),
    (lazy("How it was made"), (HOW_MADE,)),
)
HELP: Final[dict[str, str | Promise]] = {
    "alt_text": lazy("For those who can’t see it: what the picture shows."),
    "credit_line": lazy("Runs with the picture wherever it is shown."),
    TERMS: lazy(
        "In words, as the agency writes them; “until 2027-12-31” binds. Whoever may set rights may change them."
    ),
    "web_statement": lazy("The address of a page that says what may be done with it."),
    "instructions": lazy("For the desks, never public."),
    HOW_MADE: lazy("Readers are told of what was made with AI."),
    TAGS: lazy("Between commas."),
}


class PictureForm(forms.Form):
    """What the library says of a picture; new texts start from it, texts that use it already keep their own words."""

    seen = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, said: Mapping[str, Any], may_set_rights: bool) -> None:
        initial = dict(said) | {TAGS: typed_text.tags_as_typed(said[TAGS]), "seen": written(said)}
        super().__init__(data, initial=initial)
        self.said, self.may_set_rights = said, may_set_rights
        self.fields |= {field: field_for(field) for field in SAID}
        self.fields[TERMS].disabled = bool(said[TERMS]) and not may_set_rights

    @property
    def groups(self) -> Iterator[tuple[str | Promise, list[BoundField]]]:
        """Return the fields as they stand on the page."""
        return ((name, [self[field] for field in fields]) for name, fields in GROUPS)

    @property
    def what_was_seen(self) -> dict[str, str]:
        """Return the digest of each field as this person saw it; what can't be read was not seen."""
        found = self.cleaned_data["seen"].split(".")
        return dict(zip(SAID, found, strict=True)) if len(found) == len(SAID) else {}

    def changed(self) -> dict[str, Any]:
        """Return what this person wrote: the fields that no longer are as they saw them, newlines as they were."""
        seen = self.what_was_seen
        typed = {field: self._typed(field) for field in SAID if field in self.data}
        return {field: value for field, value in typed.items() if digest(value) != seen.get(field)}

    def over(self, fresh: Mapping[str, Any]) -> Self:
        """Return the form again over what somebody else wrote meanwhile: what this person typed stays, beside it."""
        mine, seen = self.changed(), self.what_was_seen
        shown = {field: fresh[field] for field in SAID} | {TAGS: typed_text.tags_as_typed(fresh[TAGS])}
        typed = {field: self.data[field] for field in mine}
        form = type(self)(shown | typed | {"seen": written(fresh)}, said=fresh, may_set_rights=self.may_set_rights)
        form.full_clean()
        for field in mine:
            if seen.get(field) not in (None, digest(fresh[field])):
                form.add_error(field, _("Somebody else wrote here meanwhile. It says now: %s") % (shown[field] or "–"))
        return form

    def _typed(self, field: str) -> Any:
        typed, before = self.cleaned_data[field], self.said[field]
        if field == TAGS:
            return typed_text.tags_in(typed, before)
        return typed_text.as_before(typed, before) if is_long(field) else typed_text.line_as_before(typed, before)


def written(said: Mapping[str, Any]) -> str:
    """Write what somebody sees of a picture, for a hidden field."""
    return ".".join(digest(said[field]) for field in SAID)


def is_long(field: str) -> bool:
    """Say whether a field has more than one line."""
    return field != TAGS and isinstance(words.column(field), TextField)


def field_for(field: str) -> forms.Field:
    """Return the field of a form for one of `SAID`."""
    more: dict[str, Any] = {"label": capfirst(label(field)), "required": False, "help_text": HELP.get(field, "")}
    if field == HOW_MADE:
        return forms.ChoiceField(choices=WAYS, **more)
    if field == TAGS:
        return forms.CharField(max_length=12_000, widget=forms.TextInput(attrs={"dir": "auto"}), **more)
    attributes = {"dir": "auto"} | ({"rows": 3} if is_long(field) else {})
    widget = forms.Textarea(attrs=attributes) if is_long(field) else forms.TextInput(attrs=attributes)
    return forms.CharField(max_length=words.longest(field), strip=False, widget=widget, **more)
