"""Pictures leave with their posts and come back as they were used: file, words, place in the text, crops."""

from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from articles import markup, pictures
from articles.drafting import UsedPicture, text_of
from articles.enums import DigitalSourceType, PictureRole
from articles.models import Picture, PictureUse
from tests.people import Newsroom
from tests.workflow.test_exporting import export
from tests.workflow.test_importing import only_story, run, write
from workflow.models import Story

LEAD_CROP = {"focus": [0.25, 0.4], "16x9": [0.1, 0.2, 0.8, 0.675]}
TOLD = ("role", "source_name", "caption", "alt_text", "credit_line", "crop", "digital_source_type", "picture__sha256")


def jpeg(colour: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (600, 400), colour).save(file, "JPEG")
    return file.getvalue()


def in_library(newsroom: Newsroom, colour: str) -> Picture:
    return pictures.accept(file=BytesIO(jpeg(colour)), name=f"{colour}.jpg", by=newsroom.reporter, now=newsroom.now)


def uses(story: Story) -> list[tuple[object, ...]]:
    return list(PictureUse.objects.filter(revision=story.article.head).order_by("position").values_list(*TOLD))


def illustrated(newsroom: Newsroom) -> Story:
    """Write a story with a lead and a picture in its text, in words and crops of its own."""
    lead = UsedPicture(
        picture_id=in_library(newsroom, "navy").pk,
        role=PictureRole.LEAD,
        caption='The mole, "at dawn":\nquiet.',
        credit_line="Ines Marlowe",
        crop=LEAD_CROP,
        digital_source_type=DigitalSourceType.CAPTURE,
    )
    inline = UsedPicture(
        picture_id=in_library(newsroom, "teal").pk, source_name="ferry.jpg", alt_text="A ferry; it’s #1", crop=None
    )
    return newsroom.draft("Harbour", body="Before.\n\n![A ferry](ferry.jpg)\n", pictures=(lead, inline))


def come_back(newsroom: Newsroom, folder: Path) -> Story:
    """Take an export in at another newsroom, whose library knows none of it."""
    other = Newsroom.open("Elsewhere")
    assert run(other, folder)[0] == 0
    return Story.objects.get(desk=other.desk)


