"""Narrowing a list of stories."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.enums import Status
from workflow.models import Desk
from workflow.querysets import StoryQuerySet

ANY_STATUS = ("", _("any status"))
ANY_DESK = ("", _("all my desks"))


class DeskFilter(forms.Form):
    """By desk; what can't be read narrows nothing."""

    desk = forms.ChoiceField(label=_("Desk"), required=False)

    def __init__(self, *args: Any, desks: Sequence[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "filter-%s"
        self.desks = desks
        choices = [ANY_DESK, *((desk.slug, desk.name) for desk in desks)]
        self.fields["desk"] = forms.ChoiceField(label=_("Desk"), required=False, choices=choices)

    def chosen(self) -> list[Desk]:
        """Return the desk that was asked for, or all."""
        slug = self.cleaned_data.get("desk") if self.is_valid() else ""
        return [desk for desk in self.desks if slug in ("", desk.slug)]


class ListFilter(DeskFilter):
    """By words, desk and status."""

    q = forms.CharField(label=_("Slugline or headline"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY_STATUS, *Status.choices])
    field_order = ("q", "desk", "status")

    def narrow(self, stories: StoryQuerySet) -> StoryQuerySet:
        """Keep what was asked for."""
        if not self.is_valid():
            return stories
        asked = self.cleaned_data
        if words := asked["q"]:
            stories = stories.filter(
                Q(article__slugline__icontains=words) | Q(article__head__headline__icontains=words)
            )
        if asked["desk"]:
            stories = stories.filter(desk__slug=asked["desk"])
        return stories.filter(status=asked["status"]) if asked["status"] else stories

    @property
    def is_used(self) -> bool:
        """Say whether anything was asked for."""
        return self.is_valid() and any(self.cleaned_data.values())

    @property
    def as_query(self) -> str:
        """Write what was asked for as part of an address, for the next page."""
        return urlencode({name: said for name, said in self.cleaned_data.items() if said}) if self.is_valid() else ""
