"""What the tests of the workflow share."""

from io import BytesIO

import pytest
from PIL import Image

from articles import pictures
from articles.models import Picture
from tests.people import Newsroom


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
