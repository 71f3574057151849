"""Who hears of what, by which webhooks, and what became of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import instant
from articles.admin import ReadOnlyAdmin
from workflow import deliveries
from workflow.deliveries import destinations, letters
from workflow.enums import Verb
from workflow.models import Delivery, Dispatch, NotificationRule, Webhook

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
    WebhookModelForm = forms.ModelForm[Webhook]
else:
    Admin = admin.ModelAdmin
    WebhookModelForm = forms.ModelForm

SHORTEST_SECRET = 16  # characters
ABOUT = ("event__story__article", "event__assignment", "event__picture")


@admin.register(NotificationRule)
class NotificationRuleAdmin(Admin):
    list_display = ("verb", "audience", "desk", "is_active")
    list_select_related = ("desk",)
    list_editable = ("is_active",)
    list_filter = ("desk", "audience", "is_active")
    fields = ("desk", "verb", "audience", "is_active")

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        form.base_fields["desk"].help_text = _(
            "Empty: all desks. A desk with a rule of its own for something, even one that is not active, does not "
            "follow the rules for all desks there."
        )
        return form


class WebhookForm(WebhookModelForm):
    """A secret goes in and never comes out: an empty field keeps the one that there is."""

    new_secret = forms.CharField(
        label=_("secret"),
        required=False,
        strip=False,
        min_length=SHORTEST_SECRET,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Signs what is sent. It is never shown again; leave it empty to keep the one that is set."),
    )
    url = forms.URLField(label=_("address"), max_length=500, assume_scheme="https")
    verbs = forms.MultipleChoiceField(
        label=_("what it hears of"), choices=Verb.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Webhook
        fields = ("name", "desk", "url", "verbs", "is_active")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            destinations.check(url)
        except destinations.DestinationRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return url

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.instance.secret and not self.cleaned_data.get("new_secret") and "new_secret" not in self.errors:
            self.add_error("new_secret", _("Set a secret: the receiver checks by it that this newsroom sent it."))
        return cleaned


@admin.register(Webhook)
class WebhookAdmin(Admin):
    form = WebhookForm
    list_display = ("name", "desk", "url", "is_active")
    list_select_related = ("desk",)
    fields = ("name", "desk", "url", "new_secret", "verbs", "is_active")

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        obj.secret = form.cleaned_data["new_secret"] or obj.secret
        super().save_model(request, obj, form, change)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Keep the secret from being guessed letter by letter through the list's filters."""
        return not lookup.startswith("secret") and super().lookup_allowed(lookup, value, request)


DONE, WAITING, FAILED = Q(done_at__isnull=False), Q(due_at__isnull=False), Q(done_at=None, due_at=None)


class StateFilter(admin.SimpleListFilter):
    """What became of it."""

    title = _("state")
    parameter_name = "state"
    states: dict[str, tuple[str | Promise, Q]] = {
        "failed": (_("failed for good, or no longer allowed"), FAILED),
        "retried": (_("failed, to be tried again"), WAITING & ~Q(failure="")),
        "waiting": (_("waiting"), WAITING & Q(failure="")),
        "done": (_("done"), DONE),
    }

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [(name, str(label)) for name, (label, _which) in self.states.items()]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        chosen = self.states.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """The log. Whoever may change deliveries may have them sent again, and nothing else."""

    list_display = ("made_at", "event", "about", "channel", "recipient", "attempts", "due_at", "done_at", "failure")
    list_select_related = (*ABOUT, "user", "webhook")
    list_filter = (StateFilter, "channel")
    search_fields = ("event__story__article__slugline", "user__email", "webhook__name")
    ordering = ("-id",)
    fields = ("event", "channel", "user", "webhook", "is_in_digest", "made_at", "due_at", "attempts", "done_at")
    readonly_fields = ("failure",)
    actions = ("send_again", "send_again_even_done")  # type: ignore[assignment]

    @admin.display(description=_("about"))
    def about(self, delivery: Delivery) -> str:
        return letters.name_of(delivery.event)

    @admin.display(description=_("to"))
    def recipient(self, delivery: Delivery) -> str:
        return str(delivery.webhook or delivery.user)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("workflow.change_delivery")

    @admin.action(description=_("Send again what failed"), permissions=["resend"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        self._again(request, chosen, even_done=False)

    @admin.action(description=_("Send again, even what arrived"), permissions=["resend"])
    def send_again_even_done(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        self._again(request, chosen, even_done=True)

    def _again(self, request: HttpRequest, chosen: QuerySet[Delivery], *, even_done: bool) -> None:
        keys = list(chosen.values_list("pk", flat=True))
        rows = Delivery.objects.filter(pk__in=keys)
        count = deliveries.send_again(deliveries=rows, now=instant.now(), even_done=even_done)
        _tell(request, count, lambda n: ngettext("%d is due again.", "%d are due again.", n))


class FailedFilter(admin.SimpleListFilter):
    """Whether the Event could be dispatched."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [("failed", str(_("failed")))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
        return queryset.exclude(error="") if self.value() == "failed" else queryset


@admin.register(Dispatch)
class DispatchAdmin(ReadOnlyAdmin):
    list_display = ("event", "about", "at", "error")
    list_select_related = ABOUT
    list_filter = (FailedFilter,)
    ordering = ("-event_id",)
    fields = ("event", "at", "error")
    actions = ("dispatch_again",)  # type: ignore[assignment]

    @admin.display(description=_("about"))
    def about(self, dispatch: Dispatch) -> str:
        return letters.name_of(dispatch.event)

    def has_redo_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("workflow.change_dispatch")

    @admin.action(description=_("Try again what failed"), permissions=["redo"])
    def dispatch_again(self, request: HttpRequest, chosen: QuerySet[Dispatch]) -> None:
        count = deliveries.dispatch_again(dispatches=chosen.select_related("event"), now=instant.now())
        _tell(request, count, lambda n: ngettext("%d could be dispatched.", "%d could be dispatched.", n))


def _tell(request: HttpRequest, count: int, words: Callable[[int], str]) -> None:
    messages.add_message(request, messages.SUCCESS if count else messages.WARNING, words(count) % count)
