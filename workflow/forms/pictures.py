"""Files that somebody uploads."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MOST_FILES = 10


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> list["UploadedFile[Any]"]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class ManyFilesField(forms.FileField):
    """Some files chosen at once; what they are is for `articles.pictures` to say."""

    def __init__(self, **kwargs: Any) -> None:
        widget = ManyFilesInput(attrs={"accept": "image/*,.heic,.heif", "multiple": True})
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
    """Pictures for the library; a phone's camera is a second place to choose them, so neither must be filled."""

    use_required_attribute = False
    pictures = ManyFilesField(label=_("Pictures"), help_text=_("JPEG, PNG, WebP and others; up to ten at once."))
