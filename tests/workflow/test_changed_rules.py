"""A zone's rules change between the typing and the hour: the instant stands, and everybody can find out."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from articles.models import Edition
from tests.people import Newsroom
from workflow.models import Preferences

SUMMER = datetime(2027, 7, 1, 17, 0, tzinfo=UTC)


def retyped(**times: tuple[str, str]) -> None:
    """Let it look as if the zones had other rules when these were typed."""
    Edition.objects.update(as_typed={name: list(typed) for name, typed in times.items()})


def checked(capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(CommandError, match=r"By tzdata 2026\.6: [0-9]+ to look at"):
        call_command("check_times")
    return capsys.readouterr().out.splitlines()


def test_all_is_well_while_times_are_what_was_typed(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.scheduled(goes_live_at=SUMMER)
    call_command("check_times")
    retyped(goes_live_at=("2027-07-01T22:45", "Asia/Kathmandu"))
    call_command("check_times")
    assert "By tzdata 2026.6 every time to come is what was typed." in capsys.readouterr().out


def test_a_changed_rule_a_gone_zone_and_a_person_without_one_are_named(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    story = newsroom.scheduled(goes_live_at=SUMMER, expires_at=SUMMER.replace(day=9))
    retyped(goes_live_at=("2027-07-01T14:00", "America/New_York"), expires_at=("2027-07-09T18:00", "Mars/Base"))
    Preferences.objects.create(user=newsroom.editor, time_zone="Mars/Base")
    first, second, third = checked(capsys)
    assert first == (
        f"Story {story.article.public_id} ({story.article.slugline}): goes_live_at 1 July 2027, 18:00 BST was typed as"
        " 2027-07-01 14:00 America/New_York, by today's rules 1 July 2027, 19:00 BST."
    )
    assert "expires_at 9 July 2027, 18:00 BST was typed as 2027-07-09 18:00 Mars/Base" in second
    assert "no time at all" in second
    assert third.startswith(f"{newsroom.editor.email}: the zone Mars/Base no longer exists")
    assert story.article.editions.get().goes_live_at == SUMMER


def test_what_has_passed_needs_no_look(newsroom: Newsroom) -> None:
    newsroom.on_air()
    retyped(goes_live_at=("2001-01-01T00:00", "Europe/London"))
    call_command("check_times")
