"""People: invited by mail, given roles, deactivated rather than deleted."""

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import instant
from workflow import invitations, people
from workflow.admin.desk import MembershipInline
from workflow.enums import Role
from workflow.exceptions import InvitationRefused
from workflow.models import Desk, Invitation
from workflow.review import stage_sets

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[User]
    UserForm = forms.ModelForm[User]
else:
    Admin = admin.ModelAdmin
    UserForm = forms.ModelForm

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")

admin.site.unregister(User)


class PersonForm(UserForm):
    """An account under an address that nobody else has; the address is what its owner signs in with."""

    email = forms.EmailField(label=_("e-mail"), help_text=_("They sign in with it."))

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name")

    def clean_email(self) -> str:
        besides = self.instance if self.instance.pk else None
        try:
            return invitations.free_address(email=self.cleaned_data["email"], besides=besides)
        except InvitationRefused as refusal:
            raise ValidationError(str(refusal)) from refusal


def role_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Offer each role of each active desk, grouped by desk."""
    desks = Desk.objects.filter(is_active=True)
    return [(desk.name, [(f"{desk.pk}:{role}", f"{desk.name}: {role.label}") for role in Role]) for desk in desks]


class InvitationForm(PersonForm):
    """Whom to ask in, and as what."""

    roles = forms.MultipleChoiceField(
        label=_("roles"), choices=role_choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_roles(self) -> list[tuple[Desk, Role]]:
        chosen = [choice.split(":") for choice in self.cleaned_data["roles"]]
        desks = Desk.objects.in_bulk([int(desk) for desk, _role in chosen])
        return [(desks[int(desk)], Role(role)) for desk, role in chosen]


@admin.register(User)
class PersonAdmin(Admin):
    """Nobody is deleted here. Only a superuser hands out rights, touches who has some, or changes another's address."""

    form = PersonForm
    list_display = ("email", "first_name", "last_name", "is_active", "is_staff", "standing")
    list_select_related = ("invitation",)
    list_filter = ("is_active", "is_staff", "memberships__desk", "memberships__role")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("email",)
    filter_horizontal = ("groups", "user_permissions")
    readonly_fields = ("standing", "second_factors", "last_login", "date_joined")
    actions = ("send_invitation_again", "deactivate")
    fieldsets = (
        (None, {"fields": ("email", "first_name", "last_name")}),
        (_("Account"), {"fields": ("is_active", "standing", "second_factors", "last_login", "date_joined")}),
        (_("Rights in this administration"), {"fields": RIGHTS, "classes": ("collapse",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj:
            return super().get_fieldsets(request, obj)
        roles = ("roles",) if _may_give_roles(request) else ()
        return [(None, {"fields": ("email", "first_name", "last_name", *roles)})]

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        if not change and _may_give_roles(request):
            kwargs["form"] = InvitationForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_inlines(self, _request: HttpRequest, obj: User | None) -> Any:
        return [MembershipInline] if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        own = ("is_active",) if obj == request.user else ()
        rights = () if request.user.is_superuser else RIGHTS
        address = () if obj is None or _may_readdress(request, obj) else ("email",)
        return (*self.readonly_fields, *own, *rights, *address)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Keep password hashes from being guessed letter by letter through the list's filters."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or _may_touch(request, obj))

    def has_delete_permission(self, *_asked: Any, **_named: Any) -> bool:
        return False

    @admin.display(description=_("invitation"))
    def standing(self, person: User) -> str:
        return _standing(person=person, invitation=getattr(person, "invitation", None))

    @admin.display(description=_("second factors"))
    def second_factors(self, person: User) -> str:
        kinds = [str(factor.get_type_display()) for factor in Authenticator.objects.filter(user=person)]
        return ", ".join(kinds) or gettext("none yet; recommended for everybody with rights here")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.username = obj.email
        if change:
            super().save_model(request, obj, form, change)
            return
        invited = invitations.invite(
            email=obj.email,
            first_name=obj.first_name,
            last_name=obj.last_name,
            memberships=form.cleaned_data.get("roles", []),
            by=cast(User, request.user),
            now=instant.now(),
        )
        obj.pk = invited.pk
        transaction.on_commit(partial(self._tell_how_it_went, request, invited), robust=True)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "is_active" in form.changed_data and not form.instance.is_active:
            people.deactivate(user=form.instance)
        self._warn_of_gaps(request)

    @admin.action(description=_("Send the invitation again"), permissions=["change"])
    def send_invitation_again(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        now = instant.now()
        for person in _touchable(request, queryset):
            try:
                invitations.send_again(user=person, by=cast(User, request.user), now=now)
            except InvitationRefused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self._tell_how_it_went(request, person)

    @admin.action(description=_("Deactivate: roles gone, signed out everywhere"), permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        chosen = [person for person in _touchable(request, queryset) if person != request.user]
        for person in chosen:
            people.deactivate(user=person)
            self.log_change(request, person, gettext("Deactivated."))
        told = ngettext("%d account deactivated.", "%d accounts deactivated.", len(chosen)) % len(chosen)
        self.message_user(request, told, messages.SUCCESS)
        self._warn_of_gaps(request)

    def _warn_of_gaps(self, request: HttpRequest) -> None:
        """Say which looks nobody can give any more: stories would wait there for ever."""
        for stage in stage_sets.without_signers():
            said = gettext("Nobody on %(desk)s can sign “%(stage)s” now: give somebody the role of %(role)s.")
            named = {"desk": stage.desk, "stage": stage, "role": stage.get_role_display()}
            self.message_user(request, said % named, messages.WARNING)

    def _tell_how_it_went(self, request: HttpRequest, person: User) -> None:
        invitation = Invitation.objects.get(user=person)
        level = messages.SUCCESS if invitation.sent_at else messages.WARNING
        self.message_user(request, f"{person.email}: {_standing(person=person, invitation=invitation)}", level)


def _standing(*, person: User, invitation: Invitation | None) -> str:
    """Say in words how far a person has come in."""
    if invitation is None or person.has_usable_password():
        return gettext("has a password") if person.has_usable_password() else gettext("not invited, has no password")
    if invitation.sent_at:
        return gettext("invited, has no password yet")
    why = invitation.failed_reason or gettext("it is still to go")
    return gettext("the invitation was not sent (%s). Use “Send the invitation again” in the list of users.") % why


def _may_give_roles(request: HttpRequest) -> bool:
    return request.user.has_perm("workflow.add_membership")


def _may_touch(request: HttpRequest, person: User) -> bool:
    """Keep rights in this administration with superusers."""
    return _may_readdress(request, person) or not (person.is_staff or person.is_superuser)


def _may_readdress(request: HttpRequest, person: User) -> bool:
    """Keep staff from becoming a publisher: a link to a new password is mailed to the address."""
    return request.user.is_superuser or person == request.user


def _touchable(request: HttpRequest, queryset: models.QuerySet[User]) -> list[User]:
    return [person for person in queryset if _may_touch(request, person)]
