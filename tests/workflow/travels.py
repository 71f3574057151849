"""What the desk sees of the site at another time, as its tests ask for it."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from articles import drafting, pictures
from articles.enums import PictureRole
from articles.models import Article, Picture
from tests.articles import photos
from tests.people import Newsroom
from tests.workflow.desk_pages import browser
from workflow import travelling
from workflow.models import Story

CANARY = "zqxcanary"
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
BANNER = re.compile(r'<aside class="travel".*?</aside>\s*', re.DOTALL)


@pytest.fixture
def desk(newsroom: Newsroom) -> Client:
    return browser(newsroom.reporter)


@pytest.fixture
def boat(newsroom: Newsroom) -> Picture:
    file = SimpleUploadedFile("boat.jpg", photos.jpeg().getvalue())
    picture = pictures.accept(file=file, name="boat.jpg", by=newsroom.reporter, now=newsroom.now)
    pictures.render(picture=picture, now=newsroom.now)
    return picture


def lead(picture: Picture) -> tuple[drafting.UsedPicture, ...]:
    return (drafting.UsedPicture(picture_id=picture.pk, role=PictureRole.LEAD, alt_text="A boat"),)


def path_of(story: Story) -> str:
    return Article.objects.values_list("path", flat=True).get(pk=story.article_id) or ""


def whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def seen(client: Client, at: datetime, path: str, status: int = 200) -> str:
    answer = client.get(travelling.address(at, path))
    assert answer.status_code == status, (path, answer.status_code)
    return body_of(answer)


def body_of(answer: HttpResponse) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return raw.decode("utf-8", "replace")
