"""What a person says with one move of many stories."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from workflow.actions.bulk import ACTIONS, MOST
from workflow.actions.packages import LONGEST_SLUGLINE
from workflow.enums import Verb
from workflow.forms.moves import Asked, MoveForm
from workflow.transitions import TABLE, Asks

#: Not a move of each by itself: one plan for all.
TOGETHER = "TOGETHER"
CHOICES = [
    (TOGETHER, lazy("Schedule together, as a package")),
    *((verb.value, TABLE[verb].label) for verb in ACTIONS),
]
#: A story's key and version take at most so many signs, and a comma.
LONGEST_PAIR = 22

Pairs = list[tuple[int, int]]


def pairs_in(written: str) -> Pairs:
    """Read stories as they were seen, `key:version,…`; raises ValueError for what is none."""
    if len(written) > MOST * LONGEST_PAIR:
        raise ValueError(written[:LONGEST_PAIR])
    found = [tuple(int(number) for number in pair.split(":")) for pair in written.split(",") if pair]
    if any(len(pair) != 2 or not all(0 < number < 2**31 for number in pair) for pair in found):
        raise ValueError(written[:LONGEST_PAIR])
    return [(key, version) for key, version in found]


def written(pairs: Pairs) -> str:
    """Write stories as they were seen, for a field of a form."""
    return ",".join(f"{key}:{version}" for key, version in pairs)


class ManyForm(MoveForm):
    """The fields of one move, asked once for all of the stories."""

    version = None  # type: ignore[assignment]  # each story has its own
    stories = forms.CharField(widget=forms.HiddenInput)
    move = forms.ChoiceField(choices=CHOICES, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, move: str, stories: str) -> None:
        self.is_package = move == TOGETHER
        verb = Verb.SCHEDULE if self.is_package else Verb(move)
        asks = (Asks.GOES_LIVE_AT,) if self.is_package else TABLE[verb].asks
        super().__init__(data, asked=Asked(verb=verb, asks=asks))
        self.initial.update(move=move, stories=stories)
        if self.is_package:
            self.fields["slugline"] = forms.CharField(
                label=lazy("Slugline of the package"), max_length=LONGEST_SLUGLINE, help_text=lazy("Never public.")
            )
            self.order_fields(["slugline"])

    @property
    def label(self) -> str:
        """Name the move as its choice does."""
        return str(dict(CHOICES)[TOGETHER if self.is_package else self.asked.verb.value])

    def clean_stories(self) -> Pairs:
        try:
            return pairs_in(self.cleaned_data["stories"])
        except ValueError:
            raise forms.ValidationError(_("Choose the stories in a list again.")) from None

    def arguments(self) -> dict[str, Any]:
        """Return what was said, by the names that the action takes."""
        return {name: said for name, said in super().arguments().items() if name not in {"stories", "move"}}
