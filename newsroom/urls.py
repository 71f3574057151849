"""Every entrance. The public pages come last: their sections may have any name that is not taken above."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from workflow import outside, probes, subscriptions

urlpatterns: list[URLPattern | URLResolver] = [
    # An address is the login: an administrator changes it, not its owner.
    path("accounts/email/", RedirectView.as_view(pattern_name="mfa_index"), name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("desk/", include("workflow.urls")),
    path("review/<str:token>/", outside.review, name="review"),
    path("review/<str:token>/pictures/<str:picture>/<str:name>", outside.picture_file, name="review_picture"),
    path("calendar/<str:token>.ics", subscriptions.feed, name="calendar_feed"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", probes.figures, name="metrics"),
    path("", include("articles.urls")),
]

handler404 = "articles.views.not_found"
