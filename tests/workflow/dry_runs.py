"""What the tests of dry runs share: plans that come to their marks, and what was said of them."""

from datetime import timedelta

from tests.people import Newsroom
from workflow import checking
from workflow.enums import CheckLevel, Verb
from workflow.models import CheckSetting, DryRun, Event, Story
from workflow.sweeps import dry_run


def quiet(newsroom: Newsroom, *but: str) -> None:
    """Switch off what only advises, but for these."""
    for name, row in checking.gate.TABLE.items():
        if row.default is CheckLevel.ADVISORY and name not in but:
            CheckSetting.objects.create(desk=newsroom.desk, check_name=name, level=CheckLevel.OFF)


def in_minutes(newsroom: Newsroom, minutes: float, **more: object) -> Story:
    return newsroom.scheduled(goes_live_at=newsroom.now + timedelta(minutes=minutes), **more)


def run(newsroom: Newsroom, **later: float) -> int:
    return dry_run.tick(now=newsroom.later(**later))


def marks(story: Story) -> list[tuple[int, list[str]]]:
    runs = DryRun.objects.filter(story=story).order_by("pk")
    return [(one.minutes_before, [found["check"] for found in one.failing]) for one in runs]


def status(story: Story) -> str:
    return Story.objects.get(pk=story.pk).status


def told(story: Story) -> list[tuple[int, list[str]]]:
    warned = Event.objects.filter(story=story, verb=Verb.WARN).order_by("pk")
    return [(one.facts["minutes_before"], one.facts["checks_failing"]) for one in warned]
