"""The rights to a picture on its page: what is shown, what is asked, and what a refusal says."""

from datetime import timedelta

import pytest
from django.test import Client

from articles.enums import PictureUsage
from articles.models import Picture, Section
from articles.pictures import licensing
from articles.pictures.licensing import Rights
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.test_picture_rights import another, license_it, shown
from workflow.actions import picture_rights
from workflow.enums import Role, Status
from workflow.models import Event

UNTIL = {"licensed_until": "2150-01-01T12:00", "zone": "Asia/Kathmandu"}


@pytest.fixture
def desk(newsroom: Newsroom, client: Client) -> Client:
    client.force_login(newsroom.editor)
    return client


@pytest.fixture
def where(picture: Picture) -> str:
    return f"/desk/pictures/{picture.token}/"


def seen(picture: Picture) -> str:
    return picture_rights.digest(licensing.rights_of(picture))


def test_rights_are_set_shown_and_taken_off(newsroom: Newsroom, desk: Client, picture: Picture, where: str) -> None:
    tern = another(newsroom, "<tern>.png")
    assert "may be used in any story" in desk.get(where).content.decode()
    said = {
        **UNTIL,
        "licensed_from": "2026-01-01T12:00",
        "allowed_uses": [PictureUsage.EDITORIAL, PictureUsage.LEAD],
        "section_ids": [str(newsroom.section.pk)],
        "most_stories": "3",
        "fallback": f"http://testserver/desk/pictures/{tern.token}/",
        "seen": seen(picture),
    }
    assert desk.post(f"{where}rights/", said)["Location"] == where
    picture.refresh_from_db()
    assert picture.licensed_until is not None
    assert (picture.licensed_until.isoformat(), picture.fallback) == ("2150-01-01T06:15:00+00:00", tern)
    page = desk.get(where).content.decode()
    for words in ("in stories of the newsroom, as the lead picture", "&lt;tern&gt;.png", "nothing said → ", "2150"):
        assert words in page
    assert "no longer licensed" not in page
    assert desk.post(f"{where}rights/", {"zone": "UTC", "seen": seen(picture)})["Location"] == where
    assert licensing.rights_of(Picture.objects.get(pk=picture.pk)) == Rights()


def test_an_untouched_form_changes_nothing(newsroom: Newsroom, desk: Client, picture: Picture, where: str) -> None:
    """Not even the microseconds that no form shows."""
    license_it(newsroom, picture, licensed_until=newsroom.now + timedelta(days=1, microseconds=1), most_stories=2)
    form = desk.get(where).context["rights_form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    desk.post(f"{where}rights/", data)
    assert Event.objects.filter(picture=picture).count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"licensed_until": "2026-03-29T02:30", "zone": "Europe/Berlin"}, "go forward over that time"),
        ({"licensed_until": "2026-10-25T02:30", "zone": "Europe/Berlin"}, "twice"),
        ({"licensed_until": "soon", "zone": "UTC"}, "soon"),
        ({"most_stories": "0"}, "greater than or equal to 1"),
        ({"fallback": "nothing.png"}, "No picture of the library is called that"),
        ({"fallback": "twin.png"}, "Several pictures are called that"),
        ({"fallback": "http://[broken"}, "No picture of the library is called that"),
        ({"section_ids": ["0"]}, "0 is not one of the available choices"),
    ],
)
def test_what_can_not_be_read_is_refused_in_words_and_stays(
    newsroom: Newsroom, desk: Client, where: str, said: dict[str, str], words: str
) -> None:
    for shade in (1, 2):
        another(newsroom, "twin.png", shade)
    answer = desk.post(f"{where}rights/", {"zone": "UTC", "most_stories": "7", **said})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert f'value="{said.get("most_stories", "7")}"' in page
    assert not Event.objects.exclude(picture=None).exists()


