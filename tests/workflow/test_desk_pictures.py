"""The picture library: for people of the desks only, and what it costs."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles import pictures
from articles.drafting import UsedPicture
from articles.models import Picture
from tests import library
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import address, browser, words


def test_a_picture_is_uploaded_described_and_downloaded(newsroom: Newsroom, gull: bytes) -> None:
    client = browser(newsroom.reporter)
    file = SimpleUploadedFile("gull.png", gull, content_type="image/svg+xml")
    response = client.post("/desk/pictures/upload/", {"pictures": [file]})
    picture = Picture.objects.get()
    assert response.url == f"/desk/pictures/{picture.token}/"
    assert picture.uploaded_by == newsroom.reporter
    words_sent = {"caption": "A gull.\r\nOn a post.", "alt_text": "Gull", "credit_line": "R. Test", "token": "x"}
    assert client.post(response.url, words_sent).status_code == 302
    picture.refresh_from_db()
    assert (picture.caption, picture.alt_text) == ("A gull.\nOn a post.", "Gull")
    original = client.get(f"/desk/pictures/{picture.token}/original")
    assert b"".join(original.streaming_content) == gull
    assert original.headers["Content-Disposition"] == 'attachment; filename="gull.png"'
    assert original.headers["Content-Type"] == "application/octet-stream"
    assert original.headers["X-Content-Type-Options"] == "nosniff"


def test_new_words_of_a_picture_leave_texts_as_they_were_approved(newsroom: Newsroom, picture: Picture) -> None:
    story = newsroom.approved(pictures=(UsedPicture(picture.pk, role="LEAD", caption="Approved words"),))
    client = browser(newsroom.reporter)
    client.post(f"/desk/pictures/{picture.token}/", {"caption": "Other words"})
    page = words(client.get(address(story)))
    assert "Approved words" in page
    assert "Other words" not in page
    assert str(story) in words(client.get(f"/desk/pictures/{picture.token}/"))


def test_files_that_are_no_pictures_are_named_and_the_others_kept(newsroom: Newsroom, gull: bytes) -> None:
    files = [
        SimpleUploadedFile("a.png", gull),
        SimpleUploadedFile("b.svg", b"<svg onload=alert(1)>"),
        SimpleUploadedFile("c.png", b""),
    ]
    response = browser(newsroom.reporter).post("/desk/pictures/upload/", {"pictures": files})
    assert response.status_code == 422
    assert "b.svg:" in words(response)
    assert "c.png:" in words(response)
    assert Picture.objects.count() == 1
    assert browser(newsroom.reporter).post("/desk/pictures/upload/", {}).status_code == 422


def test_pictures_are_for_people_of_the_desks_only(newsroom: Newsroom, picture: Picture) -> None:
    pictures.render(picture=picture, now=newsroom.now)
    name = picture.renditions.first().name
    files = [f"/desk/pictures/{picture.token}/{rest}" for rest in (name, "original", "")]
    for where in files:
        assert browser(newsroom.reporter).get(where).status_code == 200
        assert browser(person("Nora")).get(where).status_code == 403
        assert Client().get(where).status_code == 302
    for where in (f"/desk/pictures/{picture.token}/none.jpg", "/desk/pictures/none/original", "/desk/pictures/none/"):
        assert browser(newsroom.reporter).get(where).status_code == 404
    assert Client().get(f"/pictures/{picture.token}/{name}").status_code == 404


def test_a_file_that_is_gone_is_not_found(newsroom: Newsroom, picture: Picture) -> None:
    pictures.render(picture=picture, now=newsroom.now)
    file = picture.renditions.first()
    file.file.storage.delete(file.file.name)
    picture.original.storage.delete(picture.original.name)
    client = browser(newsroom.reporter)
    assert client.get(f"/desk/pictures/{picture.token}/{file.name}").status_code == 404
    assert client.get(f"/desk/pictures/{picture.token}/original").status_code == 404


def test_the_library_takes_the_same_queries_for_one_picture_or_many(newsroom: Newsroom, picture: Picture) -> None:
    client = browser(newsroom.reporter)
    one = queries(client, "/desk/pictures/")
    Picture.objects.bulk_create(map(library.bare, range(20)))
    assert queries(client, "/desk/pictures/") == one
    assert "19.png" not in words(client.get("/desk/pictures/?own=1"))
