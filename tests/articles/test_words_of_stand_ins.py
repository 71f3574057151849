"""Nothing that a story yet to come says of a picture is in a file that readers get in place of another picture."""

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from articles import editions, instant
from articles.models import Edition, Picture
from articles.pictures.licensing import Rights, license_picture
from tests.articles import newsstand
from tests.articles.newsstand import lead
from tests.articles.photos import empty_stores, rendered  # noqa: F401
from tests.articles.test_picture_words import TOMORROW, described, swept, told_by_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_stores")]

SECRET = "The mayor resigns"


@pytest.fixture
def planned(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Picture:
    """A picture whose files have the words of the one story that is to air with it."""
    picture = described(rendered(), caption="Gulls")
    with django_capture_on_commit_callbacks(execute=True):
        newsstand.air(newsstand.draft(pictures=(lead(picture, caption=SECRET),)), since=-TOMORROW)
    assert told_by_files(swept(picture)) == {(SECRET, "")}
    return picture


def stands_in_for_another(picture: Picture) -> None:
    other = newsstand.picture()
    Picture.objects.filter(pk=other.pk).update(failed_reason="It has no original.")
    license_picture(picture=other, rights=Rights(fallback_id=picture.pk))


def test_what_stands_in_for_another_picture_says_what_the_library_says(planned: Picture) -> None:
    stands_in_for_another(planned)
    assert told_by_files(swept(planned)) == {("Gulls", "")}


def test_plan_that_comes_later_brings_no_words_into_what_stands_in(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    picture = described(rendered(), caption="Gulls")
    stands_in_for_another(picture)
    with django_capture_on_commit_callbacks(execute=True):
        newsstand.air(newsstand.draft(pictures=(lead(picture, caption=SECRET),)), since=-TOMORROW)
    assert told_by_files(swept(picture)) == {("Gulls", "")}


def test_words_of_a_plan_that_was_taken_back_are_in_no_file(
    planned: Picture, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    (plan,) = Edition.objects.all()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        airtime = editions.airtime(article_id=plan.article_id, at=instant.now())
        editions.take_back(article=plan.article, airtime=airtime)
    assert told_by_files(swept(planned)) == {("", "")}


def test_words_of_a_killed_story_are_in_no_file(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    picture = described(rendered(), caption="Gulls")
    with django_capture_on_commit_callbacks(execute=True):
        article = newsstand.story(pictures=(lead(picture, caption=SECRET),))
    assert told_by_files(swept(picture)) == {(SECRET, "")}
    with django_capture_on_commit_callbacks(execute=True):
        newsstand.killed(article)
    assert told_by_files(swept(picture)) == {("Gulls", "")}


def test_words_of_a_plan_for_another_text_are_in_no_file(
    planned: Picture, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    article = Edition.objects.get().article
    newsstand.revised(article, pictures=())
    with django_capture_on_commit_callbacks(execute=True):
        newsstand.air(article, since=-TOMORROW)
    assert told_by_files(swept(planned)) == {("Gulls", "")}
