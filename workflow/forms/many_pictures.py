"""What a person says of many pictures at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from articles.exceptions import ArticleError
from articles.pictures import words
from workflow import typed_text
from workflow.actions.many_pictures import MOST, Order
from workflow.actions.picture_words import DIGEST_LENGTH, digest, label
from workflow.forms.picture_words import HOW_MADE, field_for

#: The fields that are the same for many pictures; a place is one picture's own.
FIELDS: Final = (
    *("credit_line", "creator", "copyright_notice", "source", "usage_terms"),
    *("headline", "caption", "alt_text", HOW_MADE),
)
PUT, FILL = "PUT", "FILL"
HOWS: Final = [("", lazy("leave it")), (PUT, lazy("set it")), (FILL, lazy("set it where nothing stands"))]
#: A picture's key takes at most so many signs.
LONGEST_KEY: Final = 19
LONGEST_SEEN: Final = MOST * (LONGEST_KEY + (len(FIELDS) + 1) * (DIGEST_LENGTH + 1) + 1)

Seen = dict[int, dict[str, str]]


def keys_in(written: str) -> list[int]:
    """Read the keys of pictures, `1,2,…`, each once; raises ValueError for what is none."""
    if len(written) > (MOST + 1) * (LONGEST_KEY + 1):
        raise ValueError(written[:LONGEST_KEY])
    parts = [part for part in written.split(",") if part]
    if any(len(part) > LONGEST_KEY - 1 or not (part.isascii() and part.isdecimal()) for part in parts):
        raise ValueError(written[:LONGEST_KEY])
    return list(dict.fromkeys(int(part) for part in parts))


def seen_written(shown: Iterable[tuple[int, Mapping[str, Any]]], fields: Iterable[str]) -> str:
    """Write what somebody was shown of each picture, for a hidden field: `1:digest.digest,2:…`."""
    names = list(fields)
    return ",".join(f"{key}:{'.'.join(digest(said[name]) for name in names)}" for key, said in shown)


def seen_in(written: str, fields: Iterable[str]) -> Seen:
    """Read it again; raises ValueError for what is none."""
    names = list(fields)
    pairs = [part.split(":") for part in written.split(",") if part]
    found = {tuple(keys_in(key)): dict(zip(names, digests.split("."), strict=True)) for key, digests in pairs}
    return {key: digests for (key,), digests in found.items()}


class ManyWordsForm(forms.Form):
    """Each field is left, set, or set where nothing stands; tags are added and taken away."""

    pictures = forms.CharField(widget=forms.HiddenInput, max_length=(MOST + 1) * (LONGEST_KEY + 1))
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_SEEN)

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for name in FIELDS:
            self.fields[f"how_{name}"] = forms.ChoiceField(
                label=_("%(field)s: what to do") % {"field": label(name).capitalize()}, choices=HOWS, required=False
            )
            self.fields[name] = field_for(name)
        for name, said in (("add_tags", lazy("Add these tags")), ("drop_tags", lazy("Take these tags away"))):
            widget = forms.TextInput(attrs={"dir": "auto"})
            help_text = lazy("Between commas.")
            self.fields[name] = forms.CharField(
                label=said, max_length=12_000, required=False, widget=widget, help_text=help_text
            )

    @property
    def lines(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Pair what to do with a field with what to say there."""
        return ((self[f"how_{name}"], self[name]) for name in FIELDS)

    @property
    def tag_lines(self) -> list[BoundField]:
        return [self["add_tags"], self["drop_tags"]]

    def clean_pictures(self) -> list[int]:
        try:
            keys = keys_in(self.cleaned_data["pictures"])
        except ValueError:
            raise forms.ValidationError(_("Choose the pictures in the library again.")) from None
        if len(keys) > MOST:
            said = _("These are more than %(limit)d pictures: choose fewer, or narrow the library.")
            raise forms.ValidationError(said % {"limit": MOST})
        return keys

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name in FIELDS:
            how, text = said.get(f"how_{name}"), said.get(name, "")
            if how == FILL and not text and name not in self.errors:
                self.add_error(name, _("Say what to set where nothing stands."))
            if not how and text:
                self.add_error(f"how_{name}", _("Choose what to do with these words, or empty them."))
        self._check_words(said)
        if not self.errors and not self.order.fields:
            raise forms.ValidationError(_("Nothing is to change: choose “set it” for a field, or name a tag."))
        return said

    def _check_words(self, said: Mapping[str, Any]) -> None:
        for name in (name for name in FIELDS if said.get(name)):
            try:
                words.check({name: said[name]})
            except ArticleError as refusal:
                self.add_error(name, str(refusal))
        try:
            words.check_tags(typed_text.tags_in(said.get("add_tags", "")))
        except ArticleError as refusal:
            self.add_error("add_tags", str(refusal))

    @property
    def order(self) -> Order:
        """Return what is to be done."""
        said = self.cleaned_data

        def asked(how: str) -> dict[str, str]:
            return {name: _plain(said[name]) for name in FIELDS if said.get(f"how_{name}") == how}

        tags = {name: typed_text.tags_in(said.get(name, "")) for name in ("add_tags", "drop_tags")}
        return Order(put=asked(PUT), fill=asked(FILL), **tags)

    @property
    def what_was_seen(self) -> Seen:
        """Return what this person was shown; raises ValueError for what is none."""
        return seen_in(self.cleaned_data["seen"], self.order.fields)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
