"""What a person says with a deed upon a budget line; each form carries the version that they saw."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from workflow.budget.deeds import Deed, FoundLine
from workflow.enums import Status
from workflow.forms.budget import NOBODY, PersonField, PlanForm, offer, people_on
from workflow.forms.moves import LONGEST_NOTE
from workflow.models import Desk, Story

#: Stories that the form offers, the newest change first: a longer list helps nobody.
MOST_STORIES = 100


def _words(label: Any, *, is_required: bool) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    return forms.CharField(label=label, required=is_required, max_length=LONGEST_NOTE, widget=area)


class DeedForm(forms.Form):
    """One press is enough."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**31 - 1,
        error_messages={"required": _("The form came without the line's version: open the page again.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, deed: Deed, found: FoundLine, **more: Any) -> None:
        super().__init__(data, auto_id=f"{deed.name}-%s", **more)
        self.deed, self.initial["version"] = deed, found.line.version
        self.offer(found)

    def offer(self, found: FoundLine) -> None:
        """Fill in what there is to choose from."""

    def arguments(self) -> dict[str, Any]:
        """Return what was said, by the names that the action takes."""
        return dict(self.cleaned_data)

    @property
    def url_name(self) -> str:
        return f"desk_budget_{self.deed.name}"

    @property
    def is_plain(self) -> bool:
        """Say whether one press is enough."""
        return not self.deed.is_grave and set(self.fields) == {"version"}


class ReplanForm(PlanForm, DeedForm):
    """All that the line says, to be changed."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, deed: Deed, found: FoundLine) -> None:
        super().__init__(data, line=found.line, deed=deed, found=found)

    def arguments(self) -> dict[str, Any]:
        return {"version": self.cleaned_data["version"], "plan": self.plan()}


class AssignForm(DeedForm):
    """To whom of the desk."""

    reporter = PersonField(label=_("To whom"), queryset=User.objects.none(), required=False, empty_label=NOBODY)
    note = _words(_("Note"), is_required=False)

    def offer(self, found: FoundLine) -> None:
        offer(self, "reporter", people_on([found.line.desk]))
        self.initial["reporter"] = found.line.reporter_id


class PassOnForm(DeedForm):
    """To which of the desks where the person plans, too."""

    desk = forms.ModelChoiceField(label=_("To which desk"), queryset=Desk.objects.none())
    note = _words(_("Note"), is_required=False)

    def offer(self, found: FoundLine) -> None:
        offer(self, "desk", Desk.objects.run_by(found.by).exclude(pk=found.line.desk_id))


class LinkForm(DeedForm):
    """To which story of the desk that has no line."""

    story = forms.ModelChoiceField(label=_("Story"), queryset=Story.objects.none())

    def offer(self, found: FoundLine) -> None:
        free = Story.objects.readable_by(found.by).filter(desk=found.line.desk_id, assignment=None)
        stories = free.exclude(status=Status.SPIKED).select_related("article").order_by("-changed_at")
        offer(self, "story", stories)
        shown = [(story.pk, f"{story} ({story.get_status_display()})") for story in stories[:MOST_STORIES]]
        self.fields["story"].widget.choices = [("", "—"), *shown]


class NoteForm(DeedForm):
    """A word to whoever takes it next."""

    note = _words(_("Note"), is_required=False)


class ReasonForm(DeedForm):
    """Why, for the record."""

    reason = _words(_("Reason, for the record"), is_required=True)


FORMS: Final[dict[str, type[DeedForm]]] = {
    "claim": DeedForm,
    "start": DeedForm,
    "link": LinkForm,
    "assign": AssignForm,
    "replan": ReplanForm,
    "pass_on": PassOnForm,
    "give_back": NoteForm,
    "unlink": ReasonForm,
    "cancel": ReasonForm,
    "reinstate": DeedForm,
}
