"""Second factors: to be taken away from somebody who lost their phone, never to be read."""

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
else:
    Admin = admin.ModelAdmin

admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class AuthenticatorAdmin(Admin):
    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")

    def _never(self, *_asked: Any, **_named: Any) -> bool:
        return False

    has_add_permission = has_change_permission = _never

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Let only a superuser touch what guards somebody with rights here."""
        factors = super().get_queryset(request)
        has_rights = Q(user__is_staff=True) | Q(user__is_superuser=True)
        return factors if request.user.is_superuser else factors.exclude(has_rights)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Keep secrets from being guessed letter by letter through the list's filters."""
        return not lookup.startswith("data") and super().lookup_allowed(lookup, value, request)
