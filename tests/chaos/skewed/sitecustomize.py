"""A machine whose clock is wrong by `CHAOS_SKEW` seconds: loaded by Python before anything else."""

import datetime
import os
import time

SKEW = float(os.environ["CHAOS_SKEW"])
BY = datetime.timedelta(seconds=SKEW)
right_datetime, right_time, right_ns = datetime.datetime, time.time, time.time_ns
right_localtime, right_gmtime = time.localtime, time.gmtime


class LikeTheRightOne(type):
    """Lets a right datetime pass for a skewed one."""

    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, right_datetime)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, right_datetime)


class Skewed(right_datetime, metaclass=LikeTheRightOne):
    """Says the wrong time."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> right_datetime:
        return right_datetime.now(tz) + BY

    @classmethod
    def utcnow(cls) -> right_datetime:
        return right_datetime.now(datetime.UTC).replace(tzinfo=None) + BY

    @classmethod
    def today(cls) -> right_datetime:
        return right_datetime.today() + BY


def skewed_localtime(seconds: float | None = None) -> time.struct_time:
    return right_localtime(time.time() if seconds is None else seconds)


def skewed_gmtime(seconds: float | None = None) -> time.struct_time:
    return right_gmtime(time.time() if seconds is None else seconds)


time.time = lambda: right_time() + SKEW
time.time_ns = lambda: right_ns() + int(SKEW * 1e9)
time.localtime, time.gmtime = skewed_localtime, skewed_gmtime
datetime.datetime = Skewed
