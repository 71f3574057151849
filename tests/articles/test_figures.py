"""What a browser is offered of a picture: the kinds and the shape that there are, in its place, with its words."""

import json
import re
from base64 import b64encode
from io import BytesIO

import feedparser
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from articles.figures import CARD, FRONT_LEAD, IN_TEXT, THUMBNAIL, Place, figure_html, picture_html
from articles.imaging import crops, spec
from articles.models import Picture, Rendition
from articles.shown import File, ShownPicture
from tests.articles import newsstand
from tests.articles.reader import text_of

SIZE = (1600, 1000)
FOCUS = {"focus": [0.9, 0.5]}
SOURCE = re.compile(r"<source ([^>]*)>")


def files(crop: crops.Crop | None = None, kinds: str = "jpg webp avif") -> tuple[File, ...]:
    """Return the files that the table of sizes asks for."""
    wanted = [*spec.wanted(SIZE, [crop]), *spec.wanted(SIZE, [crop], comes_later=True)]
    shapes = {one.shape: SIZE for one in wanted}
    shapes |= {shape: crops.pixels(crops.box_in(shape), SIZE)[2:] for shape in shapes if shape}
    made = [File(one.name, *spec.size_at(one.width, of=shapes[one.shape])) for one in wanted]
    return tuple(one for one in made if one.name.rpartition(".")[2] in kinds.split())


def shown(**fields: object) -> ShownPicture:
    return ShownPicture("token", *SIZE, "Waves", **{"files": files(), **fields})  # type: ignore[arg-type]


def offered(html: str) -> list[tuple[str, set[str]]]:
    """Return type (and medium) and shapes of each source in order, the `<img>` last."""
    found = []
    for attributes in [*SOURCE.findall(html), html.rpartition("<img ")[2]]:
        names = re.findall(r"/pictures/token/(\S+) \d+w", attributes)
        media = re.search(r'media="([^"]*)"', attributes)
        kinds = {name.rpartition(".")[2] for name in names}
        assert len(kinds) == 1
        found.append((f"{kinds.pop()}{media[1] if media else ''}", {name.rpartition("-")[0] for name in names}))
    return found


def placeholder(mode: str = "RGB") -> str:
    tiny = BytesIO()
    Image.new(mode, (16, 10), (90, 120, 150, 100)[: len(mode)]).save(tiny, "WEBP", quality=40)
    return "data:image/webp;base64," + b64encode(tiny.getvalue()).decode()


def test_a_browser_chooses_among_the_kinds_that_there_are_the_smallest_first() -> None:
    assert offered(picture_html(shown(), IN_TEXT)) == [("avif", {""}), ("webp", {""}), ("jpg", {""})]
    assert offered(picture_html(shown(files=files(kinds="jpg webp")), IN_TEXT)) == [("webp", {""}), ("jpg", {""})]
    alone = picture_html(shown(files=files(kinds="avif")), IN_TEXT)
    assert "<picture" not in alone
    assert offered(alone) == [("avif", {""})]


@pytest.mark.parametrize(
    ("place", "ratio", "size"), [(CARD, "4x3", (640, 480)), (THUMBNAIL, "1x1", (320, 320)), (IN_TEXT, "", (1600, 1000))]
)
@pytest.mark.parametrize("crop", [None, FOCUS, {"4x3": [0.1, 0.0, 0.8, 0.96]}])
def test_each_place_has_its_shape_and_says_its_size(
    place: Place, ratio: str, size: tuple[int, int], crop: crops.Crop | None
) -> None:
    kept = tuple((name, tuple(numbers)) for name, numbers in (crop or {}).items())
    html = picture_html(shown(files=files(crop), crop=kept), place)
    shape = crops.shape_of(ratio, crops.box_of(crop, ratio, SIZE)) if ratio else ""
    assert offered(html) == [(kind, {shape}) for kind in ("avif", "webp", "jpg")]
    assert f'width="{size[0]}" height="{size[1]}"' in html


def test_the_front_lead_stands_upright_on_phones_with_a_size_of_its_own() -> None:
    html = picture_html(shown(), FRONT_LEAD)
    upright, wide = (crops.shape_of(ratio, crops.box_of(None, ratio, SIZE)) for ratio in ("4x5", "16x9"))
    narrow = "(max-width: 37.99em)"
    assert offered(html) == [
        *((f"{kind}{narrow}", {upright}) for kind in ("avif", "webp", "jpg")),
        *((kind, {wide}) for kind in ("avif", "webp", "jpg")),
    ]
    assert html.count('width="640" height="800"') == 3
    assert html.count('width="1280" height="720"') == 1


@pytest.mark.parametrize("place", [CARD, FRONT_LEAD, THUMBNAIL])
def test_where_a_crop_has_no_files_yet_the_whole_picture_is_shown(place: Place) -> None:
    before = tuple(one for one in files() if not one.shape)
    html = picture_html(shown(files=before, crop=(("focus", (0.9, 0.5)),)), place)
    assert offered(html) == [("avif", {""}), ("webp", {""}), ("jpg", {""})]
    assert f'width="{SIZE[0]}" height="{SIZE[1]}"' in html


