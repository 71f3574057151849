"""The pictures of a text: a row each, one row to take another from the library, and a place to upload."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.drafting import MAX_PICTURES, UsedPicture
from articles.enums import PictureRole
from articles.imaging import crops
from articles.models import Picture
from workflow import typed_text
from workflow.forms.crops import CropField, line_of, placed, read
from workflow.forms.picture_words import WAYS
from workflow.forms.pictures import ManyFilesField

#: A gallery may have more; the rest stays as it is, so that a form has no more fields than a request may carry.
MOST_ROWS = 40
NEWEST = 60
NOT_IN_A_NAME = re.compile(r"[^\w.-]+")


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class HowMadeField(forms.ChoiceField):
    """How a picture was made; None where no such field was sent, so that nothing changes."""

    def __init__(self) -> None:
        super().__init__(label=_("How it was made"), choices=WAYS, required=False)

    def keep(self, code: str | None) -> None:
        """Offer what the text says already, even where no list has it."""
        if code and not self.valid_value(code):
            self.choices = [*WAYS, (code, code)]

    def clean(self, value: Any) -> str | None:
        return None if value is None else super().clean(value)


class UseForm(forms.Form):
    """One picture in the text, with the words and the crops that stand with it there."""

    picture = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    role = forms.ChoiceField(label=_("Where"), choices=PictureRole.choices)
    source_name = forms.CharField(
        label=_("Name in the text"),
        required=False,
        max_length=500,
        strip=False,
        help_text=_("As in ![alt text](name); a lead picture needs none."),
    )
    caption = forms.CharField(label=_("Caption"), required=False, max_length=5_000, strip=False, widget=_area())
    alt_text = forms.CharField(label=_("Alt text"), required=False, max_length=5_000, strip=False, widget=_area())
    credit_line = forms.CharField(label=_("Credit line"), required=False, max_length=500, strip=False)
    digital_source_type = HowMadeField()
    crop = CropField()
    remove = forms.BooleanField(label=_("Take it out of this text"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["digital_source_type"].keep(self.initial.get("digital_source_type"))  # type: ignore[attr-defined]

    def place(self, size: tuple[int, int]) -> None:
        """Note as `placed` which crop the row asks for, unless it is as the row showed it."""
        typed, is_same = self.cleaned_data.get("crop"), self.initial.get("picture") == self.cleaned_data["picture"]
        if typed is None or (is_same and typed == read(self.initial["crop"])):
            return
        try:
            self.cleaned_data["placed"] = placed(typed, size)
        except forms.ValidationError as refusal:
            self.add_error("crop", refusal)


class KnownPictures(forms.BaseFormSet):  # type: ignore[type-arg]
    """Rows of pictures that are in the library, each with crops that its picture can have."""

    def clean(self) -> None:
        asked = {row.cleaned_data["picture"] for row in self.forms if row.cleaned_data.get("picture")}
        found = Picture.objects.filter(pk__in=asked).values_list("pk", "width", "height")
        sizes = {pk: (width, height) for pk, width, height in found}
        if len(asked) != len(sizes):
            raise forms.ValidationError(_("One of the pictures is no longer in the library: open the page again."))
        for row in self.forms:
            if row.cleaned_data.get("picture"):
                row.place(sizes[row.cleaned_data["picture"]])


UseFormSet = forms.formset_factory(UseForm, formset=KnownPictures, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class AddForm(forms.Form):
    """Another picture: from the library, or from the person's own machine."""

    add_role = forms.ChoiceField(label=_("Use it as"), choices=PictureRole.choices, initial=PictureRole.LEAD)
    add_picture = forms.TypedChoiceField(label=_("From the library"), coerce=int, empty_value=None, required=False)
    add_files = ManyFilesField(label=_("Upload"), required=False, help_text=_("Up to ten at once."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = Picture.objects.order_by("-pk").values_list("pk", "name", "width", "height")[:NEWEST]
        shown = [(pk, f"{name} – {width} × {height}") for pk, name, width, height in newest]
        self.fields["add_picture"].choices = [("", _("none")), *shown]  # type: ignore[attr-defined]


def rows_of(uses: Sequence[UsedPicture]) -> list[dict[str, Any]]:
    """Return what the rows of a fresh form show."""
    return [
        {
            "picture": use.picture_id,
            "role": use.role,
            "source_name": use.source_name,
            "caption": use.caption,
            "alt_text": use.alt_text,
            "credit_line": use.credit_line,
            "digital_source_type": use.digital_source_type or "",
            "crop": line_of(use.crop),
        }
        for use in uses[:MOST_ROWS]
    ]


def uses_in(rows: Iterable[dict[str, Any]], before: Sequence[UsedPicture]) -> list[UsedPicture]:
    """Return the pictures that the rows keep; what lies beyond the rows stays as it was."""
    kept = [_use(row, _before(index, row, before)) for index, row in enumerate(rows) if row and not row["remove"]]
    return [*kept, *before[MOST_ROWS:]]


def added(pictures: Iterable[Picture], *, role: str, beside: Sequence[UsedPicture]) -> list[UsedPicture]:
    """Return uses of these pictures in the words of the library; only one picture leads."""
    uses = list(beside)
    for picture in pictures:
        leads = role == PictureRole.LEAD and all(use.role != PictureRole.LEAD for use in uses)
        uses.append(
            UsedPicture(
                picture_id=picture.pk,
                role=PictureRole.LEAD if leads else PictureRole.INLINE,
                source_name="" if leads else _free_name(picture.name, uses),
                caption=picture.caption,
                alt_text=picture.alt_text,
                credit_line=picture.credit_line,
                crop=crops.of_focus(picture.focus_x, picture.focus_y),
                digital_source_type=picture.digital_source_type or None,
            )
        )
    return uses[: MAX_PICTURES + 1]


def _free_name(name: str, uses: Sequence[UsedPicture]) -> str:
    """Make a name that Markdown takes as it is and that no other picture of the text has."""
    plain = NOT_IN_A_NAME.sub("-", name).strip("-.")[-200:] or "picture"
    taken = {use.source_name for use in uses}
    names = (plain if not number else f"{number + 1}-{plain}" for number in range(len(uses) + 1))
    return next(free for free in names if free not in taken)


def _before(index: int, row: dict[str, Any], before: Sequence[UsedPicture]) -> UsedPicture:
    if index < len(before) and before[index].picture_id == row["picture"]:
        return before[index]
    same = (use for use in before if use.picture_id == row["picture"])
    return next(same, UsedPicture(picture_id=row["picture"]))


def _use(row: dict[str, Any], before: UsedPicture) -> UsedPicture:
    how_made = row["digital_source_type"]
    return UsedPicture(
        picture_id=row["picture"],
        role=row["role"],
        source_name=typed_text.line_as_before(row["source_name"], before.source_name),
        caption=typed_text.as_before(row["caption"], before.caption),
        alt_text=typed_text.as_before(row["alt_text"], before.alt_text),
        credit_line=typed_text.line_as_before(row["credit_line"], before.credit_line),
        crop=row.get("placed", before.crop),
        digital_source_type=before.digital_source_type if how_made is None else how_made or None,
    )