def test_a_story_born_here_comes_back_with_all_that_was_said_of_its_pictures(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    story = illustrated(newsroom)
    export(tmp_path)
    assert uses(come_back(newsroom, tmp_path)) == uses(story) != []


def test_a_story_that_came_from_disk_and_was_not_edited_leaves_as_it_came(newsroom: Newsroom, tmp_path: Path) -> None:
    content = "---\ntitle: x\nimage: /img/a.jpg\n---\n![A boat](img/b%20c.jpg)\n"
    write(tmp_path / "in", "img/a.jpg", jpeg("navy"))
    write(tmp_path / "in", "img/b c.jpg", jpeg("teal"))
    write(tmp_path / "in", "a.md", content)
    run(newsroom, tmp_path / "in")
    export(tmp_path / "out")
    found = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    assert found == {"a.md", "img/a.jpg", "img/b c.jpg"}
    assert (tmp_path / "out/a.md").read_text() == content
    assert (tmp_path / "out/img/b c.jpg").read_bytes() == jpeg("teal")


@pytest.mark.parametrize(
    "header", ["---\ntitle: x # mine\nimage: a.jpg\n---\n", '+++\ntitle = "x"\nimage = "a.jpg"\n+++\n']
)
def test_crop_that_was_set_here_leaves_in_a_line_of_its_own_and_comes_back(
    newsroom: Newsroom, tmp_path: Path, header: str
) -> None:
    write(tmp_path / "in", "a.jpg", jpeg("navy"))
    write(tmp_path / "in", "a.md", f"{header}![A boat](a.jpg)\n")
    run(newsroom, tmp_path / "in")
    story = only_story()
    assert story.article.head is not None
    used = text_of(story.article.head).pictures
    newsroom.save(story, by=newsroom.editor, pictures=(replace(used[0], crop=LEAD_CROP), used[1]))
    export(tmp_path / "out")
    written = (tmp_path / "out/a.md").read_text()
    (line,) = (line for line in written.splitlines() if line.startswith("picture_uses"))
    assert written.replace(f"{line}\n", "") == f"{header}![A boat](a.jpg)\n"
    assert "25 40; 16:9 10 20 80" in line
    assert uses(come_back(newsroom, tmp_path / "out")) == uses(only_story_of(newsroom))


def only_story_of(newsroom: Newsroom) -> Story:
    return Story.objects.select_related("article__head").get(desk=newsroom.desk)


def test_a_file_with_all_of_it_leaves_as_it_came(newsroom: Newsroom, tmp_path: Path) -> None:
    illustrated(newsroom)
    export(tmp_path / "one")
    other = Newsroom.open("Elsewhere")
    run(other, tmp_path / "one")
    export(tmp_path / "two", desk=other.desk.slug)
    one, two = (
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


def test_pictures_of_one_name_beside_their_posts_stay_apart(newsroom: Newsroom, tmp_path: Path) -> None:
    for folder, colour in (("a", "navy"), ("b", "teal")):
        write(tmp_path / "in", f"{folder}/cover.jpg", jpeg(colour))
        write(tmp_path / "in", f"{folder}/index.md", f"---\ntitle: {folder}\nimage: cover.jpg\n---\n")
    run(newsroom, tmp_path / "in")
    export(tmp_path / "out")
    found = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.jpg")}
    assert found == {"a/cover.jpg", "b/cover.jpg"}
    assert (tmp_path / "out/b/cover.jpg").read_bytes() == jpeg("teal")


def test_pictures_of_two_desks_at_one_path_are_both_there_and_come_back(newsroom: Newsroom, tmp_path: Path) -> None:
    sport = Newsroom.open("Sport")
    for room, colour in ((newsroom, "navy"), (sport, "teal")):
        write(tmp_path / room.desk.slug, "img/a.jpg", jpeg(colour))
        write(tmp_path / room.desk.slug, "a.md", "---\ntitle: x\nimage: img/a.jpg\n---\n![B](img/a.jpg)\n")
        run(room, tmp_path / room.desk.slug)
    export(tmp_path / "out")
    assert (tmp_path / "out/img/a.jpg").read_bytes() == jpeg("navy")
    other = Newsroom.open("Elsewhere")
    assert run(other, tmp_path / "out")[0] == 0
    came = Story.objects.filter(desk=other.desk).order_by("pk")
    assert sorted(map(uses, came)) == sorted(uses(only_story_of(room)) for room in (newsroom, sport))


def test_a_picture_of_another_run_is_not_overwritten(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.jpg", jpeg("navy"))
    write(tmp_path / "in", "a.md", "---\ntitle: x\nimage: a.jpg\n---\n")
    run(newsroom, tmp_path / "in")
    write(tmp_path / "out", "a.jpg", jpeg("teal"))
    with pytest.raises(CommandError, match="Not every story"):
        export(tmp_path / "out", overwrite=True)
    assert (tmp_path / "out/a.jpg").read_bytes() == jpeg("teal")
    assert not (tmp_path / "out/a.md").exists()


def test_a_story_that_no_header_can_hold_is_named_and_the_others_go_on(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.jpg", jpeg("navy"))
    for name in ("a.md", "b.md"):
        write(tmp_path / "in", name, "---\ntitle: x\nimage: a.jpg\n---\n")
    run(newsroom, tmp_path / "in")
    story = Story.objects.select_related("article__head").get(imported_files__path="a.md")
    assert story.article.head is not None
    (lead,) = text_of(story.article.head).pictures
    newsroom.save(story, by=newsroom.editor, pictures=(replace(lead, caption="So long. " * 500),) * 100)
    said = StringIO()
    with pytest.raises(CommandError, match="Not every story"):
        call_command("export_posts", tmp_path / "out", stdout=said, stderr=said)
    assert "a.md: The header of “a.md” can't take the edits." in said.getvalue()
    assert (tmp_path / "out/b.md").exists()


def test_a_long_gallery_comes_back(newsroom: Newsroom, tmp_path: Path) -> None:
    used = UsedPicture(picture_id=in_library(newsroom, "navy").pk, caption="A boat in the harbour. " * 15)
    gallery = tuple(replace(used, source_name=f"{number}.jpg") for number in range(200))
    story = newsroom.draft("Regatta", pictures=gallery)
    export(tmp_path)
    assert uses(come_back(newsroom, tmp_path)) == uses(story)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('{file: a.jpg, role: lead, crop: "left"}', "is no focal point"),
        ('{file: a.jpg, role: lead, crop: "16:9 90 0 100"}', "sticks out"),
        ("{role: lead}", "names no file"),
        ("a word", "names no file"),
        ("[a, b]", "names no file"),
        ("{file: gone.jpg, name: x}", "“gone.jpg” was not found"),
        ("{file: ../../etc/passwd, name: x}", "was not found"),
        (f"{{file: a.jpg, role: lead, credit_line: {'x' * 600}}}", "was cut to 500"),
    ],
)
def test_what_a_header_says_of_pictures_and_nobody_understands_keeps_no_post_out(
    newsroom: Newsroom, tmp_path: Path, entry: str, told: str
) -> None:
    write(tmp_path, "a.jpg", jpeg("navy"))
    write(tmp_path, "a.md", f"---\ntitle: x\nimage: a.jpg\npicture_uses: [{entry}]\n---\n")
    code, said = run(newsroom, tmp_path)
    (used,) = uses(only_story())
    assert (code, used[0], used[5]) == (0, "LEAD", None)
    assert told in said


def test_what_an_entry_leaves_unsaid_is_taken_from_the_library(newsroom: Newsroom, tmp_path: Path) -> None:
    known = in_library(newsroom, "navy")
    Picture.objects.filter(pk=known.pk).update(caption="C", credit_line="L", digital_source_type=DigitalSourceType.AI)
    write(tmp_path, "a.jpg", jpeg("navy"))
    entry = '{file: a.jpg, role: lead, caption: "", digital_source_type: no such way, mood: [calm]}'
    write(tmp_path, "a.md", f"---\ntitle: x\nimage: a.jpg\npicture_uses: [{entry}]\n---\n")
    assert run(newsroom, tmp_path)[0] == 0
    (used,) = uses(only_story())
    assert used[2:7] == ("", "", "L", None, DigitalSourceType.AI)


def test_name_that_its_percents_make_too_long_to_be_kept_is_kept_without_them(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    path = f"{'新' * 70}/{'港' * 70}.jpg"
    write(tmp_path / "in", path, jpeg("navy"))
    write(tmp_path / "in", "a.md", f"---\ntitle: x\n---\n![A boat]({path})\n")
    assert run(newsroom, tmp_path / "in")[0] == 0
    (used,) = uses(only_story())
    assert used[1] == path
    assert "<!--figure:0-->" in markup.render(f"![A boat]({path})", pictures={path: 0})
    export(tmp_path / "out")
    assert (tmp_path / "out" / path).read_bytes() == jpeg("navy")


def test_words_that_no_column_holds_cost_their_own_post_alone(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "a.jpg", jpeg("navy"))
    write(tmp_path, "a.md", f"---\ntitle: x\n---\n![{'A boat. ' * 1_000}](a.jpg)\n")
    write(tmp_path, "b.md")
    code, said = run(newsroom, tmp_path)
    assert (code, Story.objects.count()) == (2, 1)
    assert "a.md: The alt_text has 8000 characters" in said