def test_a_tiny_picture_lies_beneath_what_is_wanted_at_once_and_every_figure() -> None:
    use = shown(placeholder=placeholder())
    beneath = f'<span class="frame"><img class="placeholder" src="{use.placeholder}" alt="" aria-hidden="true">'
    assert beneath in figure_html(use, IN_TEXT)
    assert beneath in picture_html(use, FRONT_LEAD, loading="eager")
    assert "placeholder" not in picture_html(use, CARD)
    assert " style=" not in figure_html(use, IN_TEXT)


def test_nothing_lies_beneath_a_picture_that_can_be_seen_through_or_has_no_files() -> None:
    assert "placeholder" not in figure_html(shown(placeholder=placeholder("RGBA")), IN_TEXT)
    assert "placeholder" not in figure_html(shown(placeholder=placeholder(), files=()), IN_TEXT)
    assert 'class="blank"' in figure_html(shown(placeholder=placeholder(), files=()), IN_TEXT)


def test_the_file_to_share_is_a_large_jpeg_of_the_shape_that_other_sites_show() -> None:
    file = shown().to_share
    assert file
    assert (file.name.partition("-")[0], file.name.rpartition("-")[2], file.height) == ("16x9", "1280.jpg", 720)
    before = shown(files=tuple(one for one in files() if not one.shape)).to_share
    assert before
    assert before.name == "1280.jpg"
    assert shown(files=files(kinds="avif webp")).to_share is None


@pytest.mark.parametrize(
    ("source_type", "words"),
    [
        ("trainedAlgorithmicMedia", "Made with AI"),
        ("compositeWithTrainedAlgorithmicMedia", "Partly made with AI"),
        ("compositeSynthetic", "Partly made with AI"),
    ],
)
def test_a_figure_says_beside_the_credit_that_ai_made_it(source_type: str, words: str) -> None:
    use = shown(credit_line="Ann", source_type=source_type)
    assert figure_html(use, IN_TEXT).endswith(
        f'<span class="credit" dir="auto">Ann</span> <span class="made-with-ai">{words}</span></figcaption></figure>'
    )
    assert "AI" not in figure_html(shown(credit_line="Ann", source_type="digitalCapture"), IN_TEXT)


def with_files(crop: crops.Crop | None) -> Picture:
    picture = newsstand.picture(files=())
    Picture.objects.filter(pk=picture.pk).update(width=SIZE[0], height=SIZE[1], placeholder=placeholder())
    mime = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}
    for name, width, height in files(crop):
        made = Rendition(picture=picture, name=name, width=width, height=height, byte_size=4)
        made.shape, made.mime_type = name.rpartition("-")[0], mime[name.rpartition(".")[2]]
        made.file.save(f"{picture.token}-{name}", ContentFile(b"PIX!"), save=False)
        made.save()
    return picture


@pytest.mark.django_db
def test_pages_and_feed_show_the_crop_that_was_approved_and_whether_ai_made_it(client: Client) -> None:
    picture = with_files(FOCUS)
    Picture.objects.filter(pk=picture.pk).update(focus_x=0.1, digital_source_type="digitalCapture")
    words = {"credit_line": "Ann & Bo", "alt_text": "Waves", "digital_source_type": "trainedAlgorithmicMedia"}
    story = newsstand.story(pictures=(newsstand.lead(picture, crop=FOCUS, **words),))
    page, front, section = (text_of(client, path) for path in (story.path or "", "/", "/news/"))
    wide, card = (crops.shape_of(ratio, crops.box_of(FOCUS, ratio, SIZE)) for ratio in ("16x9", "4x3"))
    shared = f"http://localhost:8000/pictures/{picture.token}/{wide}-1280.jpg"
    assert f'<meta property="og:image" content="{shared}">' in page
    assert f"/{wide}-1280.avif 1280w" in front
    assert f"/{card}-640.avif 640w" in section
    assert "/1600.avif 1600w" in page
    assert all("Made with AI" in text for text in (page, front, section))
    (told,) = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])["image"]
    assert told == {
        "@type": "ImageObject",
        "url": shared,
        "width": 1280,
        "height": 720,
        "creditText": "Ann & Bo",
        "digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    }
    feed = feedparser.parse(client.get("/feeds/rss.xml").content)
    assert feed.bozo == 0
    (item,) = feed.entries
    assert item.media_content == [
        {"url": shared, "type": "image/jpeg", "medium": "image", "width": "1280", "height": "720"}
    ]
    assert item.media_credit[0]["content"] == "Ann & Bo"


@pytest.mark.django_db
def test_a_list_pays_for_one_placeholder_and_a_page_for_those_of_its_figures(client: Client) -> None:
    for _ in range(5):
        story = newsstand.story(pictures=(newsstand.lead(with_files(None)),))
    found = [text_of(client, path).count('class="placeholder"') for path in ("/", "/news/", story.path or "")]
    assert found == [1, 0, 1]
