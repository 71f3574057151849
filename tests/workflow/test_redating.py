"""The date that an imported story had elsewhere: a file may correct it, and the record says what it was before."""

from datetime import UTC, datetime
from pathlib import Path

from articles import drafting
from tests.people import Newsroom
from tests.workflow.test_importing import POST, only_story, run, write
from workflow import actions, audit
from workflow.enums import Verb
from workflow.models import Event

FIRST, SECOND = "2026-03-04T18:18:37+00:00", "2026-03-05T18:18:37+00:00"


def test_a_corrected_date_is_on_the_record_with_the_one_before(newsroom: Newsroom, tmp_path: Path) -> None:
    undated = POST.replace("date: 2026-03-04T18:18:37Z\n", "")
    for content in (POST, POST.replace("2026-03-04", "2026-03-05"), undated):
        write(tmp_path, "a.md", content)
        run(newsroom, tmp_path)
    created, corrected, taken_away = Event.objects.order_by("pk")
    assert "original_date" not in created.facts
    assert corrected.facts == {"parts": [], "original_date_before": FIRST, "original_date": SECOND}
    assert taken_away.facts == {"parts": [], "original_date_before": SECOND}
    assert (only_story().version, only_story().article.original_date) == (3, None)
    assert list(audit.differences(now=newsroom.now)) == []


def test_a_date_that_alone_is_another_raises_the_version_once(newsroom: Newsroom) -> None:
    story, moment = newsroom.draft(), datetime(2001, 2, 3, tzinfo=UTC)
    head = story.article.head
    assert head is not None

    def import_again(version: int) -> Event | None:
        return actions.save(
            story=story,
            version=version,
            by=None,
            now=newsroom.now,
            text=drafting.text_of(head),
            original_date=moment,
            verb=Verb.IMPORT,
        )

    event = import_again(version=1)
    assert event is not None
    assert event.facts == {"parts": [], "original_date": moment.isoformat()}
    assert (only_story().version, only_story().article.original_date) == (2, moment)
    assert import_again(version=2) is None
    assert list(audit.differences(now=newsroom.now)) == []
