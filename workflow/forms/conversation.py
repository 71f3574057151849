"""What is typed into a conversation: a comment, the words that it is about, and whom it calls."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.drafting import LIMITS
from workflow import typed_text
from workflow.quotes import Quote

PERSON, DESK = "person", "desk"
CHOSEN = re.compile(rf"({PERSON}|{DESK})-([0-9]{{1,18}})")
LONGEST_CONTEXT, LONGEST_NAME = 1_000, 254
#: The page's list of those who may be called: one for all of its forms.
CALLABLE = "callable"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def _hidden(length: int) -> forms.CharField:
    return forms.CharField(required=False, max_length=length, strip=False, widget=forms.HiddenInput)


class CommentForm(forms.Form):
    """What somebody says."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=LIMITS["comment"],
        strip=False,
        widget=_area(3),
        help_text=_("@First Last calls somebody on the desk."),
    )

    def clean_text(self) -> str:
        return typed_text.NEWLINE.sub("\n", self.cleaned_data["text"])

    def arguments(self) -> dict[str, Any]:
        """Return what was said, by the names that the action takes."""
        return {"text": self.cleaned_data["text"]}


class AnswerForm(CommentForm):
    """A comment that may call one by choice; more are called by what is typed."""

    call = forms.CharField(
        label=_("Call"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"list": CALLABLE, "dir": "auto", "autocomplete": "off"}),
    )

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "names": [name] if (name := self.cleaned_data["call"]) else []}


class QuotingForm(CommentForm):
    """A comment on words of the text; a script may say what stands around them, and the page asks where it must."""

    quote = forms.CharField(
        label=_("Words of the text that it is about"),
        required=False,
        max_length=LIMITS["quote"],
        strip=False,
        widget=_area(2),
        help_text=_("Copied from the text. Empty: the story as a whole."),
    )
    before = _hidden(LONGEST_CONTEXT)
    after = _hidden(LONGEST_CONTEXT)
    occurrence = forms.IntegerField(
        label=_("Which of these"), required=False, min_value=0, max_value=1_000, widget=forms.HiddenInput
    )
    field_order = ("quote", "occurrence", "text")

    def ask_which(self, places: Sequence[Quote]) -> None:
        """Let the person choose where the quoted words stand."""
        shown = [(str(index), f"…{one.prefix}[{one.exact}]{one.suffix}…") for index, one in enumerate(places)]
        self.fields["occurrence"].widget = forms.RadioSelect(choices=shown)

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            **super().arguments(),
            "quote": said["quote"],
            "context": (said["before"], said["after"]),
            "occurrence": said["occurrence"],
        }


class OutsideForm(QuotingForm):
    """A comment by somebody outside: it calls nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = ""


class ChosenField(forms.MultipleChoiceField):
    """Some of the people and desks of a list; who may be called is for `actions` to say, in words."""

    def valid_value(self, value: Any) -> bool:
        return CHOSEN.fullmatch(str(value)) is not None


class ThreadForm(QuotingForm):
    """A comment that begins a thread, with whom it calls chosen from the desk's list; a shorter form sends a name."""

    call = _hidden(LONGEST_NAME)
    revision = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    mention = ChosenField(label=_("Call"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, callable_ones: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mention"] = ChosenField(
            label=_("Call"), required=False, widget=forms.CheckboxSelectMultiple, choices=callable_ones
        )

    def arguments(self) -> dict[str, Any]:
        chosen = [match for value in self.cleaned_data["mention"] if (match := CHOSEN.fullmatch(value))]
        people = {int(match[2]) for match in chosen if match[1] == PERSON}
        desks = {int(match[2]) for match in chosen if match[1] == DESK}
        names = [name] if (name := self.cleaned_data["call"]) else []
        return {**super().arguments(), "people": people, "desks": desks, "names": names}
