"""What somebody sees in the calendar, as its tests ask for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.people import Newsroom
from tests.workflow.desk_pages import words
from tests.workflow.test_assignments import FERRY, planned
from workflow.budget import dates
from workflow.desk.calendar_items import Item
from workflow.enums import Resolution
from workflow.models import Assignment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def newsroom(newsroom: Newsroom) -> Newsroom:
    """At eleven in the morning, so that what happens in some hours happens today."""
    local = newsroom.now.astimezone(LONDON).replace(hour=11, minute=0, second=0, microsecond=0) + DAY
    newsroom.now = local.astimezone(UTC)
    return newsroom


def items(client: Client, asked: str = "") -> list[Item]:
    """Return what a view shows, in the order of its table."""
    response = client.get(f"/desk/calendar/?{asked}")
    assert response.status_code == 200, words(response)
    grid = response.context["grid"]
    return [*grid.banners, *(item for line in grid.lines for cell in line.cells for item in cell.items)]


def shown(client: Client, asked: str = "") -> list[tuple[str, str]]:
    return [(item.what, item.entry.name) for item in items(client, asked)]


def on(newsroom: Newsroom, view: str = "day", **more: Any) -> str:
    day = (newsroom.now + more.get("later", timedelta())).astimezone(LONDON)
    return f"view={view}&on={day:%Y-%m-%d}"


def line_on(newsroom: Newsroom, at: datetime, resolution: Resolution, **more: Any) -> Assignment:
    span = dates.holding(at, resolution, zone=LONDON)
    return planned(newsroom, plan=replace(FERRY, planned=span, slugline=f"line of a {resolution.label}"), **more)
