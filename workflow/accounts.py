"""Who may come in: people are invited, nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from workflow.actions import locking


def password_link(*, key: str) -> str:
    """Return the address where a person sets their password. `key` is `<user>-<token>`, as allauth makes it.

    It starts with SITE_URL, never with the host that a request claims: nobody can have a link mailed that leads away.
    """
    user, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": token})
    return f"{settings.SITE_URL}{path}"


class AccountAdapter(DefaultAccountAdapter):
    """Close sign-up, keep people on this host, and tell a stranger nothing."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Allow this very host only; other names that the server answers to are elsewhere."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Answer for a deactivated account as for one that does not exist."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def logout(self, request: HttpRequest) -> None:
        """Free what was being edited here; what was not saved waits for its owner."""
        locking.sign_out(session_key=request.session.session_key or "")
        super().logout(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return password_link(key=key)

    def format_email_subject(self, subject: str) -> str:
        return f"[{settings.SITE_NAME}] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        names = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        super().send_mail(template_prefix, email, {**context, **names})

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures for an account by where they come from, so that a guesser locks out themselves alone."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"
