"""The licence of a picture: from when until when, where, how often, and what is shown outside of it."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from articles.enums import PictureUsage
from articles.models import Picture, Section
from articles.pictures.licensing import MOST_STORIES, Rights
from workflow.actions.picture_rights import digest
from workflow.forms.times import TimedForm, WallTimeField, by_which_clock, which_of_two

LONGEST_NAME: Final = 300


class PictureRightsForm(TimedForm):
    """What a licence allows; a field that is empty sets no limit. `seen` says which rights the person saw."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    licensed_from = WallTimeField(label=lazy("Licensed from"), required=False)
    licensed_from_fold = which_of_two()
    licensed_until = WallTimeField(
        label=lazy("Licensed until"),
        required=False,
        help_text=lazy("Readers see it up to this instant, and no longer, in every story."),
    )
    licensed_until_fold = which_of_two()
    zone = by_which_clock()
    allowed_uses = forms.MultipleChoiceField(
        label=lazy("Allowed uses"),
        required=False,
        choices=PictureUsage.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("With none of them ticked it may be used for all."),
    )
    section_ids = forms.TypedMultipleChoiceField(
        label=lazy("Allowed sections"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("With none of them ticked it may be used in all."),
    )
    most_stories = forms.IntegerField(
        label=lazy("Number of stories that may use it"), required=False, min_value=1, max_value=MOST_STORIES
    )
    fallback = forms.CharField(
        label=lazy("Shown outside of its licence"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=lazy(
            "The file name of another picture, or the address of its page in the library. Without one, nothing is."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, rights: Rights) -> None:
        super().__init__(data, auto_id="rights-%s", held=_said(rights))
        own = {"allowed_uses": list(rights.allowed_uses), "section_ids": list(rights.section_ids)}
        number = {"most_stories": rights.most_stories, "fallback": _name_of(rights.fallback_id)}
        self.initial.update({**own, **number, "seen": digest(rights)})
        self.rights = rights
        choices = Section.objects.filter(Q(is_active=True) | Q(pk__in=rights.section_ids))
        self.fields["section_ids"].choices = list(choices.values_list("pk", "name"))  # type: ignore[attr-defined]

    def clean_fallback(self) -> int | None:
        """Return the key of the picture that somebody named."""
        named = self.cleaned_data["fallback"].strip()
        if not named:
            return None
        by_token = Picture.objects.filter(token=_last_part(named)).values_list("pk", flat=True).first()
        if by_token is not None:
            return by_token
        called = list(Picture.objects.filter(name=named).order_by("pk").values_list("pk", flat=True)[:2])
        if len(called) == 1:
            return called[0]
        if called:
            raise forms.ValidationError(_("Several pictures are called that: give the address of its page."))
        raise forms.ValidationError(_("No picture of the library is called that, or has its page there."))

    def arguments(self) -> dict[str, Any]:
        """Return what the action takes."""
        said = self.answers()
        rights = Rights(
            licensed_from=said["licensed_from"],
            licensed_until=said["licensed_until"],
            allowed_uses=tuple(said["allowed_uses"]),
            section_ids=tuple(sorted(said["section_ids"])),
            most_stories=said["most_stories"],
            fallback_id=said["fallback"],
        )
        return {"rights": rights, "seen": said["seen"] or None, "typed": self.typed}


def again(form: PictureRightsForm, rights: Rights) -> PictureRightsForm:
    """Return the form with what was typed over the rights as they are now, to be sent once more."""
    typed = form.data.copy()  # type: ignore[attr-defined]
    typed["seen"] = digest(rights)
    fresh = PictureRightsForm(typed, rights=rights)
    fresh.full_clean()
    return fresh


def _said(rights: Rights) -> dict[str, Any]:
    return {name: getattr(rights, name) for name in ("licensed_from", "licensed_until")}


def _name_of(picture_id: int | None) -> str:
    """Return the file name of a picture, or its token where others have the same name."""
    found = Picture.objects.filter(pk=picture_id).values_list("name", "token").first() if picture_id else None
    if found is None:
        return ""
    name, token = found
    return name if Picture.objects.filter(name=name).count() == 1 else token


def _last_part(named: str) -> str:
    """Return the token in the address of a picture's page, or what was named as it is."""
    try:
        path = urlsplit(named).path
    except ValueError:
        return named
    return path.rstrip("/").rpartition("/")[2]
