"""An archive comes in as drafts: each file accounted for, none published, none twice, nothing typed lost."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from articles import pictures
from articles.enums import DigitalSourceType
from articles.exceptions import PostRefused
from articles.models import Author, Edition, OldAddress, Picture, Section
from tests.people import Newsroom
from workflow.enums import Status, Verb
from workflow.models import Contribution, Event, ImportedFile, Story
from workflow.posts import files
from workflow.posts.files import NotAPost, PostFile

POST = """---
layout: post
title: "Harbour: 'We will be back'"
date: 2026-03-04T18:18:37Z
author: "rlind"
categories: [Ports]
tags: [ferry, strike]
excerpt: "Warm."
permalink: /old/harbour.html
draft: false
---

Body in Markdown.
"""


def write(folder: Path, name: str, content: str | bytes = POST) -> Path:
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)
    return place


def jpeg() -> bytes:
    file = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(file, "JPEG")
    return file.getvalue()


def run(newsroom: Newsroom, *paths: Path, **options: object) -> tuple[int, str]:
    """Run the command as an operator would; give its exit code and all that it said."""
    said = StringIO()
    try:
        call_command("import_posts", *paths, desk=newsroom.desk.slug, stdout=said, stderr=said, **options)
    except CommandError as refused:
        return refused.returncode, f"{said.getvalue()}{refused}"
    return 0, said.getvalue()


def only_story() -> Story:
    return Story.objects.select_related("article__head__section").get()


def test_a_post_becomes_a_held_draft_whatever_its_dates_say(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "a/2026-03-04-harbour.md")
    code, said = run(newsroom, tmp_path)
    story = only_story()
    head = story.article.head
    assert (code, story.status, story.desk, Edition.objects.count()) == (0, Status.DRAFT, newsroom.desk, 0)
    assert head is not None
    assert (head.headline, head.dek, head.body) == ("Harbour: 'We will be back'", "Warm.", "Body in Markdown.\n")
    assert (head.slug, head.tags, head.byline) == ("harbour", ["ferry", "strike"], "rlind")
    assert story.article.original_date == datetime(2026, 3, 4, 18, 18, 37, tzinfo=UTC)
    assert sorted(story.article.tags.names()) == ["ferry", "strike"]
    assert OldAddress.objects.get().path == "/old/harbour.html"
    event = Event.objects.get()
    assert (event.verb, event.by, event.facts) == (Verb.IMPORT, None, {"file": "a/2026-03-04-harbour.md"})
    assert "New sections" in said


def test_a_new_section_is_hidden_from_readers_and_a_known_one_is_used(newsroom: Newsroom, tmp_path: Path) -> None:
    known = Section.objects.create(name="Known Things", slug="known-things")
    write(tmp_path, "a.md")
    write(tmp_path, "b.md", POST.replace("[Ports]", "['known things']"))
    write(tmp_path, "c.md", POST.replace("[Ports]", "[Desk]"))
    run(newsroom, tmp_path)
    sections = dict(Story.objects.values_list("imported_files__path", "article__section__slug"))
    assert sections == {"a.md": "ports", "b.md": known.slug, "c.md": "desk-section"}
    assert not Section.objects.get(slug="ports").is_active


def test_the_importer_and_the_accounts_of_authors_are_contributors(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "a.md", POST.replace("rlind", newsroom.author.name))
    run(newsroom, tmp_path, by=newsroom.editor.email)
    assert set(Contribution.objects.values_list("user", flat=True)) == {newsroom.editor.pk, newsroom.reporter.pk}
    assert Event.objects.get().by == newsroom.editor


def test_an_import_may_be_repeated_and_makes_no_twins(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    run(newsroom, tmp_path)
    code, said = run(newsroom, tmp_path)
    assert (code, Story.objects.count(), Event.objects.count()) == (0, 1, 1)
    assert "1  unchanged" in said


def test_a_changed_file_becomes_the_new_head_of_an_untouched_draft(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    run(newsroom, tmp_path)
    write(tmp_path, "a.md", POST.replace("Warm.", "Cold.").replace("2026-03-04", "2026-03-05"))
    code, said = run(newsroom, tmp_path)
    story = only_story()
    assert code == 0
    assert story.article.head is not None
    assert (story.article.head.dek, story.version) == ("Cold.", 2)
    assert story.article.original_date == datetime(2026, 3, 5, 18, 18, 37, tzinfo=UTC)
    assert "1  updated" in said


def test_a_changed_comment_in_the_header_is_kept_too(newsroom: Newsroom, tmp_path: Path) -> None:
    for content in (POST, POST.replace("layout: post", "layout: post # the usual")):
        write(tmp_path, "a.md", content)
        run(newsroom, tmp_path)
    head = only_story().article.head
    assert head is not None
    assert "# the usual" in (head.source or {})["file"]["header"]


def test_a_changed_file_never_overwrites_what_people_wrote(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    run(newsroom, tmp_path)
    story = only_story()
    newsroom.save(story, by=newsroom.editor, body="Edited by hand.\n")
    write(tmp_path, "a.md", POST.replace("Body in Markdown", "Changed on disk"))
    code, said = run(newsroom, tmp_path)
    story = only_story()
    assert (code, story.article.head and story.article.head.body) == (0, "Edited by hand.\n")
    assert story.article.revisions.filter(body="Changed on disk.\n").exists()
    assert "a.md: The story was edited here" in said
    assert "unchanged" in run(newsroom, tmp_path)[1]


def test_a_filed_story_is_not_changed_by_its_file(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    run(newsroom, tmp_path)
    newsroom.act("file", only_story(), by=newsroom.editor)
    write(tmp_path, "a.md", POST.replace("Warm.", "Cold."))
    run(newsroom, tmp_path)
    story = only_story()
    assert (story.status, story.article.head and story.article.head.dek) == (Status.IN_REVIEW, "Warm.")
    assert Event.objects.filter(verb=Verb.SET_ASIDE).count() == 1


def test_bad_files_get_one_line_each_and_the_others_go_on(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "good.md")
    write(tmp_path, "yaml.md", "---\ntitle: a: b\n---\n")
    write(tmp_path, "python.md", "---\ntitle: !!python/object/apply:os.system [ls]\n---\n")
    write(tmp_path, "null.md", "---\ntitle: x\ncategories: [null]\n---\n")
    write(tmp_path, "gap.md", "---\ntitle: x\ndate: 2026-03-29 01:30\n---\n")
    write(tmp_path, "long.md", "---\ntitle: " + "x" * 2_000_000 + "\n---\n")
    write(tmp_path, "nul.md", "---\ntitle: x\n---\n\0")
    write(tmp_path, "climbs.md", "---\ntitle: x\nimage: ../../etc/passwd\n---\n")
    write(tmp_path, "text.md", "---\ntitle: x\nimage: text.jpg\n---\n")
    write(tmp_path, "text.jpg", "no picture")
    write(tmp_path, "photo.jpg", jpeg())
    code, said = run(newsroom, tmp_path, tmp_path / "missing")
    bad = [line.split(":")[0] for line in said.splitlines() if ".md: " in line]
    assert code == 2
    assert bad == ["climbs.md", "gap.md", "long.md", "nul.md", "null.md", "python.md", "yaml.md", "text.md"]
    assert (Story.objects.count(), "Traceback" in said) == (1, False)
    assert all(line in said for line in ("Found 12 files.", "1  became drafts", "9  refused", "2  other files"))


def test_links_that_lead_outside_are_refused(newsroom: Newsroom, tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    write(outside, "secret.md")
    write(outside, "secret.jpg", jpeg())
    write(inside, "a.md", "---\ntitle: x\nimage: link.jpg\n---\n")
    os.symlink(outside / "secret.md", inside / "link.md")
    os.symlink(outside / "secret.jpg", inside / "link.jpg")
    os.symlink(outside, inside / "folder")
    code, said = run(newsroom, inside)
    assert (code, Story.objects.count(), Picture.objects.count()) == (2, 0, 0)
    assert said.count("outside") == 2


def test_a_pipe_stalls_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert run(newsroom, tmp_path)[0] == 2


def test_pictures_come_along_once_each(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "media/img/a b.jpg", jpeg())
    write(tmp_path, "posts/a.md", "---\ntitle: x\nimage: /img/a%20b.jpg\n---\n![A boat](/img/a%20b.jpg 'Blue')\n")
    assert run(newsroom, tmp_path / "posts", media=tmp_path / "media")[0] == 0
    head = only_story().article.head
    assert head is not None
    uses = list(head.picture_uses.values_list("role", "source_name", "alt_text", "caption"))
    assert uses == [("LEAD", "", "", ""), ("INLINE", "/img/a%20b.jpg", "A boat", "Blue")]
    assert Picture.objects.count() == 1


def test_what_the_library_says_of_how_a_picture_was_made_and_where_the_eye_goes_comes_along(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    content = jpeg()
    known = pictures.accept(file=BytesIO(content), name="a.jpg", by=newsroom.reporter, now=newsroom.now)
    Picture.objects.filter(pk=known.pk).update(digital_source_type=DigitalSourceType.AI, focus_x=0.25)
    write(tmp_path, "a.jpg", content)
    write(tmp_path, "a.md", "---\ntitle: x\nimage: a.jpg\n---\n![A boat](a.jpg)\n")
    assert run(newsroom, tmp_path)[0] == 0
    head = only_story().article.head
    assert head is not None
    uses = set(head.picture_uses.values_list("picture", "role", "digital_source_type"))
    assert uses == {(known.pk, "LEAD", DigitalSourceType.AI), (known.pk, "INLINE", DigitalSourceType.AI)}
    assert [use.crop for use in head.picture_uses.all()] == [{"focus": [0.25, 0.5]}] * 2


def test_a_missing_picture_is_told_and_stops_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ntitle: x\nimage: gone.jpg\n---\n![B](../../gone.png)")
    code, said = run(newsroom, tmp_path)
    assert (code, Story.objects.count()) == (0, 1)
    assert "“gone.jpg” was not found" in said


def test_a_dry_run_writes_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    write(tmp_path, "b.md", "---\ntitle: a: b\n---\n")
    code, said = run(newsroom, tmp_path, dry_run=True)
    assert (code, Story.objects.count(), ImportedFile.objects.count()) == (2, 0, 0)
    assert not Author.objects.filter(name="rlind").exists()
    assert "1  would become drafts" in said


def test_two_folders_of_one_run_never_share_a_story(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "one/a.md")
    write(tmp_path, "two/a.md", POST.replace("Warm.", "Cold."))
    code, said = run(newsroom, tmp_path / "one", tmp_path / "two")
    assert (code, Story.objects.count()) == (2, 1)
    assert "common parent" in said


def test_a_file_name_plays_with_no_terminal(newsroom: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, "a\x1b[31m\n.md", "---\ntitle: a: b\n---\n")
    said = run(newsroom, tmp_path)[1]
    assert "\x1b" not in said
    assert "a\\x1b[31m\\n.md: " in said


def test_an_import_that_is_killed_half_way_resumes_without_twins(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        write(tmp_path, f"{number}.md", POST.replace("harbour.html", f"{number}.html"))
    monkeypatch.setattr("workflow.posts.importing.BATCH", 3)
    with monkeypatch.context() as broken:
        real = ImportedFile.objects.bulk_create

        def dies(files: Iterable[ImportedFile]) -> list[ImportedFile]:
            rows = list(files)
            if any(row.path == "4.md" for row in rows):
                raise KeyboardInterrupt
            return real(rows)

        broken.setattr(ImportedFile.objects, "bulk_create", dies)
        with pytest.raises(KeyboardInterrupt):
            run(newsroom, tmp_path)
    assert Story.objects.count() == ImportedFile.objects.count() == 3
    assert run(newsroom, tmp_path)[0] == 0
    assert Story.objects.count() == ImportedFile.objects.count() == 7


def test_the_desk_must_be_named_where_there_are_several(newsroom: Newsroom, tmp_path: Path) -> None:
    Newsroom.open("Sport")
    with pytest.raises(CommandError, match="--desk") as caught:
        call_command("import_posts", tmp_path)
    assert caught.value.returncode == 2


def test_a_device_that_takes_a_posts_place_while_it_is_read_ends_at_the_limit(newsroom: Newsroom) -> None:
    with pytest.raises(PostRefused, match="more than 8,000,000 bytes"):
        files.read(PostFile(Path("/dev"), "zero"))


def test_a_folder_too_deep_to_be_looked_into_is_told_and_stops_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Fine\n---\nText.\n")
    inside, name = os.open(tmp_path, os.O_RDONLY), "d" * 250 + ".md"
    for _level in range(20):
        os.mkdir(name, dir_fd=inside)
        deeper = os.open(name, os.O_RDONLY, dir_fd=inside)
        os.close(inside)
        inside = deeper
    os.close(inside)
    reports = list(files.find([tmp_path]))
    assert PostFile(tmp_path, "a.md") in reports
    assert [one.refusal for one in reports if isinstance(one, NotAPost)] == ["This can't be read: File name too long."]
