"""Crops in a story: set by whoever writes it, approved with it, and changed by nothing else."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles import drafting
from articles.drafting import UsedPicture
from articles.imaging import crops
from articles.models import Picture
from tests.people import Newsroom
from tests.workflow.desk_pages import browser, untouched, words
from workflow.exceptions import WorkflowError
from workflow.models import Story

SIZE = (64, 48)


def saved(story: Story) -> UsedPicture:
    (use,) = drafting.text_of(Story.objects.get(pk=story.pk).article.head).pictures
    return use


def edit(story: Story) -> str:
    return f"/desk/{story.pk}/edit/"


def drafted(newsroom: Newsroom, picture: Picture, crop: Any = None, **more: Any) -> Story:
    return newsroom.draft(pictures=(UsedPicture(picture.pk, source_name="a.png", crop=crop, **more),))


def sent(story: Story, line: str, **more: str) -> dict[str, Any]:
    return untouched(story) | {"pictures-0-crop": line} | more


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("30 20", {"focus": [0.3, 0.2]}),
        ("  12,5 0.1  ;", {"focus": [0.125, 0.001]}),
        ("50 50", None),
        ("", None),
        ("50 50; 1:1 10 0 75", {"1x1": [0.1, 0.0, 0.75, 1.0]}),
        ("1x1 10 0 75", {"1x1": [0.1, 0.0, 0.75, 1.0]}),
        (
            "0 100; 16:9 0 12.5 100; 4:5 20 20 48",
            {"focus": [0.0, 1.0], "16x9": [0, 0.125, 1, 0.75], "4x5": [0.2, 0.2, 0.48, 0.8]},
        ),
        ("4:3 0 0 100", {"4x3": [0, 0, 1, 1]}),
        ("16:9 0 25.1 100", {"16x9": [0, 0.25, 1, 0.75]}),
    ],
)
def test_a_reporter_sets_the_focal_point_and_crops_of_a_use(
    newsroom: Newsroom, picture: Picture, line: str, kept: Any
) -> None:
    story = drafted(newsroom, picture, {"focus": [0.9, 0.9]})
    assert browser(newsroom.reporter).post(edit(story), sent(story, line)).status_code == 302
    assert saved(story).crop == kept
    shown = browser(newsroom.reporter).get(edit(story)).context["sheet"].rows[0]["crop"].value()
    assert browser(newsroom.reporter).post(edit(story), sent(story, shown)).status_code == 302
    assert story.article.revisions.count() == 2, "what the page shows is what is kept"


@pytest.mark.parametrize(
    "line",
    [
        "30",
        "30 20 10",
        "30 101",
        "-1 20",
        "nan 20",
        "1e1 20",
        "٣٠ ٢٠",
        "a b",
        "30 20; focus 1 2",
        "30 20; 3:2 0 0 50",
        "30 20; 16:9 0 0",
        "30 20; 16:9 0 0 50; 16:9 0 0 60",
        "30 20; 30 20",
        "16:9 0 0 50; 30 20",
        '{"focus": [0.5, 0.5], "x": 1}',
        "<script>alert(1)</script>",
    ],
)
def test_a_line_that_says_no_crop_is_refused_in_words(newsroom: Newsroom, picture: Picture, line: str) -> None:
    story = drafted(newsroom, picture)
    response = browser(newsroom.reporter).post(edit(story), sent(story, line, body="Kept words.\r\n"))
    assert response.status_code == 422
    assert "is no focal point and no crop: write two numbers from 0 to 100" in words(response)
    assert "Kept words." in words(response)
    assert "<script>alert" not in response.content.decode()
    assert saved(story).crop is None


@pytest.mark.parametrize("line", ["16:9 0 50 100", "16:9 60 0 60", "1:1 0 0 100", "1:1 0 0 7", "4:5 0 0 0"])
def test_a_crop_that_sticks_out_or_is_too_small_is_refused_in_words(
    newsroom: Newsroom, picture: Picture, line: str
) -> None:
    story = drafted(newsroom, picture)
    response = browser(newsroom.reporter).post(edit(story), sent(story, line))
    assert response.status_code == 422
    assert "sticks out of the picture or is too small" in words(response)
    assert saved(story).crop is None


def test_a_line_is_no_longer_than_a_line(newsroom: Newsroom, picture: Picture) -> None:
    story = drafted(newsroom, picture)
    assert browser(newsroom.reporter).post(edit(story), sent(story, "30 20" + ";" * 300)).status_code == 422
    longest = "; ".join(["33.3 33.3", *(f"{name} 33.3 33.3 33.3" for name in ("16:9", "4:3", "1:1", "4:5"))])
    assert browser(newsroom.reporter).post(edit(story), sent(story, longest)).status_code == 302
    assert set(saved(story).crop) == {"focus", *crops.RATIOS}


@pytest.mark.parametrize(
    "odd",
    [
        {"x": 1},
        {"focus": [0.33333, 0.5]},
        {"focus": "left", "16x9": [0, 0, 1, 1]},
        {"16x9": [0.01, 0.02, 0.123456, 0.9], "1x1": [0, 0, 5, 5]},
        [],
        "middle",
    ],
)
def test_what_is_kept_there_stays_as_it_is_until_somebody_touches_it(
    newsroom: Newsroom, picture: Picture, odd: Any
) -> None:
    story = drafted(newsroom, picture, odd, digital_source_type="fromTheFuture")
    client = browser(newsroom.reporter)
    row = client.get(edit(story)).context["sheet"].rows[0]
    form = sent(story, row["crop"].value(), **{"pictures-0-digital_source_type": row["digital_source_type"].value()})
    response = client.post(edit(story), form, follow=True)
    assert "Nothing was changed." in words(response)
    assert client.post(edit(story), form | {"headline": "New"}).status_code == 302
    assert (saved(story).crop, saved(story).digital_source_type) == (odd, "fromTheFuture")
    assert client.post(edit(story), sent(story, "10 10")).status_code == 302
    assert saved(story).crop == {"focus": [0.1, 0.1]}


def test_how_a_picture_was_made_comes_from_the_library_and_stays_as_it_was_approved(
    newsroom: Newsroom, picture: Picture
) -> None:
    Picture.objects.update(digital_source_type="digitalCapture", focus_x=0.25)
    story = newsroom.draft()
    client = browser(newsroom.reporter)
    client.post(edit(story), untouched(story) | {"add_picture": picture.pk})
    assert (saved(story).digital_source_type, saved(story).crop) == ("digitalCapture", {"focus": [0.25, 0.5]})
    Picture.objects.update(digital_source_type="trainedAlgorithmicMedia", focus_x=0.75)
    client.post(edit(story), untouched(story) | {"headline": "New"})
    assert (saved(story).digital_source_type, saved(story).crop) == ("digitalCapture", {"focus": [0.25, 0.5]})
    assert "taken with a digital camera" in words(client.get(edit(story)))
    client.post(edit(story), untouched(story) | {"pictures-0-digital_source_type": "trainedAlgorithmicMedia"})
    assert saved(story).digital_source_type == "trainedAlgorithmicMedia"
    client.post(edit(story), untouched(story) | {"pictures-0-digital_source_type": ""})
    assert saved(story).digital_source_type is None
    response = client.post(edit(story), untouched(story) | {"pictures-0-digital_source_type": "dreamt"})
    assert response.status_code == 422


def test_a_new_crop_asks_for_the_pictures_signature_again_and_the_comparison_says_so(
    newsroom: Newsroom, picture: Picture, second: User
) -> None:
    story = newsroom.filed(pictures=(UsedPicture(picture.pk, source_name="a.png"),))
    newsroom.act("sign", story, by=second, stage=newsroom.stage)
    first = story.article.head_id
    client = browser(newsroom.editor)
    assert client.post(edit(story), sent(story, "30 20; 1:1 10 0 75")).status_code == 302
    newest = Story.objects.get(pk=story.pk).article.head
    shown = words(client.get(f"/desk/{story.pk}/"))
    assert "Focal point: 30 % from the left, 20 % from the top 1:1 by hand: 10 % from the left" in shown
    with pytest.raises(WorkflowError, match="Copy"):
        newsroom.act("approve", story, by=second)
    page = words(client.get(f"/desk/{story.pk}/compare/?from={first}&to={newest.pk}"))
    assert "Focal point: 30 % from the left, 20 % from the top" in page
    assert "1:1 by hand: 10 % from the left, 0 % from the top, 75 % wide" in page
    before, after = (drafting.text_of(text) for text in (newest.parent, newest))
    assert after == replace(before, pictures=after.pictures)
    changed = {part for part, digest in newest.part_hashes.items() if digest != newest.parent.part_hashes[part]}
    assert changed == {"PICTURES"}
    odd = UsedPicture(picture.pk, source_name="a.png", crop={"x": 1})
    assert newsroom.save(story, by=newsroom.editor, pictures=(odd,))
    third = Story.objects.get(pk=story.pk).article.head_id
    page = words(client.get(f"/desk/{story.pk}/compare/?from={first}&to={third}"))
    assert 'Crop: {"x": 1}' in page


def test_what_is_typed_so_far_keeps_its_crop_and_a_page_of_forty_pictures_can_be_sent(
    newsroom: Newsroom, picture: Picture
) -> None:
    use = UsedPicture(picture.pk, source_name="a.png", crop={"focus": [0.1, 0.2]}, digital_source_type="print")
    story = newsroom.draft(pictures=tuple(replace(use, source_name=f"{number}.png") for number in range(40)))
    client = browser(newsroom.reporter)
    rows = client.get(edit(story)).context["sheet"].rows
    form = untouched(story)
    for index, row in enumerate(rows):
        form |= {f"pictures-{index}-{name}": row[name].value() for name in ("crop", "digital_source_type")}
    form |= {"pictures-39-crop": "10 10", "pictures-0-remove": ""}
    assert client.post(edit(story), form).status_code == 302
    uses = drafting.text_of(Story.objects.get(pk=story.pk).article.head).pictures
    assert [one.crop["focus"] for one in uses] == [[0.1, 0.2]] * 39 + [[0.1, 0.1]]
