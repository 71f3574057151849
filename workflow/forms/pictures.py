"""Uploads, and the words of a picture in the library."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from workflow import typed_text

MOST_FILES = 10


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> list["UploadedFile[Any]"]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class ManyFilesField(forms.FileField):
    """Some files chosen at once; what they are is for `articles.pictures` to say."""

    def __init__(self, **kwargs: Any) -> None:
        widget = ManyFilesInput(attrs={"accept": "image/*", "multiple": True})
        super().__init__(widget=widget, allow_empty_file=True, **kwargs)

    def clean(self, given: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        files = list(given or [])
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("These are %(count)d files: send at most %(limit)d at once."),
                params={"count": len(files), "limit": MOST_FILES},
            )
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    """Pictures for the library."""

    pictures = ManyFilesField(label=_("Pictures"), help_text=_("JPEG, PNG, WebP and others; up to ten at once."))


class PictureForm(forms.Form):
    """What the library says of a picture; new texts start from it, texts that use it already keep their own words."""

    caption = forms.CharField(label=_("Caption"), required=False, max_length=5_000, strip=False, widget=forms.Textarea)
    alt_text = forms.CharField(
        label=_("Alt text"),
        required=False,
        max_length=5_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For those who can’t see it: what the picture shows."),
    )
    credit_line = forms.CharField(label=_("Credit line"), required=False, max_length=500, strip=False)

    def words(self, before: Mapping[str, str]) -> dict[str, str]:
        """Return what was typed, by the fields' names; newlines as they were."""
        return {name: typed_text.as_before(typed, before[name]) for name, typed in self.cleaned_data.items()}
