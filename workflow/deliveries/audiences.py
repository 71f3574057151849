"""Who hears of an Event: one function an audience, and the two things that hold for all of them."""

from collections.abc import Callable, Iterable
from typing import Final

from workflow.deliveries.company import Company
from workflow.enums import Audience, Role
from workflow.models import Event


def recipients(event: Event, audiences: Iterable[str], company: Company) -> set[int]:
    """Return who hears of it: of those near it whoever may read it now, and never the person who did it."""
    near = set[int]().union(*(AUDIENCES[Audience(one)](event, company) for one in audiences))
    return (near & company.readers(event).keys()) - {event.by_id} if near else near


def _authors(event: Event, company: Company) -> set[int]:
    return company.contributors.get(event.story_id or 0, set())


def _signers(event: Event, company: Company) -> set[int]:
    return set[int]().union(*(company.asked_for(event, wait) for wait in company.waits_of(event)))


def _editors(event: Event, company: Company) -> set[int]:
    return company.holders(event, Role.EDITOR)


def _publishers(event: Event, company: Company) -> set[int]:
    return company.holders(event, Role.PUBLISHER)


def _scheduler(event: Event, company: Company) -> set[int]:
    """Return who planned what the Event changes: the last one before it."""
    before = [by for key, by in company.schedulers.get(event.story_id or 0, ()) if key < event.pk]
    return set(before[-1:])


def _reporter(event: Event, company: Company) -> set[int]:
    line = event.assignment
    reporter = line.reporter_id if line else company.reporters.get(event.story_id or 0)
    return {reporter} if reporter else set()


def _mentioned(event: Event, company: Company) -> set[int]:
    """Return whom a comment calls, who spoke in its thread, who let its writer in; or from whom editing was taken."""
    people, desks = company.mentioned.get(event.facts.get("comment", 0), (set[int](), set[int]()))
    taken_from = {event.facts["taken_from_id"]} if "taken_from_id" in event.facts else set[int]()
    let_in_by = {company.sharers[event.facts["link"]]} if "link" in event.facts else set[int]()
    return people | company.members(desks) | company.speakers(event) | taken_from | let_in_by


AUDIENCES: Final[dict[Audience, Callable[[Event, Company], set[int]]]] = {
    Audience.AUTHORS: _authors,
    Audience.SIGNERS: _signers,
    Audience.EDITORS: _editors,
    Audience.PUBLISHERS: _publishers,
    Audience.SCHEDULER: _scheduler,
    Audience.REPORTER: _reporter,
    Audience.MENTIONED: _mentioned,
    Audience.ADMINS: lambda _event, company: company.administrators,
}
