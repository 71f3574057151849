"""Every crash point of the product, and the work in which a process comes past it."""

from enum import StrEnum


class Work(StrEnum):
    """What has to be there to be done, so that a process reaches a point."""

    AIR = "stories on air, announced by nobody"
    EXPIRY = "stories that ended, announced by nobody"
    MISSED = "stories whose whole time on air passed, announced by nobody"
    ASIDE = "a story whose announcement fails"
    DISPATCH = "Events that nobody was told of"
    REFUSED = "an Event that can't be dispatched"
    DELIVERY = "webhooks that are due"
    CLOSED = "a webhook that was switched off meanwhile"
    FAILED = "a webhook that answers 500"


POINTS: dict[str, tuple[Work, ...]] = {
    "tick.found": (Work.AIR, Work.EXPIRY),
    "tick.claimed": (Work.AIR, Work.EXPIRY),
    "air.events": (Work.AIR,),
    "air.editions": (Work.AIR,),
    "air.stories": (Work.AIR,),
    "miss.events": (Work.MISSED,),
    "miss.stories": (Work.MISSED,),
    "air.first_air": (Work.AIR,),
    "expiry.events": (Work.EXPIRY,),
    "expiry.editions": (Work.EXPIRY,),
    "expiry.stories": (Work.EXPIRY,),
    "tick.recorded": (Work.AIR, Work.EXPIRY),
    "tick.committed": (Work.AIR, Work.EXPIRY),
    "aside.noted": (Work.ASIDE,),
    "dispatch.claimed": (Work.DISPATCH,),
    "dispatch.deliveries": (Work.DISPATCH,),
    "dispatch.dispatches": (Work.DISPATCH,),
    "dispatch.refused": (Work.REFUSED,),
    "dispatch.committed": (Work.DISPATCH,),
    "delivery.taken": (Work.DELIVERY,),
    "delivery.claimed": (Work.DELIVERY,),
    "delivery.sent": (Work.DELIVERY,),
    "delivery.noted": (Work.DELIVERY,),
    "delivery.closed": (Work.CLOSED,),
    "delivery.failed": (Work.FAILED,),
    "delivery.put_back": (Work.FAILED,),
}

#: Whether there is anything to put back depends on how far a receiver's threads came.
NOT_EVERY_TIME = {"delivery.put_back"}

#: Each point in each work, in the order in which a process comes past them.
CASES = [(point, work) for point, works in POINTS.items() for work in works]
