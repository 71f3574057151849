"""The three forms of the writing page as one: the words, the pictures in use, and another picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.forms import BaseFormSet
from django.http import HttpRequest

from articles import drafting
from articles.drafting import Text
from articles.models import Picture, Revision
from workflow.desk import intake, shown_pictures
from workflow.forms import uses, writing
from workflow.forms.errors import errors_by_field
from workflow.forms.uses import AddForm, UseForm, UseFormSet
from workflow.forms.writing import TextForm
from workflow.models import Desk
from workflow.situation import Situation

EMPTY = Text(headline="")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a sheet is written over: the text that the person began from, or nothing yet."""

    before: Text = EMPTY
    slugline: str = ""
    has_aired: bool = False
    desks: Sequence[Desk] | None = None

    @property
    def for_form(self) -> dict[str, Any]:
        return {
            "before": self.before,
            "before_slugline": self.slugline,
            "has_aired": self.has_aired,
            "desks": self.desks,
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """The writing page's forms; `shown` is the text that they were filled with, unless a browser filled them."""

    words: TextForm
    rows: "BaseFormSet[UseForm]"
    add: AddForm
    shown: Text | None = None

    def is_valid(self) -> bool:
        """Ask all three, so that every error shows at once."""
        return all([self.words.is_valid(), self.rows.is_valid(), self.add.is_valid()])

    def text(self, *, by: User, now: datetime) -> tuple[Text, list[str]]:
        """Return what was typed with its pictures, taking uploads in first; and why any file was refused."""
        before = self.words.before
        kept = uses.uses_in(self.rows.cleaned_data, before.pictures)
        new = intake.take_in(self.add.cleaned_data["add_files"], by=by, now=now)
        chosen = Picture.objects.filter(pk=self.add.cleaned_data["add_picture"])
        role = self.add.cleaned_data["add_role"]
        return self.words.text(uses.added([*chosen, *new.pictures], role=role, beside=kept)), new.refusals

    @property
    def lines(self) -> list[tuple[UseForm, shown_pictures.ShownPicture | None]]:
        """Pair each row with its picture; two queries for all."""
        written = [str(row["picture"].value()) for row in self.rows]
        keys = [int(key) if key.isdecimal() and len(key) < 19 else 0 for key in written]
        shown = shown_pictures.by_id(keys)
        return [(row, shown.get(key)) for row, key in zip(self.rows, keys, strict=True)]

    @property
    def more(self) -> int:
        """Count the pictures beyond the rows, which stay as they are."""
        return max(0, len(self.words.before.pictures) - uses.MOST_ROWS)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Pair each error with the field that it stands at, for the summary above."""
        forms = [self.words, *self.rows, self.add]
        at_fields = [error for form in forms for error in errors_by_field(form)]
        return at_fields + [("", str(error)) for error in self.rows.non_form_errors()]


def fresh(ground: Ground, text: Text, *, slugline: str, version: int | None = None, base: int | None = None) -> Sheet:
    """Return forms that show a text."""
    initial = writing.initial_of(text, slugline=slugline, version=version, base=base)
    words = TextForm(initial=initial, **ground.for_form)
    rows: Any = UseFormSet(initial=uses.rows_of(text.pictures), prefix="pictures")
    return Sheet(words, rows, AddForm(), text)


def typed(request: HttpRequest, ground: Ground) -> Sheet:
    """Return forms with what was sent."""
    words = TextForm(request.POST, **ground.for_form)
    rows: Any = UseFormSet(request.POST, initial=uses.rows_of(ground.before.pictures), prefix="pictures")
    return Sheet(words, rows, AddForm(request.POST, request.FILES))


def so_far(request: HttpRequest, ground: Ground) -> tuple[Text, str]:
    """Read text and slugline from a form that is still being written; what isn't right yet counts as untouched."""
    words = TextForm(request.POST, **ground.for_form)
    rows: Any = UseFormSet(request.POST, initial=uses.rows_of(ground.before.pictures), prefix="pictures")
    before = ground.before.pictures
    kept = uses.uses_in(rows.cleaned_data, before) if rows.is_valid() else before
    return words.text_so_far(kept), words.typed_slugline()


def ground_of(found: Situation, base: Revision) -> Ground:
    """Say what a text of this story is written over."""
    return Ground(drafting.text_of(base), slugline=found.article.slugline, has_aired=found.has_aired)
