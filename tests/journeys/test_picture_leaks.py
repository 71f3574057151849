"""Pictures: what readers may not have, before and after, at every address that somebody may guess."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image

from articles import drafting, instant, pictures
from articles.enums import PictureRole
from articles.models import Picture
from tests.articles import photos
from tests.people import Newsroom

HOUR = timedelta(hours=1)


def rendered(newsroom: Newsroom, file: BytesIO, name: str) -> Picture:
    """Upload a picture and make all of its files: every crop, and the AVIF that comes later."""
    content = SimpleUploadedFile(name, file.getvalue())
    picture = pictures.accept(file=content, name=name, by=newsroom.reporter, now=newsroom.now)
    pictures.render(picture=picture, now=newsroom.now)
    pictures.render(picture=picture, now=newsroom.now, comes_later=True)
    return picture


@pytest.fixture
def boat(newsroom: Newsroom) -> Picture:
    return rendered(newsroom, photos.with_gps_and_credit(), "boat.jpg")


@pytest.fixture
def gulls(newsroom: Newsroom) -> Picture:
    return rendered(newsroom, photos.jpeg(seed=7), "gulls.jpg")


def lead(picture: Picture) -> drafting.UsedPicture:
    return drafting.UsedPicture(picture_id=picture.pk, role=PictureRole.LEAD, alt_text="A boat", credit_line="Ann")


def files(picture: Picture) -> list[str]:
    names = list(picture.renditions.values_list("name", flat=True))
    kinds = {name.rpartition(".")[2] for name in names}
    shapes = {name.partition("-")[0] for name in names if "-" in name}
    assert (kinds, shapes) == ({"jpg", "webp", "avif"}, {"16x9", "4x3", "1x1", "4x5"})
    return [f"/pictures/{picture.token}/{name}" for name in names]


def statuses(client: Client, picture: Picture) -> set[int]:
    return {client.get(address).status_code for address in files(picture)}


def guesses(picture: Picture) -> list[str]:
    """Return where somebody would look for the original, and for files past the view."""
    rendition = picture.renditions.first()
    assert rendition
    stored = [str(picture.original.name), str(rendition.file.name)]
    names = ["", "original", "original.jpg", picture.name, picture.sha256, f"../{stored[0]}", f"..%2f{stored[0]}"]
    tokens = [picture.token, str(picture.pk), picture.sha256]
    return [
        *(f"/pictures/{token}/{name}" for token in tokens for name in names),
        *(f"/{place}/{key}" for place in ("media", "originals", "renditions", "static", "pictures") for key in stored),
    ]


def test_files_are_there_for_readers_only_while_a_story_on_air_shows_the_picture(
    newsroom: Newsroom, client: Client, boat: Picture, gulls: Picture
) -> None:
    Picture.objects.filter(pk=boat.pk).update(fallback=gulls)
    assert (statuses(client, boat), statuses(client, gulls)) == ({404}, {404})
    story = newsroom.approved(pictures=(lead(boat),))
    assert (statuses(client, boat), statuses(client, gulls)) == ({404}, {404})
    newsroom.act("publish", story)
    assert (statuses(client, boat), statuses(client, gulls)) == ({200}, {404})
    Picture.objects.filter(pk=boat.pk).update(licensed_until=instant.now())
    assert (statuses(client, boat), statuses(client, gulls)) == ({404}, {200})
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    assert (statuses(client, boat), statuses(client, gulls)) == ({404}, {404})


def test_an_original_has_no_address_before_on_air_or_after(newsroom: Newsroom, client: Client, boat: Picture) -> None:
    original = boat.original.open("rb").read()
    story = newsroom.approved(pictures=(lead(boat),))
    for step in ("", "publish", "kill"):
        if step:
            newsroom.act(step, story, **({"reason": "libel", "notice": "Withdrawn."} if step == "kill" else {}))
        for address in guesses(boat):
            answer = client.get(address)
            assert answer.status_code == 404, address
            assert original not in b"".join(answer)
        for name in ("original", "640.jpg"):
            answer = client.get(f"/desk/pictures/{boat.token}/{name}")
            assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_a_file_at_its_address_says_who_made_it_and_never_where_or_with_what(
    newsroom: Newsroom, client: Client, boat: Picture
) -> None:
    newsroom.act("publish", newsroom.approved(pictures=(lead(boat),)))
    original = boat.original.open("rb").read()
    assert b"SN-4711" in original
    assert ExifTags.IFD.GPSInfo in Image.open(BytesIO(original)).getexif()
    for address in files(boat):
        content = b"".join(client.get(address))
        exif = Image.open(BytesIO(content)).getexif()
        assert exif[ExifTags.Base.Artist] == "Ines Marlowe", address
        assert not exif.get_ifd(ExifTags.IFD.GPSInfo), address
        assert b"SN-4711" not in content, address
        assert b"GPS" not in content, address
