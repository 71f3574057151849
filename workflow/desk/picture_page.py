"""The page of one picture, put together for everybody who answers a form of it.

A section of the page has a module with `section(member, found)`, which returns what its fragment shows; the views that
answer its forms are in `picture.py` and call `show` with what was refused in place of that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from articles.enums import MADE_WITH_AI
from articles.models import Picture
from articles.pictures import likeness
from workflow import permissions
from workflow.actions.picture_words import said_of
from workflow.desk import picture_crops, picture_record, picture_rights, picture_uses, shown_pictures
from workflow.desk.entrance import Member
from workflow.enums import Verb
from workflow.forms.picture_embargo import ASKS, PictureEmbargoForm
from workflow.forms.picture_words import PictureForm
from workflow.models import Embargo

Section = Callable[[Member, Picture], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that this person may do about the picture's embargo, with its form."""

    verb: Verb
    form: PictureEmbargoForm

    @property
    def label(self) -> str:
        return _("Put under an embargo") if self.verb is Verb.BIND_PICTURE else _("Lift the embargo")

    @property
    def url_name(self) -> str:
        return f"desk_{self.verb.lower()}"


def find(token: str) -> Picture:
    """Return the picture that an address names, or answer that there is none."""
    return get_object_or_404(Picture.objects.select_related("uploaded_by"), token=token)


def show(
    request: HttpRequest,
    member: Member,
    found: Picture,
    *,
    refused: Deed | None = None,
    status: int = 200,
    **instead: Any,
) -> HttpResponseBase:
    """Answer with the page; `instead` replaces what a section shows by itself, such as the form that was refused."""
    said = said_of(found)
    embargo = Embargo.objects.filter(picture=found, lifted_at=None).select_related("set_by").first()
    context: dict[str, Any] = {
        "here": "pictures",
        "shown": shown_pictures.of([found])[0],
        "form": PictureForm(said=said, may_set_rights=picture_rights.may_change(member)),
        "tags": said["tags"],
        "place": ", ".join(filter(None, (found.city, found.state, found.country))),
        "has_web_address": found.web_statement.lower().startswith(("https://", "http://")),
        "made_with_ai": found.digital_source_type in MADE_WITH_AI,
        "alike": shown_pictures.of(likeness.alike(found)),
        "embargo": embargo,
        "deeds": _deeds(member, embargo, refused),
    }
    for section in SECTIONS:
        context |= section(member, found)
    return render(request, "workflow/picture.html", context | instead, status=status)


def _deeds(member: Member, embargo: Embargo | None, refused: Deed | None) -> Sequence[Deed]:
    """Offer what the table lets this person try."""
    return [
        refused if refused and refused.verb is verb else Deed(verb, PictureEmbargoForm(verb=verb))
        for verb in ASKS
        if permissions.allows(verb, member.in_library) and (embargo or verb is Verb.BIND_PICTURE)
    ]


#: What stands on the page beside the words and the embargo, each with a fragment of its own.
SECTIONS: Final[tuple[Section, ...]] = (
    picture_rights.section,
    picture_crops.section,
    picture_uses.section,
    picture_record.section,
)
