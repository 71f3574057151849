"""Mail: what happened to which story, and the way to it. Never a word of the story itself."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from smtplib import SMTPDataError, SMTPRecipientsRefused
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow import faults, people
from workflow.enums import ABOUT_THE_HOUSE, Danger, Verb, Verdict
from workflow.models import Delivery, Event
from workflow.times import readings

LONGEST_SUBJECT = 150  # characters
#: Letters in a row that the mail server did not take, for no reason of their own.
TOO_MANY: Final = 3
OF_THE_LETTER: Final = (SMTPRecipientsRefused, SMTPDataError)


def sent(written: Iterable[EmailMessage], *, until: float) -> Iterator[str]:
    """Send letters over one connection; yield of each what went wrong, "" for one that left.

    After so many in a row that did not leave, the mail server is taken to be away, and the rest is not tried. Nothing
    is begun after `until`. Asks no database: this is what a thread does.
    """
    server, failures = get_connection(), 0
    for one in written:
        if failures == TOO_MANY or monotonic() > until:
            break
        fault = _fault(one, server)
        failures = failures + 1 if fault and not isinstance(fault, OF_THE_LETTER) else 0
        yield faults.in_words(fault) if fault else ""
    with suppress(Exception):  # what has left has left
        server.close()


def _fault(one: EmailMessage, server: BaseEmailBackend) -> Exception | None:
    try:
        server.open()
        server.send_messages([one])
    except Exception as fault:  # whatever is wrong with one letter, the others leave
        with suppress(Exception):
            server.close()
        return fault
    return None


def letter(deliveries: Sequence[Delivery]) -> EmailMessage:
    """Compose the mail to one person of one Event, or a digest that names each of several once.

    Sent twice after a crash, it has the same id: mail programs show such a one once."""
    first, user = deliveries[0], deliveries[0].user
    assert user is not None, "delivery_goes_to_a_person_or_a_webhook"  # noqa: S101
    words = {
        "user": user,
        "lines": [_line(one.event) for one in deliveries],
        "choices": _at_home(reverse("desk_notifications")),
        "site_name": settings.SITE_NAME,
    }
    with readings.read_by(people.clock_of(user)):
        told = render_to_string("email/notification_message.txt", words)
    return EmailMessage(
        subject(deliveries),
        told,
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
    """Return on one line what it is about: the slugline, the file name of a picture, or the danger to the house."""
    if event.verb in ABOUT_THE_HOUSE:
        code = event.facts.get("danger")
        return str(Danger(code).label) if code in Danger.values else _("The newsroom itself")
    return " ".join(str(event.story or event.assignment or event.picture).split())


def what_of(event: Event) -> str:
    """Say what happened: of a signature the verdict, and which look it is about; of a lost picture which one."""
    verdict, stage = event.facts.get("verdict"), event.facts.get("stage")
    what = Verdict(verdict).label if verdict in Verdict.values else event.get_verb_display()
    if event.verb == Verb.LAPSE:
        return f"{what}: {event.facts.get('picture_name', '')}"
    return f"{what} ({stage})" if stage else str(what)


def address_of(event: Event) -> str:
    """Return the whole address of where to look at it."""
    return _at_home(place_of(event))


def place_of(event: Event) -> str:
    """Return where on the desk to look at it; only who may read it can."""
    if event.story_id is not None:
        return reverse("desk_story", args=[event.story_id])
    if event.assignment_id is not None:
        return reverse("desk_budget_line", args=[event.assignment_id])
    if event.picture is not None:
        return reverse("desk_picture", args=[event.picture.token])
    return reverse("desk_clock")


def _line(event: Event) -> dict[str, Any]:
    return {"event": event, "what": what_of(event), "name": name_of(event), "address": address_of(event)}


def _at_home(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _domain() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
