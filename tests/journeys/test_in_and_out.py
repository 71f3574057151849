"""Posts on disk: in as drafts, through review to readers, and out again with the bytes that they came with."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from articles.models import Edition, Picture
from tests import processes
from tests.articles import photos
from tests.journeys.browsers import Browser
from tests.journeys.roads import Road
from tests.people import Newsroom
from workflow.models import Story

POST = (
    "\ufeff---\r\n"
    "layout:   post # the usual\r\n"
    "title: 'Harbour: \"We will be back\"'\r\n"
    "date: 2019-03-04T18:18:37\r\n"
    "author: {author}\r\n"
    "categories: [{section}, Ports]\r\n"
    "tags: ferry strike\r\n"
    "excerpt: Warm.   \r\n"
    "image: media/ferry.jpg\r\n"
    "weird: {{a: [1, 0x2]}}\r\n"
    "permalink: /old/harbour.html\r\n"
    "---\r\n"
    "\r\n"
    "First line.  \r\n"
    "Second line.\r\n"
    "Third, in another style.\n"
    "\r\n"
    "<script>alert(1)</script>\r\n"
)


@pytest.fixture
def post(desk: Newsroom, tmp_path: Path) -> bytes:
    content = POST.format(author=desk.author.name, section=desk.section.name).encode()
    write(tmp_path / "in", "2019/harbour.md", content)
    write(tmp_path / "in", "media/ferry.jpg", photos.jpeg(60, 40).getvalue())
    call_command("import_posts", tmp_path / "in", desk=desk.desk.slug, stdout=StringIO())
    return content


def write(folder: Path, name: str, content: bytes) -> Path:
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def exported(folder: Path) -> dict[str, bytes]:
    call_command("export_posts", folder, stdout=StringIO())
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def publish(road: Road, story: Story) -> None:
    """The importer was the system, the byline is the reporter's: somebody else signs, approves and publishes."""
    road.approve(story.pk)
    road.publisher.done(story.pk, "publish", keeps_original_date="on")


def test_an_archive_goes_through_review_to_readers_and_leaves_with_the_same_bytes(
    road: Road, reader: Browser, post: bytes, tmp_path: Path
) -> None:
    story = Story.objects.select_related("article").get()
    assert (story.status, Edition.objects.count()) == ("DRAFT", 0)
    assert reader.open("/old/harbour.html").status == 404
    saved = road.reporter.write(f"/desk/{story.pk}/edit/")
    assert "Nothing was changed." in saved.words
    publish(road, story)
    story.article.refresh_from_db()
    page = reader.open("/old/harbour.html")
    assert (page.status, page.address) == (200, story.article.path)
    assert "/2019/03/04/" in page.address
    assert 'Harbour: "We will be back"' in page.words
    assert "alert(1)" not in page.source
    assert exported(tmp_path / "out") == {
        "2019/harbour.md": post,
        "media/ferry.jpg": photos.jpeg(60, 40).getvalue(),
    }


def test_what_was_edited_at_the_desk_changes_its_own_lines_and_no_other(
    road: Road, post: bytes, tmp_path: Path
) -> None:
    story = Story.objects.get()
    form = road.reporter.open(f"/desk/{story.pk}/edit/").form()
    body = form.sent["body"].replace("Second line.", "Second line, edited.")
    assert body != form.sent["body"]
    assert "Saved." in road.reporter.send(form, headline="Back at sea", body=body).words
    publish(road, story)
    left, came = exported(tmp_path / "out")["2019/harbour.md"].splitlines(keepends=True), post.splitlines(keepends=True)
    assert [(old, new) for old, new in zip(came, left, strict=True) if old != new] == [
        (b"title: 'Harbour: \"We will be back\"'\r\n", b"title: 'Back at sea'\r\n"),
        (b"Second line.\r\n", b"Second line, edited.\r\n"),
    ]


