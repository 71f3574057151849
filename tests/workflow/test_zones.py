"""Zones by their names: those that exist, whatever somebody sends instead, and the list to choose from."""

from zoneinfo import ZoneInfo

import pytest

from workflow.times import zones
from workflow.times.zones import UnknownZone


@pytest.mark.parametrize("name", ["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC", "US/Eastern"])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    assert zones.named(name) == ZoneInfo(name)


@pytest.mark.parametrize(
    "name",
    ["Mars/Base", "europe/berlin", "Europe", "Europe/", "../../etc/passwd", "/etc/localtime", "Europe/Berlin\0",
     "__init__.py", "zone.tab", "tzdata.zi", "Factory", "localtime", "\ud800", "A" * 100_000, "Europe/Berlin "],
)  # fmt: skip
def test_whatever_is_no_zone_is_refused_by_name_and_opens_no_file(name: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zones.named(name)
    assert name[:60] in str(refused.value)
    assert "choose one from the list" in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_zone_is_refused_with_the_way_out(name: str) -> None:
    with pytest.raises(UnknownZone, match="Say by which clock that is: choose a time zone from the list"):
        zones.named(name)


def test_every_zone_that_is_offered_exists_and_stands_under_its_place() -> None:
    regions = dict(zones.by_region())
    assert {zones.named(name).key for places in regions.values() for name, _place in places} >= {"Europe/Berlin"}
    assert ("America/New_York", "New York") in regions["America"]
    assert ("America/Argentina/Buenos_Aires", "Buenos Aires, Argentina") in regions["America"]
    for places in regions.values():
        assert [shown for _name, shown in places] == sorted(shown for _name, shown in places)


def test_a_place_stands_for_its_zone() -> None:
    assert zones.place(ZoneInfo("America/New_York")) == "New York"
    assert zones.place(ZoneInfo("UTC")) == "UTC"
