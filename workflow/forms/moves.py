"""What a person says with a move: one field or a few for each thing that the transition table asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.enums import AiUse, Flag, Verb, Verdict
from workflow.forms.times import TimedForm, WallTimeField, by_which_clock, which_of_two
from workflow.transitions import Asks

LONGEST_NOTE = 5_000


def _words(label: Any, *, is_required: bool = True, rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=is_required, max_length=LONGEST_NOTE, strip=False, widget=area)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which move a form is for, and what it starts from."""

    verb: Verb
    asks: tuple[Asks, ...] = ()
    version: int | None = None
    stage_id: int | None = None
    original_date: datetime | None = None
    desks: tuple[tuple[int, str], ...] = ()
    initial: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Tell the forms of one page apart."""
        return f"{self.verb.lower()}-{self.stage_id}" if self.stage_id else self.verb.lower()


class MoveForm(TimedForm):
    """The fields of one move; `arguments` is what `actions` takes."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**31 - 1,
        error_messages={"required": _("The form came without the story's version: open the page again.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, asked: Asked) -> None:
        super().__init__(data, auto_id=f"{asked.key}-%s", initial={"version": asked.version})
        self.asked = asked
        for one in asked.asks:
            self.fields.update(FIELDS[one](asked))
        if asked.original_date:
            self.fields["keeps_original_date"] = forms.BooleanField(
                label=_("Keep the original date of this archive story"), required=False
            )
        if self.times:
            self.fields["zone"] = by_which_clock()
        self.initial.update({name: held for name, held in asked.initial.items() if name in self.fields})
        self.hold(asked.initial)

    def arguments(self) -> dict[str, Any]:
        """Return what was said, by the names that the action takes."""
        said = {name: said for name, said in self.answers().items() if name != "stage"}
        return {**said, "typed": self.typed} if self.times else said


def _time(name: str, label: Any, *, is_required: bool, help_text: Any = "") -> dict[str, forms.Field]:
    return {
        name: WallTimeField(label=label, required=is_required, help_text=help_text),
        f"{name}_fold": which_of_two(),
    }


def _verdict(_asked: Asked) -> dict[str, forms.Field]:
    return {
        "stage": forms.IntegerField(widget=forms.HiddenInput, initial=_asked.stage_id, max_value=2**31 - 1),
        "verdict": forms.ChoiceField(
            label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect, initial=Verdict.APPROVE
        ),
    }


def _note(asked: Asked) -> dict[str, forms.Field]:
    return {"note": _words(_("Note"), is_required=asked.verb is not Verb.SIGN)}


def _reason(asked: Asked) -> dict[str, forms.Field]:
    return {"reason": _words(_("Reason, for the record"), is_required=asked.verb is not Verb.RELEASE)}


def _notice(_asked: Asked) -> dict[str, forms.Field]:
    return {"notice": _words(_("Notice, which readers see at the story’s address"))}


def _goes_live_at(_asked: Asked) -> dict[str, forms.Field]:
    return _time("goes_live_at", _("Goes live"), is_required=True)


def _expires_at(_asked: Asked) -> dict[str, forms.Field]:
    return _time("expires_at", _("Expires"), is_required=False, help_text=_("Leave empty for no end."))


def _embargo(_asked: Asked) -> dict[str, forms.Field]:
    return {
        "source": forms.CharField(label=_("Whose embargo"), max_length=200, strip=False),
        **_time(
            "embargoed_until",
            _("Embargoed until"),
            is_required=False,
            help_text=_("Leave empty if it is open-ended."),
        ),
        "terms": _words(_("Terms"), is_required=False, rows=2),
        "reason": _words(_("Reason"), is_required=False, rows=2),
    }


def _urgency(_asked: Asked) -> dict[str, forms.Field]:
    choices = [(number, str(number)) for number in range(1, 10)]
    return {
        "urgency": forms.TypedChoiceField(
            label=_("Urgency"), coerce=int, choices=choices, help_text=_("1 is the highest, 9 the lowest.")
        )
    }


def _ednote(_asked: Asked) -> dict[str, forms.Field]:
    return {"ednote": _words(_("Ednote, for the desks and never public"), is_required=False)}


def _flags(_asked: Asked) -> dict[str, forms.Field]:
    return {
        "flags": forms.MultipleChoiceField(
            label=_("Flags"), choices=Flag.choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    }


def _sources(_asked: Asked) -> dict[str, forms.Field]:
    return {"sources": _words(_("Sources, for the desk and never public"), is_required=False)}


def _ai_use(_asked: Asked) -> dict[str, forms.Field]:
    choices = [("", _("not said yet")), *AiUse.choices]
    return {"ai_use": forms.ChoiceField(label=_("Use of AI"), choices=choices, required=False)}


def _desk(asked: Asked) -> dict[str, forms.Field]:
    return {"desk": forms.TypedChoiceField(label=_("To which desk"), choices=asked.desks, coerce=int)}


FIELDS = {
    Asks.NOTE: _note,
    Asks.REASON: _reason,
    Asks.NOTICE: _notice,
    Asks.GOES_LIVE_AT: _goes_live_at,
    Asks.EXPIRES_AT: _expires_at,
    Asks.VERDICT: _verdict,
    Asks.EMBARGO: _embargo,
    Asks.URGENCY: _urgency,
    Asks.EDNOTE: _ednote,
    Asks.FLAGS: _flags,
    Asks.SOURCES: _sources,
    Asks.AI_USE: _ai_use,
    Asks.DESK: _desk,
}
