"""What the tests of the workflow share."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image

from articles import pictures
from articles.models import Picture
from tests.people import Newsroom, person
from workflow.enums import Role
from workflow.models import Story


@pytest.fixture
def gull() -> bytes:
    """A small picture's bytes."""
    file = BytesIO()
    Image.linear_gradient("L").resize((64, 48)).convert("RGB").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def picture(newsroom: Newsroom, gull: bytes) -> Picture:
    """A picture in the library, with its words."""
    taken = pictures.accept(file=BytesIO(gull), name="gull.png", by=newsroom.reporter, now=newsroom.now)
    words = {"caption": "A gull.", "alt_text": "A gull on a post.", "credit_line": "R. Test"}
    return pictures.describe(picture=taken, by=newsroom.reporter, now=newsroom.now, **words)


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    """A story in review, for the colleagues who are at it."""
    return newsroom.filed()


@pytest.fixture
def second(newsroom: Newsroom) -> User:
    """Another editor of the desk."""
    return person("Sam", Role.EDITOR, desk=newsroom.desk)


@pytest.fixture
def chief(client: Client, db: None) -> User:
    """A superuser, signed in."""
    user = User.objects.create_superuser("chief@example.org", "chief@example.org", "x", first_name="Ada")
    client.force_login(user)
    return user


@pytest.fixture
def picture_of() -> Callable[[Newsroom, int], Picture]:
    """A maker of pictures for newsrooms that live outside of the test's transaction; each number is another picture."""

    def make(newsroom: Newsroom, number: int) -> Picture:
        file = BytesIO()
        Image.new("RGB", (64, 48), (number, 9, 9)).save(file, "PNG")
        file.seek(0)
        return pictures.accept(file=file, name="gull.png", by=newsroom.reporter, now=newsroom.now)

    return make
