"""The focal point of a picture in the library: for new texts, on record, and for members of the desks."""

import pytest

from articles import drafting, pictures
from articles.drafting import UsedPicture
from articles.exceptions import TextRefused
from articles.models import Picture
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, untouched, words
from workflow import actions
from workflow.exceptions import Missing, NotYours
from workflow.models import Event, Story


def page_of(picture: Picture) -> str:
    return f"/desk/pictures/{picture.token}/"


def crops_in(story: Story) -> list[object]:
    return [use.crop for use in drafting.text_of(Story.objects.get(pk=story.pk).article.head).pictures]


def test_a_member_moves_the_focal_point_for_new_texts_only(newsroom: Newsroom, picture: Picture) -> None:
    old = newsroom.draft(pictures=(UsedPicture(picture.pk, source_name="a.png", crop={"focus": [0.9, 0.9]}),))
    client = browser(newsroom.reporter)
    response = client.post(f"{page_of(picture)}focus/", {"focus_x": "30", "focus_y": "12.55"}, follow=True)
    assert "Saved: new texts start from this focal point." in words(response)
    assert "Focal point: 50 50 → 30 12.6" in words(response)
    assert response.context["focus"]["focus_y"].value() == "12.6"
    event = Event.objects.get(picture=picture)
    assert (event.verb, event.by, event.facts) == (
        "DESCRIBE",
        newsroom.reporter,
        {"focus": [[0.5, 0.5], [0.3, 0.126]]},
    )
    new = newsroom.draft()
    client.post(f"/desk/{new.pk}/edit/", untouched(new) | {"add_picture": picture.pk})
    assert crops_in(new) == [{"focus": [0.3, 0.126]}]
    assert crops_in(old) == [{"focus": [0.9, 0.9]}]


def test_what_was_not_touched_leaves_no_record(newsroom: Newsroom, picture: Picture) -> None:
    Picture.objects.update(focus_x=1 / 3)
    shown = browser(newsroom.reporter).get(page_of(picture)).context["focus"]
    sent = {name: shown[name].value() for name in ("focus_x", "focus_y")}
    response = browser(newsroom.reporter).post(f"{page_of(picture)}focus/", sent, follow=True)
    assert "It was there already." in words(response)
    assert Picture.objects.get().focus_x == 1 / 3
    assert not Event.objects.filter(picture=picture).exists()
    assert actions.aim_picture(picture=picture, by=newsroom.editor, now=newsroom.now, x=1 / 3, y=0.5) is None


@pytest.mark.parametrize("wrong", ["", "x", "-1", "100.1", "nan", "inf", "1" * 5000])
def test_a_point_outside_of_the_picture_is_refused_in_words(newsroom: Newsroom, picture: Picture, wrong: str) -> None:
    sent = {"focus_x": wrong, "focus_y": "10"}
    response = browser(newsroom.reporter).post(f"{page_of(picture)}focus/", sent)
    assert response.status_code == 422
    assert response.context["focus"].errors.keys() == {"focus_x"}
    assert Picture.objects.get().focus_x == 0.5
    with pytest.raises(TextRefused, match="lies in the picture"):
        pictures.aim(picture=picture, by=newsroom.reporter, now=newsroom.now, x=float("nan"), y=0)
    with pytest.raises(Missing, match="lies in the picture"):
        actions.aim_picture(picture=picture, by=newsroom.reporter, now=newsroom.now, x=1.5, y=0)


def test_the_page_says_what_each_crop_shows(newsroom: Newsroom, picture: Picture) -> None:
    Picture.objects.update(width=1500, height=1000, focus_x=0)
    page = words(browser(newsroom.reporter).get(page_of(picture)))
    assert "4:5 0 % from the left, 0 % from the top; 53.3 % wide" in page
    assert "16:9 0 % from the left, 7.8 % from the top; 100 % wide" in page


def test_a_stranger_moves_nothing(newsroom: Newsroom, picture: Picture) -> None:
    stranger, sent = person("Nora"), {"focus_x": "1", "focus_y": "1"}
    assert browser(stranger).post(f"{page_of(picture)}focus/", sent).status_code == 403
    assert browser(newsroom.reporter).get(f"{page_of(picture)}focus/").status_code == 405
    assert browser(newsroom.reporter).post("/desk/pictures/none/focus/", sent).status_code == 404
    with pytest.raises(NotYours):
        actions.aim_picture(picture=picture, by=stranger, now=newsroom.now, x=0, y=0)
    assert Picture.objects.get().focus_x == 0.5
