"""What one person sees of their own deliveries, and chooses about them."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflow import people
from workflow.deliveries import timetable
from workflow.deliveries.rights import readable_by
from workflow.enums import ABOUT_THE_HOUSE, Channel, Promptness, Verb
from workflow.exceptions import Missing
from workflow.models import Delivery, MailChoice, NotificationRule

#: More unread ones than this are "many": counting stays cheap.
MANY = 99


def inbox(user: User) -> QuerySet[Delivery]:
    """Return what this person was told and may still read, the newest first."""
    return readable_by(user, Delivery.objects.filter(user=user, channel=Channel.INBOX)).order_by("-pk")


class UnreadFirst:
    """An inbox with the unread before the read: two short reads along an index, however much there ever was.

    Sorting all of it took a quarter of a second with 30,000 lines. It counts as far as anybody leafs.
    """

    def __init__(self, own: QuerySet[Delivery], *, bound: int) -> None:
        self._unread, self._read = own.filter(read_at=None), own.filter(read_at__isnull=False)
        self._bound = bound
        self._unread_count = self._count(self._unread)

    def __len__(self) -> int:
        return min(self._unread_count + self._count(self._read), self._bound)

    def __getitem__(self, part: slice) -> list[Delivery]:
        start, stop, first = part.start, part.stop, self._unread_count
        unread = self._unread[min(start, first) : min(stop, first)]
        read = self._read[max(start - first, 0) : max(stop - first, 0)]
        return [*unread, *read]

    def _count(self, deliveries: QuerySet[Delivery]) -> int:
        return deliveries.order_by()[: self._bound].count()


def unread_count(user: User) -> int:
    """Count up to one more than many."""
    unread = inbox(user).filter(read_at=None).order_by()
    return unread[: MANY + 1].count()


def mark_read(*, user: User, delivery_id: int, now: datetime) -> None:
    """Note that one was read; of somebody else's there is none."""
    inbox(user).filter(pk=delivery_id, read_at=None).order_by().update(read_at=now)


def mark_all_read(*, user: User, up_to: int, now: datetime) -> int:
    """Note that all were read up to the newest that was shown: what came meanwhile stays unread."""
    unread = Delivery.objects.filter(user=user, channel=Channel.INBOX, read_at=None)
    return unread.filter(pk__lte=up_to).update(read_at=now)


def choices_of(user: User) -> dict[Verb, Promptness]:
    """Return for each kind of Event that they may hear of how promptly this person has it mailed."""
    told = set(NotificationRule.objects.filter(is_active=True).values_list("verb", flat=True))
    hidden = set[str]() if people.is_administrator(user) else set(ABOUT_THE_HOUSE)
    chosen = dict(MailChoice.objects.filter(user=user).values_list("verb", "promptness"))
    return {
        verb: Promptness(chosen.get(verb, timetable.default_promptness(verb))) for verb in Verb if verb in told - hidden
    }


def choose(*, user: User, choices: Mapping[str, str]) -> None:
    """Keep how promptly this person wants mail of each kind. What was dispatched before goes as it was to."""
    if not set(choices) <= set(Verb.values) or not set(choices.values()) <= set(Promptness.values):
        raise Missing(_("Choose one of the times on offer."))
    rows = [MailChoice(user=user, verb=verb, promptness=promptness) for verb, promptness in choices.items()]
    MailChoice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "verb"], update_fields=["promptness"]
    )
