"""Which mails a person wants: a row for each kind of Event, a choice of when."""

from collections.abc import Mapping
from typing import Any

from django import forms

from workflow.enums import Promptness, Verb


class MailChoices(forms.Form):
    """One field for each kind that anybody hears of, named by its code."""

    def __init__(self, *args: Any, chosen: Mapping[Verb, Promptness], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "mail-%s"
        for verb, promptness in chosen.items():
            label = str(verb.label)
            self.fields[verb.value] = forms.ChoiceField(
                label=label[:1].upper() + label[1:], choices=Promptness.choices, initial=promptness.value
            )
