"""When what is sent: the pauses between attempts, the hour of the digest, and what can't wait for it. No reads."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from workflow.enums import Promptness, Verb

#: After each failed attempt; after the last, a day later all in all, it is given up.
PAUSES: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=15),
)

#: By the newsroom's own clock.
DIGEST_TIME: Final = time(7)

#: What is mailed at once unless a person chose otherwise; everything else waits for the digest.
URGENT: Final = frozenset(
    {Verb.NAG, Verb.ESCALATE, Verb.COMMENT, Verb.HOLD, Verb.SEND_BACK, Verb.TAKE_OVER, Verb.BREAK_NEWS, Verb.KILL}
    | {Verb.WARN, Verb.ORPHAN, Verb.MISS, Verb.BIND_PICTURE, Verb.LAPSE, Verb.ALARM, Verb.ALL_CLEAR}
)


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None when there is to be no other."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def default_promptness(verb: str) -> Promptness:
    """Say how promptly a kind of Event is mailed to who has not chosen."""
    return Promptness.AT_ONCE if verb in URGENT else Promptness.DIGEST


def next_digest(now: datetime, *, zone: ZoneInfo) -> datetime:
    """Return when the next digest leaves, in UTC: at least a minute away, so that nothing joins one that is leaving."""
    local = (now + timedelta(minutes=1)).astimezone(zone)
    day = local.date() + timedelta(days=local.time() > DIGEST_TIME)
    return datetime.combine(day, DIGEST_TIME, tzinfo=zone).astimezone(UTC)
