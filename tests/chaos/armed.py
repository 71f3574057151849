"""A process that obeys orders at its crash points, and waits seconds where the product waits minutes."""

from datetime import timedelta

from django.apps import AppConfig


class Armed(AppConfig):
    """Puts obedience in place of nothing."""

    name = "tests.chaos"

    def ready(self) -> None:
        from tests.chaos.harness import orders
        from workflow import announcements, crash_points
        from workflow.deliveries import parcels, rests, timetable

        crash_points.reached = orders.obey
        announcements.RETRY_AFTER = timedelta(seconds=3)
        parcels.LEASE = timedelta(seconds=4)
        rests.LONGEST = timedelta(seconds=2)
        timetable.PAUSES = (timedelta(seconds=2), *timetable.PAUSES)
