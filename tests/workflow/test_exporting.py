"""What came in leaves as it came; what was edited here changes its own lines; what was born here is a post too."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.people import Newsroom
from tests.workflow.test_importing import POST, jpeg, only_story, run, write
from workflow.models import Story

ODD_POSTS: dict[str, bytes] = {
    "bom.md": b"\xef\xbb\xbf---\r\ntitle:   'x' # note\r\nweird: [1, 0x2]\r\n---\r\n\r\nBody\r\n",
    "utf16.md": b"\xff\xfe" + "---\ntitle: Żółć\ntags: b a\n---\nBödy".encode("utf-16-le"),
    "windows.md": b"---\ntitle: caf\xe9\n---\n\x93Hi\x94",
    "toml.md": b'+++\ntitle = "T" # note\ndate = 2019-01-18\n[taxonomies]\ntags = ["a"]\n+++\nBody\n',
    "plain.md": b"Just text, no header.\r\nTwo lines.\n",
    "empty.md": b"",
    "2019-01-18-dated.md": b"---\nauthor: Jane Doe\ncategories: News Ports\n---\n\n\n",
    "deep/er/a.md": POST.encode(),
}


def export(folder: Path, **options: object) -> str:
    said = StringIO()
    call_command("export_posts", folder, stdout=said, stderr=said, **options)
    return said.getvalue()


def test_import_then_export_gives_the_same_bytes(newsroom: Newsroom, tmp_path: Path) -> None:
    for name, content in ODD_POSTS.items():
        write(tmp_path / "in", name, content)
    assert run(newsroom, tmp_path / "in")[0] == 0
    export(tmp_path / "out")
    assert {name: (tmp_path / "out" / name).read_bytes() for name in ODD_POSTS} == ODD_POSTS


def test_an_edit_changes_its_own_line_and_no_other(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.md", ODD_POSTS["bom.md"])
    run(newsroom, tmp_path / "in")
    newsroom.save(only_story(), by=newsroom.editor, headline="New")
    export(tmp_path / "out")
    assert (tmp_path / "out/a.md").read_bytes() == ODD_POSTS["bom.md"].replace(b"'x' # note", b"'New' # note")


def test_an_author_known_here_by_a_fuller_name_keeps_the_files_own(newsroom: Newsroom, tmp_path: Path) -> None:
    content = POST.replace("rlind", newsroom.author.slug)
    write(tmp_path / "in", "a.md", content)
    run(newsroom, tmp_path / "in")
    assert only_story().article.head.byline == newsroom.author.name  # type: ignore[union-attr]
    export(tmp_path / "out")
    assert (tmp_path / "out/a.md").read_text() == content


def test_a_story_born_here_leaves_as_a_post_that_can_come_back(newsroom: Newsroom, tmp_path: Path) -> None:
    story = newsroom.draft("Harbour: reopened")
    export(tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.name == f"{story.article.created_at:%Y-%m-%d}-{story.article.slug}.md"
    assert file.read_text() == (
        f'---\nlayout: post\ntitle: "Harbour: reopened"\nauthor: "{newsroom.author.name}"\n'
        f'categories: [{newsroom.section.name}]\ntags: [Harbour]\nexcerpt: "The strike is over."\n---\n\n'
        "The ferry sails again.\n"
    )


def test_the_lead_picture_leaves_beside_the_text(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path / "in", "img/a.jpg", jpeg())
    write(tmp_path / "in", "a.md", "---\ntitle: x\nimage: /img/a.jpg\n---\n")
    run(newsroom, tmp_path / "in")
    export(tmp_path / "out")
    assert (tmp_path / "out/img/a.jpg").read_bytes() == jpeg()


def test_two_desks_with_a_file_of_the_same_path_keep_both(newsroom: Newsroom, tmp_path: Path) -> None:
    sport = Newsroom.open("Sport")
    write(tmp_path / "in", "a.md")
    run(newsroom, tmp_path / "in")
    run(sport, tmp_path / "in")
    export(tmp_path / "out")
    files = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.md"))
    assert files == ["a.md", f"{sport.desk.slug}/a.md"]
    export(tmp_path / "one", desk=sport.desk.slug)
    assert [path.name for path in (tmp_path / "one").rglob("*.md")] == ["a.md"]


def test_another_text_is_only_replaced_when_told(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.md")
    run(newsroom, tmp_path / "in")
    write(tmp_path / "out", "a.md", "Mine")
    with pytest.raises(CommandError) as caught:
        export(tmp_path / "out")
    assert (caught.value.returncode, (tmp_path / "out/a.md").read_text()) == (2, "Mine")
    export(tmp_path / "out", overwrite=True)
    assert (tmp_path / "out/a.md").read_text() == POST
    assert "1 the same already" in export(tmp_path / "out")


def test_nothing_is_written_through_a_link(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path / "in", "sub/a.md")
    run(newsroom, tmp_path / "in")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    os.symlink(tmp_path / "elsewhere", tmp_path / "out/sub")
    with pytest.raises(CommandError):
        export(tmp_path / "out")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert Story.objects.count() == 1
