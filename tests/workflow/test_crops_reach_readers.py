"""From the writing page to the reader: the crop that was approved is what is made, and what a page offers."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from articles import drafting, instant, pictures, tasks
from articles.drafting import UsedPicture
from articles.imaging import crops
from articles.models import Picture, PictureUse
from tests.people import Newsroom
from tests.workflow.desk_pages import browser, untouched
from workflow.models import Story

SIZE = (1200, 800)


@pytest.fixture
def pier(newsroom: Newsroom) -> Picture:
    """A picture that is red in its upper left and blue elsewhere, with its files made."""
    drawn, file = Image.new("RGB", SIZE, "blue"), BytesIO()
    drawn.paste("red", (0, 0, 600, 400))
    drawn.save(file, "JPEG", quality=95)
    file.seek(0)
    picture = pictures.accept(file=file, name="pier.jpg", by=newsroom.reporter, now=newsroom.now, alt_text="A pier")
    assert pictures.render(picture=picture, now=instant.now())
    return picture


def use(story: Story, picture: Picture, line: str, newsroom: Newsroom) -> None:
    """Let the reporter set focal point and crops on the writing page."""
    sent = untouched(story) | {"pictures-0-crop": line}
    assert browser(newsroom.reporter).post(f"/desk/{story.pk}/edit/", sent).status_code == 302
    story.refresh_from_db()


def published(story: Story, newsroom: Newsroom) -> str:
    """Bring the newest text on air and return its page as a reader gets it."""
    newsroom.act("file", story)
    newsroom.approve(story)
    newsroom.act("publish", story)
    return read(story)


def read(story: Story) -> str:
    story.article.refresh_from_db()
    answer = Client().get(str(story.article.path))
    assert answer.status_code == 200
    return answer.content.decode()


def files_in(page: str) -> list[str]:
    """Return the addresses of pictures that a page offers, in order."""
    return re.findall(r"/pictures/[\w./-]+", page)


def test_a_crop_that_was_set_by_hand_is_made_and_offered_to_readers(newsroom: Newsroom, pier: Picture) -> None:
    story = newsroom.draft(pictures=(UsedPicture(pier.pk, role="LEAD", alt_text="A pier"),))
    use(story, pier, "10 10; 16:9 0 0 50", newsroom)
    by_hand = crops.shape_of("16x9", (0, 0, 0.5, 0.422))
    around = crops.shape_of("1x1", crops.box_of({"focus": [0.1, 0.1]}, "1x1", SIZE))
    assert not pier.renditions.filter(shape__in=[by_hand, around]).exists()

    tasks.render_missing()

    assert set(pier.renditions.filter(shape=by_hand, mime_type="image/jpeg").values_list("width", flat=True)) == {600}
    assert pier.renditions.filter(shape=around).exists()
    page = published(story, newsroom)
    address = f"/pictures/{pier.token}/{by_hand}-600.jpg"
    assert address in page
    with Image.open(BytesIO(b"".join(Client().get(address).streaming_content))) as file:
        assert file.size[0] == 600
        assert abs(file.size[0] / file.size[1] - 16 / 9) < 0.01
        red, _green, blue = file.convert("RGB").getpixel((file.width - 8, file.height // 2))
        assert red > 200 > 60 > blue, "nothing of the blue half is in it"


def test_moving_the_focal_point_in_the_library_leaves_what_readers_see(newsroom: Newsroom, pier: Picture) -> None:
    story = newsroom.draft(pictures=(UsedPicture(pier.pk, role="LEAD", alt_text="A pier"),))
    use(story, pier, "10 10", newsroom)
    tasks.render_missing()
    before = files_in(published(story, newsroom))
    assert any("1x1-" in file or "16x9-" in file for file in before)
    sent = {"focus_x": "100", "focus_y": "100"}
    assert browser(newsroom.reporter).post(f"/desk/pictures/{pier.token}/focus/", sent).status_code == 302
    tasks.render_missing()
    assert files_in(read(story)) == before
    library = crops.shape_of("1x1", crops.box_of({"focus": [1, 1]}, "1x1", SIZE))
    assert pier.renditions.filter(shape=library).exists(), "new uses find their files made"


@pytest.mark.parametrize("odd", [{"x": 1}, [], "middle", {"16x9": "abcd", "focus": {"a": 1}}, 7])
def test_what_is_no_crop_keeps_no_page_from_readers(newsroom: Newsroom, pier: Picture, odd: Any) -> None:
    story = newsroom.draft(pictures=(UsedPicture(pier.pk, role="LEAD", alt_text="A pier", crop=odd),))
    tasks.render_missing()
    assert pier.token in published(story, newsroom)
    assert pier.token in Client().get("/").content.decode()
    assert drafting.text_of(Story.objects.get(pk=story.pk).article.head).pictures[0].crop == odd
    assert PictureUse.objects.filter(picture=pier).count() == 1
