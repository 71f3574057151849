"""A batch of posts comes in by few statements; a post that is refused is refused alone, with its own words."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.starting import Draft
from tests.people import Newsroom
from tests.workflow.test_importing import POST, run, write
from workflow import actions, audit
from workflow.enums import Verb
from workflow.exceptions import Missing
from workflow.models import Event, ImportedFile, Story

UNFIT = POST.replace('"rlind"', str([f"Writer {number}" for number in range(51)]))


def posts(folder: Path, count: int, under: str = "") -> Path:
    for number in range(count):
        post = POST.replace("Warm.", f"Warm {number}.").replace("[ferry", f"[tag-{number % 3}")
        write(folder, f"{under}{number:02}.md", post)
    return folder


def test_a_post_that_is_refused_costs_its_batch_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    posts(tmp_path, 5)
    write(tmp_path, "02.md", UNFIT)
    code, said = run(newsroom, tmp_path)
    assert code == 2
    assert "02.md: There are 51 authors; 50 are allowed" in said
    assert sorted(ImportedFile.objects.values_list("path", flat=True)) == ["00.md", "01.md", "03.md", "04.md"]
    assert Story.objects.count() == Event.objects.filter(verb=Verb.IMPORT).count() == 4
    assert list(audit.differences(now=newsroom.now)) == []


def test_each_story_of_a_batch_is_its_own(newsroom: Newsroom, tmp_path: Path) -> None:
    run(newsroom, posts(tmp_path, 5))
    for row in ImportedFile.objects.select_related("story__article__head"):
        number, article = int(row.path[:2]), row.story.article
        assert article.head is not None
        assert (article.head_id, article.head.dek) == (row.revision_id, f"Warm {number}.")
        assert sorted(article.tags.names()) == ["strike", f"tag-{number % 3}"]
        event = row.story.events.get()
        assert (event.revision_id, event.facts) == (row.revision_id, {"file": row.path})
    assert list(audit.differences(now=newsroom.now)) == []


def test_thirty_posts_take_the_statements_of_three(newsroom: Newsroom, tmp_path: Path) -> None:
    run(newsroom, posts(tmp_path / "first", 3))
    with CaptureQueriesContext(connection) as few:
        run(newsroom, posts(tmp_path / "few", 3, under="few/"))
    with CaptureQueriesContext(connection) as many:
        run(newsroom, posts(tmp_path / "many", 30, under="many/"))
    assert len(few) == len(many)


def test_a_batch_begins_whole_or_not_at_all(newsroom: Newsroom) -> None:
    drafts = [Draft(newsroom.text()), Draft(newsroom.text(tags=("x" * 101,)))]
    with pytest.raises(Missing, match="A tag has 1 to 100 characters"):
        actions.create_all(desk=newsroom.desk, by=newsroom.reporter, now=newsroom.now, drafts=drafts, facts=[{}, {}])
    assert not Story.objects.exists()
