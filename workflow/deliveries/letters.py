"""Mail: what happened to which story, and the way to it. Never a word of the story itself."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.enums import Verdict
from workflow.models import Delivery, Event

LONGEST_SUBJECT = 150  # characters


def send(deliveries: Sequence[Delivery]) -> None:
    """Mail one person one Event, or a digest that names each of several once."""
    letter(deliveries).send()


def letter(deliveries: Sequence[Delivery]) -> EmailMessage:
    """Compose the mail. Sent twice after a crash, it has the same id: mail programs show such a one once."""
    first, user = deliveries[0], deliveries[0].user
    assert user is not None, "delivery_goes_to_a_person_or_a_webhook"  # noqa: S101
    words = {
        "user": user,
        "lines": [_line(one.event) for one in deliveries],
        "choices": _at_home(reverse("desk_notifications")),
        "site_name": settings.SITE_NAME,
    }
    return EmailMessage(
        subject(deliveries),
        render_to_string("email/notification_message.txt", words),
        to=[user.email],
        headers={"Message-ID": f"<delivery-{first.pk}@{_domain()}>", "Auto-Submitted": "auto-generated"},
    )


def subject(deliveries: Sequence[Delivery]) -> str:
    """Say in one line what it is about: a slugline may hold anything, and a header only one line."""
    count, event = len(deliveries), deliveries[0].event
    if deliveries[0].is_in_digest:
        said = ngettext("%(count)d thing happened on your desks", "%(count)d things happened on your desks", count)
        said %= {"count": count}
    else:
        said = _("%(what)s: %(story)s") % {"what": what_of(event), "story": name_of(event)}
    line = " ".join(f"[{settings.SITE_NAME}] {said}".split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def name_of(event: Event) -> str:
    """Return the slugline on one line."""
    return " ".join(str(event.story or event.assignment).split())


def what_of(event: Event) -> str:
    """Say what happened: of a signature the verdict, and which look it is about, where it is about one."""
    verdict, stage = event.facts.get("verdict"), event.facts.get("stage")
    what = Verdict(verdict).label if verdict in Verdict.values else event.get_verb_display()
    return f"{what} ({stage})" if stage else str(what)


def address_of(event: Event) -> str:
    """Return where on the desk to look at it; only members of the desk can."""
    if event.story_id is not None:
        return _at_home(reverse("desk_story", args=[event.story_id]))
    if event.assignment_id is not None:
        return _at_home(reverse("desk_budget_line", args=[event.assignment_id]))
    return _at_home(reverse("desk"))


def _line(event: Event) -> dict[str, Any]:
    return {"event": event, "what": what_of(event), "name": name_of(event), "address": address_of(event)}


def _at_home(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _domain() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