@pytest.fixture
def bad_archive(tmp_path: Path) -> Path:
    """One good post among one of each kind of bad one."""
    root, outside = tmp_path / "archive", write(tmp_path, "outside.jpg", photos.jpeg(60, 40).getvalue())
    for name, header in {
        "good": "title: Good",
        "yaml": "title: [",
        "python": "title: !!python/object/apply:os.system [ls]",
        "null": "title: x\ncategories: [null]",
        "gap": "title: x\ndate: 2026-03-29 01:30",
        "long": f"title: {'x' * 2_000_000}",
        "climbs": "title: x\nimage: ../outside.jpg",
        "linked": "title: x\nimage: linked.jpg",
        "text": "title: x\nimage: text.jpg",
        "truncated": "title: Cut short\nimage: truncated.jpg",
        "bomb": "title: x\nimage: bomb.png",
        "ring": "title: x\nimage: ring.jpg",
        "surrogate": 'title: "\\uD800"',
    }.items():
        write(root, f"{name}.md", f"---\n{header}\n---\nText.\n".encode())
    write(root, "nul.md", b"---\ntitle: x\n---\nA \0 byte.\n")
    write(root, "text.jpg", b"no picture at all")
    write(root, "truncated.jpg", photos.truncated().getvalue())
    write(root, "bomb.png", photos.bomb().getvalue())
    os.symlink(outside, root / "linked.jpg")
    for ring in ("loop.md", "ring.jpg"):
        os.symlink(root / ring, root / ring)
    return root


#: What the line of each file must name: the field or the thing that is wrong.
NAMED = {
    "bomb.md": "bomb.png",
    "climbs.md": "The image path",
    "gap.md": "date",
    "linked.md": "The image",
    "long.md": "title",
    "loop.md": "not a file",
    "nul.md": "NUL",
    "null.md": "categories",
    "python.md": "Line 2: The tag",
    "ring.md": "The image",
    "surrogate.md": "Line 2",
    "text.md": "text.jpg",
    "truncated.md": "truncated.jpg",
    "yaml.md": "Line 3",
}


def test_each_bad_file_costs_one_line_that_helps_and_no_other_file(
    live_newsroom: Newsroom, bad_archive: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "missing"
    answer = subprocess.run(
        [sys.executable, "manage.py", "import_posts", str(bad_archive), str(missing)],
        cwd=settings.BASE_DIR,
        env=processes.environment(LOG_LEVEL="ERROR"),
        capture_output=True,
        text=True,
        timeout=processes.PATIENCE,
    )
    said = answer.stdout + answer.stderr
    assert (answer.returncode, "Traceback" in said) == (2, False), said
    lines = answer.stderr.splitlines()
    by_file = {line.split(": ", 1)[0]: line for line in lines if ": " in line}
    assert {name for name in by_file if name.endswith(".md")} == set(NAMED), said
    assert [name for name, word in NAMED.items() if word not in by_file[name].split(": ", 1)[1]] == [], said
    assert str(missing) in by_file
    assert all(len(line) < 400 for line in lines)
    assert len(lines) == len(NAMED) + 2
    assert set(Story.objects.values_list("article__head__headline", flat=True)) == {"Good"}


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("import_posts", ["{here}", "--media", "{here}/missing"]),
        ("import_posts", ["{here}", "--desk", "no-such-desk"]),
        ("import_posts", ["{here}", "--by", "nobody@example.org"]),
        ("export_posts", ["{here}/a-file"]),
        ("export_posts", ["{here}/a-file/below"]),
        ("export_posts", ["{here}", "--desk", "no-such-desk"]),
        ("publish_due", ["--watch", "0"]),
    ],
)
def test_a_command_that_can_not_begin_says_so_in_one_line(
    newsroom: Newsroom, tmp_path: Path, command: str, options: list[str]
) -> None:
    write(tmp_path, "a-file", b"x")
    with pytest.raises(CommandError) as refused:
        call_command(command, *(option.format(here=tmp_path) for option in options))
    assert refused.value.returncode == 2
    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) > 10


def test_a_picture_that_is_none_is_refused_by_form_as_by_command(road: Road) -> None:
    bad = {"text.jpg": b"no picture", "cut.jpg": photos.truncated(600).getvalue(), "bomb.png": photos.bomb().getvalue()}
    for name, content in bad.items():
        page = road.reporter.write("/desk/pictures/upload/", pictures=SimpleUploadedFile(name, content))
        assert page.status == 422, name
        assert name in page.told, page.words
    assert not Picture.objects.exists()
