"""A picture's embargo on its page: who is offered what, and what a refusal says."""

import pytest
from django.test import Client

from articles.models import Picture
from tests.people import Newsroom, person
from workflow.enums import Role
from workflow.models import Embargo

UNTIL = {"embargoed_until": "2150-01-01T12:00", "zone": "Asia/Kathmandu"}


@pytest.fixture
def desk(newsroom: Newsroom, client: Client) -> Client:
    client.force_login(newsroom.publisher)
    return client


def test_an_embargo_on_a_picture_is_set_shown_and_lifted(newsroom: Newsroom, desk: Client, picture: Picture) -> None:
    where = f"/desk/pictures/{picture.token}/"
    assert "Lift the embargo" not in desk.get(where).content.decode()
    said = {"source": "The <palace>", "terms": "No crops.", "reason": "", **UNTIL}
    assert desk.post(f"{where}bind/", said)["Location"] == where
    embargo = Embargo.objects.get()
    assert (embargo.picture, embargo.embargoed_until.isoformat()) == (picture, "2150-01-01T06:15:00+00:00")
    shown = desk.get(where).content.decode()
    assert "The &lt;palace&gt;" in shown
    assert "Lift the embargo" in shown
    assert desk.post(f"{where}free/", {"reason": ""}).status_code == 422
    assert desk.post(f"{where}free/", {"reason": "They agreed."})["Location"] == where
    assert Embargo.objects.get().lifted_by == newsroom.publisher
    assert desk.post(f"{where}free/", {"reason": "Again."}).status_code == 409


def test_what_was_typed_stays_with_the_refusal(desk: Client, picture: Picture) -> None:
    said = {"source": "The palace", "terms": "No crops.", "embargoed_until": "2020-01-01T12:00", "zone": "UTC"}
    answer = desk.post(f"/desk/pictures/{picture.token}/bind/", said)
    assert answer.status_code == 409
    assert "ends in the future" in answer.content.decode()
    assert "No crops." in answer.content.decode()
    assert not Embargo.objects.exists()


@pytest.mark.parametrize(
    ("role", "binds", "frees"),
    [(Role.REPORTER, 403, 403), (Role.LEGAL, 403, 403), (Role.PICTURES, 302, 403), (Role.EDITOR, 302, 403)],
)
def test_w1_who_is_let_and_who_is_offered_it(
    newsroom: Newsroom, desk: Client, picture: Picture, role: Role, binds: int, frees: int
) -> None:
    where = f"/desk/pictures/{picture.token}/"
    desk.post(f"{where}bind/", {"source": "The palace", "zone": "UTC"})
    desk.force_login(person("Somebody", role, desk=newsroom.desk))
    page = desk.get(where).content.decode()
    assert ("Put under an embargo" in page) == (binds == 302)
    assert "Lift the embargo" not in page
    assert desk.post(f"{where}bind/", {"source": "The court", "zone": "UTC"}).status_code == binds
    assert desk.post(f"{where}free/", {"reason": "x"}).status_code == frees


def test_w11_a_get_changes_nothing(desk: Client, picture: Picture) -> None:
    assert desk.get(f"/desk/pictures/{picture.token}/bind/").status_code == 405
    assert desk.get(f"/desk/pictures/{picture.token}/free/").status_code == 405
