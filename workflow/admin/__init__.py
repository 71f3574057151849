"""Django's admin: configuration by hand, and the record to look at."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from workflow.admin.authenticator import AuthenticatorAdmin
from workflow.admin.calendar import BlackoutAdmin
from workflow.admin.checks import StyleRuleAdmin
from workflow.admin.conversation import CommentAdmin, ReviewLinkAdmin, ReviewVisitAdmin, ThreadAdmin
from workflow.admin.delivery import DeliveryAdmin, DispatchAdmin, NotificationRuleAdmin, WebhookAdmin
from workflow.admin.desk import DeskAdmin
from workflow.admin.person import PersonAdmin
from workflow.admin.record import (
    AlarmAdmin,
    AssignmentAdmin,
    EmbargoAdmin,
    EventAdmin,
    HeartbeatAdmin,
    SignOffAdmin,
    StoryAdmin,
)

__all__ = [
    "AlarmAdmin",
    "AssignmentAdmin",
    "AuthenticatorAdmin",
    "BlackoutAdmin",
    "CommentAdmin",
    "DeliveryAdmin",
    "DeskAdmin",
    "DispatchAdmin",
    "EmbargoAdmin",
    "EventAdmin",
    "HeartbeatAdmin",
    "NotificationRuleAdmin",
    "PersonAdmin",
    "ReviewLinkAdmin",
    "ReviewVisitAdmin",
    "SignOffAdmin",
    "StoryAdmin",
    "StyleRuleAdmin",
    "ThreadAdmin",
    "WebhookAdmin",
]

# One address a person, kept in their account: allauth's own list of addresses stays empty.
admin.site.unregister(EmailAddress)

# One way in, so that the throttle and the second factor hold here too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = _("Newsroom administration")
admin.site.site_url = "/desk/"
