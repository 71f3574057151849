"""The words in the files that readers get: the library's credit and rights, and the caption of the story on air."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from articles import imaging, instant, pictures, tasks
from articles.imaging import spec
from articles.models import Picture
from articles.pictures import embedding
from tests import people
from tests.articles import newsstand
from tests.articles.newsstand import MINUTE, lead
from tests.articles.photos import (  # noqa: F401
    LATER_NAMES,
    NAMES,
    accepted,
    empty_stores,
    files_of,
    public_file,
    rendered,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]

SAID = {
    "creator": "Ines Marlowe",
    "credit_line": "Harbour Agency / The Lantern",
    "copyright_notice": "© 2026 Harbour Agency",
    "usage_terms": "Not for resale",
    "digital_source_type": "digitalCapture",
    "headline": "The mole at dawn",
    "source": "Harbour Agency",
    "licensor": "Harbour Agency",
    "web_statement": "https://example.org/rights",
    "caption": "Gulls over the mole — Möwen, 鷗",
    "alt_text": "A stone mole with gulls",
}
TOMORROW = timedelta(days=1)


def described(picture: Picture, **said: Any) -> Picture:
    return pictures.describe(picture=picture, by=people.person("Petra"), now=instant.now(), **said)


def words_in(picture: Picture, name: str) -> dict[str, str]:
    found = imaging.inspect(BytesIO(public_file(picture, name)))
    return {word: getattr(found, word) for word in SAID}


def told_by_files(picture: Picture) -> set[tuple[str, str]]:
    """Return the captions and alt texts in all files that there are."""
    told = (words_in(picture, name) for name in files_of(picture))
    return {(words["caption"], words["alt_text"]) for words in told}


def swept(picture: Picture) -> Picture:
    tasks.render_missing()
    picture.refresh_from_db()
    return picture


def test_every_file_carries_every_word_of_the_library() -> None:
    picture = swept(described(accepted(), **SAID))
    tasks.render_later()
    assert {name: words_in(picture, name) for name in files_of(picture)} == dict.fromkeys(NAMES | LATER_NAMES, SAID)


def test_corrected_credit_reaches_all_files_of_a_picture_on_air_and_its_caption_stays() -> None:
    picture = rendered()
    newsstand.air(newsstand.draft(pictures=(lead(picture, caption="The strike ends", alt_text="A crew"),)))
    described(picture, credit_line="Right Agency", caption="The mayor resigns", alt_text="The mayor in tears")
    before = files_of(picture)
    swept(picture)
    after = files_of(picture)
    assert set(after) == set(before) == NAMES
    assert not set(after.values()) & set(before.values())
    assert told_by_files(picture) == {("The strike ends", "A crew")}
    assert words_in(picture, "320.jpg")["credit_line"] == "Right Agency"


def test_plan_has_its_words_in_the_files_before_it_airs(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    picture = rendered()
    with django_capture_on_commit_callbacks(execute=True):
        newsstand.air(newsstand.draft(pictures=(lead(picture, caption="The strike ends"),)), since=-TOMORROW)
    assert told_by_files(swept(picture)) == {("The strike ends", "")}


def test_words_of_a_plan_are_in_no_file_while_another_story_may_air_with_the_picture_first(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    picture = rendered()
    described(picture, caption="Gulls")
    with django_capture_on_commit_callbacks(execute=True):
        newsstand.air(newsstand.draft(pictures=(lead(picture, caption="The mayor resigns"),)), since=-TOMORROW)
    assert told_by_files(swept(picture)) == {("The mayor resigns", "")}
    other = newsstand.draft(pictures=(lead(picture, caption="Ferries sail"),))
    assert told_by_files(swept(picture)) == {("", "")}
    newsstand.air(other, since=-MINUTE)
    assert embedding.embedded_words(picture)["caption"] == ""


def test_word_that_a_story_took_out_is_in_no_file_when_it_is_published() -> None:
    """An agency's caption names a child; the story's doesn't."""
    picture = described(rendered(), caption="Mia, 9, from Averil", alt_text="A girl")
    article = newsstand.draft(pictures=(lead(picture, caption="Mia, 9, from Averil", alt_text="A girl"),))
    assert told_by_files(swept(picture)) == {("Mia, 9, from Averil", "A girl")}
    newsstand.revised(article, pictures=(lead(picture, caption="A girl at the harbour", alt_text="A girl"),))
    assert told_by_files(swept(picture)) == {("", "")}
    newsstand.air(article, since=timedelta())
    pictures.look_again(Picture.objects.all())
    assert told_by_files(swept(picture)) == {("A girl at the harbour", "A girl")}
    newsstand.revised(article, pictures=(lead(picture, caption="She was found", alt_text="A girl"),))
    assert told_by_files(swept(picture)) == {("A girl at the harbour", "A girl")}


def test_first_story_on_air_gives_the_words_and_the_next_one_does_when_it_is_gone() -> None:
    picture, other = rendered(), newsstand.picture()
    first = newsstand.draft(pictures=(lead(other, caption="Not this"), lead(picture, caption="First")))
    second = newsstand.draft(pictures=(lead(picture, caption="Second"),))
    newsstand.air(second, since=MINUTE)
    newsstand.air(first, since=2 * MINUTE)
    assert embedding.embedded_words(picture)["caption"] == "First"
    newsstand.killed(first)
    assert embedding.embedded_words(picture)["caption"] == "Second"


def test_story_that_aired_since_is_found_by_the_sweep_and_only_once() -> None:
    picture = rendered()
    article = newsstand.draft(pictures=(lead(picture, caption="It airs by itself"),))
    newsstand.air(article, since=timedelta())
    assert list(pictures.aired_in_other_words(now=instant.now() + MINUTE)) == [picture]
    Picture.objects.update(rendered_at=instant.now() - MINUTE)
    assert told_by_files(swept(picture)) == {("It airs by itself", "")}
    assert not pictures.aired_in_other_words(now=instant.now()).exists()


def test_other_words_that_are_in_no_file_make_no_file_anew() -> None:
    picture = rendered()
    before = files_of(picture)
    described(picture, instructions="Ring before use", city="Averil", tags=["mole"])
    assert not pictures.stale(now=instant.now(), most=1)
    assert files_of(swept(picture)) == before


def test_mark_changes_with_the_table_and_with_each_word(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = {embedding.mark_of({**SAID, word: f"{text}!"}) for word, text in SAID.items()} | {embedding.mark_of(SAID)}
    assert len(marks) == len(SAID) + 1
    assert {(mark[: len(spec.DIGEST)], len(mark)) for mark in marks} == {(spec.DIGEST, 28)}
    monkeypatch.setattr(spec, "DIGEST", "0" * 12)
    assert embedding.mark_of(SAID) not in marks


def test_correction_of_an_old_story_brings_its_caption_into_the_files_once_it_airs_by_itself() -> None:
    picture = rendered()
    article = newsstand.draft(pictures=(lead(picture, caption="The mayor"),))
    newsstand.air(article, since=TOMORROW)
    assert told_by_files(swept(picture)) == {("The mayor", "")}
    Picture.objects.update(rendered_at=instant.now() - MINUTE)
    newsstand.updated(article, pictures=(lead(picture, caption="The mayor’s brother"),))
    assert told_by_files(swept(picture)) == {("The mayor’s brother", "")}
    assert not pictures.aired_in_other_words(now=instant.now()).exists()
