"""One picture of the library: its page, and the forms there for its words, focal point, rights and embargo."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from articles import instant
from articles.pictures import licensing
from workflow import actions
from workflow.actions.picture_words import said_of
from workflow.desk import picture_page, picture_rights
from workflow.desk.entrance import Member, for_members
from workflow.desk.picture_page import Deed
from workflow.desk.refusals import status_of
from workflow.enums import Verb
from workflow.exceptions import MovedMeanwhile, WorkflowError
from workflow.forms.crops import FocusForm
from workflow.forms.picture_embargo import PictureEmbargoForm
from workflow.forms.picture_rights import PictureRightsForm, again
from workflow.forms.picture_words import PictureForm
from workflow.models import Event


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def picture(request: HttpRequest, member: Member, token: str) -> HttpResponseBase:
    """Show one picture with what is known of it; its words there reach new texts only."""
    found = picture_page.find(token)
    if request.method != "POST":
        return picture_page.show(request, member, found)
    form = PictureForm(request.POST, said=said_of(found), may_set_rights=picture_rights.may_change(member))
    if not form.is_valid():
        return picture_page.show(request, member, found, form=form, status=422)
    try:
        said, seen = form.changed(), form.what_was_seen
        event = actions.describe_picture(picture=found, by=member.user, now=instant.now(), said=said, seen=seen)
    except MovedMeanwhile as refusal:
        found = picture_page.find(token)
        form = form.over(said_of(found))
        return picture_page.show(request, member, found, form=form, status=status_of(refusal))
    except WorkflowError as refusal:
        form.add_error(None, str(refusal))
        return picture_page.show(request, member, found, form=form, status=status_of(refusal))
    messages.success(request, _said_of_words(event))
    return redirect("desk_picture", token)


@require_POST
@for_members
def aim(request: HttpRequest, member: Member, token: str) -> HttpResponseBase:
    """Set the focal point; show the page again with what was typed if that is refused."""
    found = picture_page.find(token)
    form = FocusForm(request.POST, picture=found)
    if not form.is_valid():
        return picture_page.show(request, member, found, focus=form, status=422)
    x, y = form.point()
    try:
        event = actions.aim_picture(picture=found, by=member.user, now=instant.now(), x=x, y=y)
    except WorkflowError as refusal:
        form.add_error(None, str(refusal))
        return picture_page.show(request, member, found, focus=form, status=status_of(refusal))
    messages.success(
        request, _("Saved: new texts start from this focal point.") if event else _("It was there already.")
    )
    return redirect("desk_picture", token)


@require_POST
@for_members
def set_rights(request: HttpRequest, member: Member, token: str) -> HttpResponseBase:
    """Write the rights; what is refused comes back with what was typed."""
    found = picture_page.find(token)
    form = PictureRightsForm(request.POST, rights=licensing.rights_of(found))
    if not form.is_valid():
        return picture_page.show(request, member, found, rights_form=form, status=422)
    try:
        event = actions.set_rights(picture=found, by=member.user, now=instant.now(), **form.arguments())
    except WorkflowError as refusal:
        if isinstance(refusal, MovedMeanwhile):
            found = picture_page.find(token)
            form = again(form, licensing.rights_of(found))
        form.add_error(None, str(refusal))
        return picture_page.show(request, member, found, rights_form=form, status=status_of(refusal))
    messages.success(request, _said_of_rights(event))
    return redirect("desk_picture", token)


@require_POST
@for_members
def do(request: HttpRequest, member: Member, token: str, verb: Verb) -> HttpResponseBase:
    """Put the picture under an embargo, or lift it; show the page again with what was typed if that is refused."""
    found = picture_page.find(token)
    form = PictureEmbargoForm(request.POST, verb=verb)
    if not form.is_valid():
        return picture_page.show(request, member, found, refused=Deed(verb, form), status=422)
    try:
        act = actions.bind_picture if verb is Verb.BIND_PICTURE else actions.free_picture
        event = act(picture=found, by=member.user, now=instant.now(), **form.arguments())
    except WorkflowError as refusal:
        form.add_error(None, str(refusal))
        return picture_page.show(request, member, found, refused=Deed(verb, form), status=status_of(refusal))
    messages.success(request, _("Done: %(what)s.") % {"what": event.get_verb_display()})
    return redirect("desk_picture", token)


def _said_of_words(event: Event | None) -> str:
    if event is None:
        return _("It said all of this already.")
    held = event.facts.get("held", 0)
    if not held:
        return _("Saved: new texts start from these words.")
    words = ngettext(
        "Saved. %(count)d planned story would air outside of these usage terms and was held.",
        "Saved. %(count)d planned stories would air outside of these usage terms and were held.",
        held,
    )
    return words % {"count": held}


def _said_of_rights(event: Event | None) -> str:
    if event is None:
        return _("It said all of this already.")
    held = event.facts.get("held", 0)
    if not held:
        return _("Saved: the rights count from now on, in every story.")
    words = ngettext(
        "Saved: the rights count from now on. %(count)d planned story would air outside of them and was held.",
        "Saved: the rights count from now on. %(count)d planned stories would air outside of them and were held.",
        held,
    )
    return words % {"count": held}
