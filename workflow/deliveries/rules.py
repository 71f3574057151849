"""Who is to hear of what: the rows that an administrator keeps."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from workflow.deliveries.rights import desk_of
from workflow.models import Event, NotificationRule, Webhook


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules and webhooks as they are now; two reads."""

    audiences: dict[tuple[int | None, str], set[str]]
    webhooks: Sequence[Webhook]

    def audiences_of(self, event: Event) -> set[str]:
        """Return the desk's own rules for this kind of Event, or else the house's.

        A desk that has a row of its own, even one switched off, does not follow the house: so it can be silent.
        """
        own, house = (desk_of(event), event.verb), (None, event.verb)
        return self.audiences.get(own, self.audiences.get(house, set()))

    def webhooks_of(self, event: Event) -> list[Webhook]:
        """Return the webhooks that hear of this Event."""
        return [hook for hook in self.webhooks if hears(hook, event)]


def read() -> Rules:
    """Read every rule and every webhook that is switched on: there are few."""
    audiences: dict[tuple[int | None, str], set[str]] = defaultdict(set)
    for desk, verb, audience, is_active in NotificationRule.objects.values_list(
        "desk_id", "verb", "audience", "is_active"
    ):
        audiences[desk, verb] |= {audience} if is_active else set()
    return Rules(dict(audiences), list(Webhook.objects.filter(is_active=True)))


def hears(hook: Webhook, event: Event) -> bool:
    """Say whether a webhook is for this Event: by its desk as it is now, and by what it asked for."""
    return hook.is_active and event.verb in hook.verbs and hook.desk_id in (None, desk_of(event))