def test_what_the_action_refuses_stays_too(newsroom: Newsroom, desk: Client, picture: Picture, where: str) -> None:
    said = {"licensed_from": "2150-01-02T12:00", "most_stories": "7", **UNTIL, "seen": seen(picture)}
    answer = desk.post(f"{where}rights/", said)
    assert answer.status_code == 409
    assert "would end before it begins" in answer.content.decode()
    assert 'value="7"' in answer.content.decode()


def test_a_form_from_before_somebody_elses_change_is_shown_again_and_then_taken(
    newsroom: Newsroom, desk: Client, picture: Picture, where: str
) -> None:
    said = {"most_stories": "7", "zone": "UTC", "seen": seen(picture)}
    license_it(newsroom, picture, most_stories=2)
    answer = desk.post(f"{where}rights/", said)
    assert answer.status_code == 409
    assert "Somebody else changed the rights" in answer.content.decode()
    again = answer.context["rights_form"]["seen"].value()
    assert desk.post(f"{where}rights/", {**said, "seen": again}).status_code == 302
    picture.refresh_from_db()
    assert picture.most_stories == 7


def test_the_answer_says_how_many_plans_were_held(
    newsroom: Newsroom, desk: Client, picture: Picture, where: str
) -> None:
    story = newsroom.approved("The wedding", **shown(picture))
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(days=9))
    until = (newsroom.now + timedelta(days=8)).strftime("%Y-%m-%dT%H:%M")
    said = {"licensed_until": until, "zone": "UTC", "seen": seen(picture)}
    answer = desk.post(f"{where}rights/", said, follow=True).content.decode()
    assert "1 planned story would air outside of them and was held" in answer
    story.refresh_from_db()
    assert story.status == Status.APPROVED


def test_outside_of_its_licence_the_page_says_what_readers_get(
    newsroom: Newsroom, desk: Client, picture: Picture, where: str
) -> None:
    license_it(newsroom, picture, licensed_until=newsroom.now)
    assert "stories on air do without it" in desk.get(where).content.decode()
    license_it(newsroom, picture, licensed_until=newsroom.now, fallback_id=another(newsroom).pk)
    page = desk.get(where).content.decode()
    assert "<strong>no longer licensed</strong>: stories on air show <bdi>tern.png</bdi> instead" in page


def test_a_closed_section_that_is_allowed_already_stays(
    newsroom: Newsroom, desk: Client, picture: Picture, where: str
) -> None:
    arts = Section.objects.create(name="Arts", slug="arts")
    license_it(newsroom, picture, section_ids=(arts.pk,))
    Section.objects.filter(pk=arts.pk).update(is_active=False)
    said = {"section_ids": [str(arts.pk)], "most_stories": "2", "zone": "UTC", "seen": seen(picture)}
    assert desk.post(f"{where}rights/", said).status_code == 302


@pytest.mark.parametrize(("role", "status"), [(Role.REPORTER, 403), (Role.LEGAL, 403), (Role.PICTURES, 302)])
def test_w1_who_is_let_and_who_is_offered_it(
    newsroom: Newsroom, desk: Client, picture: Picture, where: str, role: Role, status: int
) -> None:
    desk.force_login(person("Somebody", role, desk=newsroom.desk))
    assert ("Change the rights" in desk.get(where).content.decode()) == (status == 302)
    said = {"most_stories": "2", "zone": "UTC", "seen": seen(picture)}
    assert desk.post(f"{where}rights/", said).status_code == status
    assert desk.get(f"{where}rights/").status_code == 405


def test_record_of_many_that_stood_in_costs_what_one_costs(
    newsroom: Newsroom, desk: Client, picture: Picture, where: str
) -> None:
    others = [another(newsroom, f"tern-{number}.png", shade=number) for number in range(5)]
    license_it(newsroom, picture, fallback_id=others[0].pk)
    one = queries(desk, where)
    for other in others[1:]:
        license_it(newsroom, picture, fallback_id=other.pk)
    assert queries(desk, where) == one
    assert "tern-2.png → tern-3.png" in desk.get(where).content.decode()
