"""The way in: a person is invited by mail and sets their own password."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from workflow import faults
from workflow.accounts import password_link
from workflow.enums import Role
from workflow.exceptions import InvitationRefused
from workflow.models import Desk, Invitation, Membership

logger = logging.getLogger(__name__)

LONGEST_ADDRESS = 150  # characters: the address is the user name too


def free_address(*, email: str, besides: User | None = None) -> str:
    """Return the address in lower case, as it is kept. Raise InvitationRefused if too long or another account's."""
    address = email.strip().lower()
    if len(address) > LONGEST_ADDRESS:
        raise InvitationRefused(_("An e-mail address may have %d characters here.") % LONGEST_ADDRESS)
    others = User.objects.exclude(pk=besides.pk) if besides else User.objects.all()
    if others.filter(Q(email=address) | Q(username=address)).exists():
        raise _taken(address)
    return address


def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    memberships: Iterable[tuple[Desk, Role]],
    by: User | None,
    now: datetime,
) -> User:
    """Make an account without a password, and mail its owner a link to set one, once this is committed.

    Raise InvitationRefused for an address that has an account. A mail that fails is noted on the invitation.
    """
    address = free_address(email=email)
    try:
        with transaction.atomic():
            user = _new_account(address=address, first_name=first_name, last_name=last_name, now=now)
            Membership.objects.bulk_create(
                Membership(user=user, desk=desk, role=role) for desk, role in dict.fromkeys(memberships)
            )
            _ask_in(user=user, by=by, now=now)
    except IntegrityError as clash:
        raise _taken(address) from clash
    return user


def send_again(*, user: User, by: User | None, now: datetime) -> None:
    """Mail a new link to somebody who has not set a password yet. Raise InvitationRefused for anybody else."""
    if not user.is_active:
        raise InvitationRefused(_("%s is deactivated. Activate the account first.") % user.email)
    if user.has_usable_password():
        raise InvitationRefused(
            _("%s has set a password already; “Forgot your password?” on the sign-in page sends a new link.")
            % user.email
        )
    with transaction.atomic():
        _ask_in(user=user, by=by, now=now)


def _new_account(*, address: str, first_name: str, last_name: str, now: datetime) -> User:
    user = User(username=address, email=address, first_name=first_name, last_name=last_name, date_joined=now)
    user.set_unusable_password()
    user.save()
    return user


def _ask_in(*, user: User, by: User | None, now: datetime) -> None:
    invitation, _created = Invitation.objects.update_or_create(
        user=user, defaults={"invited_by": by, "invited_at": now, "sent_at": None, "failed_reason": ""}
    )
    transaction.on_commit(partial(_send, invitation=invitation), robust=True)


def _send(*, invitation: Invitation) -> None:
    """Send the mail and note how it went. No transaction is open here: a slow mail server holds no row."""
    try:
        _mail(invitation=invitation).send()
    except OSError as failure:
        logger.warning("The invitation of account %s was not sent: %s", invitation.user_id, type(failure).__name__)
        invitation.failed_reason = faults.in_words(failure)
    else:
        invitation.sent_at = invitation.invited_at
    invitation.save(update_fields=["failed_reason", "sent_at"])


def _mail(*, invitation: Invitation) -> EmailMessage:
    user = invitation.user
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    words = {
        "user": user,
        "by": invitation.invited_by,
        "memberships": user.memberships.select_related("desk").order_by("desk__name", "role"),
        "link": password_link(key=key),
        "site_name": settings.SITE_NAME,
        "days": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days,
    }
    subject = " ".join(render_to_string("email/invitation_subject.txt", words).split())
    return EmailMessage(subject, render_to_string("email/invitation_message.txt", words), to=[user.email])


def _taken(address: str) -> InvitationRefused:
    return InvitationRefused(_("%s has an account already. Look for it in the list of users.") % address)
