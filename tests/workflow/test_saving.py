"""A text that somebody typed is never overwritten: it becomes the newest one, or is kept beside it with a word why."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from articles import drafting
from articles.drafting import Text
from articles.models import Author, Revision
from tests.people import Newsroom, person
from workflow import actions
from workflow.enums import Role, Status, Verb
from workflow.exceptions import Missing, NotYours, StaleSave, TextIsFrozen
from workflow.models import Event, Story


def newest(story: Story) -> Revision:
    head = Story.objects.select_related("article__head").get(pk=story.pk).article.head
    assert head is not None
    return head


def words(story: Story) -> Text:
    return drafting.text_of(newest(story))


def test_second_editor_with_a_stale_page_loses_no_text(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    second = person("Sam", Role.EDITOR, desk=newsroom.desk)
    opened = Story.objects.get(pk=story.pk).version
    newsroom.save(story, by=newsroom.editor, body="Edith's words.\n")
    with pytest.raises(StaleSave) as refusal:
        actions.save(
            story=story,
            version=opened,
            by=second,
            now=newsroom.now,
            text=replace(words(story), body="Sam's words.\n"),
        )
    assert str(refusal.value) == (
        "Edith Test moved the story meanwhile (saved): look at it as it is now, then decide again."
    )
    assert refusal.value.current == newest(story)
    assert newest(story).body == "Edith's words.\n"
    assert refusal.value.kept is not None
    kept = Revision.objects.get(pk=refusal.value.kept.pk)
    assert (kept.body, kept.created_by, kept.parent) == ("Sam's words.\n", second, newest(story))


def test_a_text_that_was_set_aside_is_on_record_and_moves_nothing(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    newsroom.save(story, headline="Second thoughts")
    before = Story.objects.get(pk=story.pk)
    with pytest.raises(StaleSave) as refusal:
        actions.save(
            story=story,
            version=before.version - 1,
            by=newsroom.reporter,
            now=newsroom.now,
            text=newsroom.text("Third thoughts"),
        )
    event = Event.objects.get(verb=Verb.SET_ASIDE)
    assert (event.revision, event.by) == (refusal.value.kept, newsroom.reporter)
    assert (event.status_before, event.status_after) == (Status.DRAFT, Status.DRAFT)
    assert event.facts == {"reason": str(refusal.value)}
    after = Story.objects.get(pk=story.pk)
    assert (after.version, after.status) == (before.version, before.status)


@pytest.mark.parametrize("reach", ["approved", "on_air", "spiked", "killed"])
def test_a_text_saved_after_the_freeze_is_kept_beside(newsroom: Newsroom, reach: str) -> None:
    story = reach_status(newsroom, reach)
    frozen = newest(story)
    with pytest.raises(TextIsFrozen) as refusal:
        newsroom.save(story, by=newsroom.editor, body="Too late.\n")
    status = Status(Story.objects.get(pk=story.pk).status)
    assert str(refusal.value) == f"The text is frozen: the story is {status.label}."
    assert refusal.value.kept is not None
    assert Revision.objects.get(pk=refusal.value.kept.pk).body == "Too late.\n"
    assert newest(story) == frozen


def reach_status(newsroom: Newsroom, reach: str) -> Story:
    ways: dict[str, Callable[[], Story]] = {
        "approved": newsroom.approved,
        "on_air": newsroom.on_air,
        "spiked": newsroom.draft,
        "killed": newsroom.on_air,
    }
    story = ways[reach]()
    if reach == "spiked":
        newsroom.act("spike", story)
    if reach == "killed":
        newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    return story


def test_a_reporter_no_longer_edits_what_is_in_review_but_keeps_the_words(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    with pytest.raises(TextIsFrozen) as refusal:
        newsroom.save(story, by=newsroom.reporter, body="One more thing.\n")
    assert str(refusal.value) == "This text is not yours to change while it is in review."
    assert refusal.value.kept is not None
    assert refusal.value.kept.body == "One more thing.\n"
    assert newsroom.save(story, by=newsroom.editor, body="Edith may.\n") is not None


def test_another_reporter_of_the_desk_does_not_edit_a_draft_but_keeps_the_words(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    other = person("Olga", Role.REPORTER, desk=newsroom.desk)
    with pytest.raises(TextIsFrozen) as refusal:
        newsroom.save(story, by=other, body="Olga's.\n")
    assert refusal.value.kept is not None
    assert newest(story).body != "Olga's.\n"


def test_a_co_author_edits_the_draft_that_carries_their_name(newsroom: Newsroom) -> None:
    second = person("Olga", Role.REPORTER, desk=newsroom.desk)
    author = Author.objects.create(name="Olga Test", slug="olga", user=second)
    story = newsroom.draft(author_ids=(newsroom.author.pk, author.pk))
    assert newsroom.save(story, by=second, body="Olga's.\n") is not None


@pytest.mark.parametrize("who", ["an outsider", "a deactivated colleague"])
def test_nobody_off_the_desk_leaves_a_text_on_it(newsroom: Newsroom, who: str) -> None:
    story = newsroom.draft()
    stranger = person("Otto") if who == "an outsider" else newsroom.reporter
    stranger.is_active = who == "an outsider"
    stranger.save()
    for door in (lambda: newsroom.save(story, by=stranger, body="x\n"), lambda: set_aside(newsroom, story, stranger)):
        with pytest.raises(NotYours) as refusal:
            door()
        assert str(refusal.value) == "You are not on the desk of this story."
    assert story.article.revisions.count() == 1
    assert list(story.events.values_list("verb", flat=True)) == [Verb.CREATE]


def set_aside(newsroom: Newsroom, story: Story, by: object) -> Event:
    return actions.set_aside(story=story, by=by, now=newsroom.now, text=newsroom.text(), reason="x")  # type: ignore[arg-type]


def test_a_save_that_changes_nothing_makes_no_revision_and_no_event(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    before = Story.objects.get(pk=story.pk)
    assert newsroom.save(story) is None
    assert story.article.revisions.count() == 1
    assert story.events.count() == 1
    assert Story.objects.get(pk=story.pk).version == before.version


def test_pressing_save_twice_is_no_conflict_with_oneself(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    opened, text = Story.objects.get(pk=story.pk).version, replace(words(story), body="Typed once.\n")
    for expected in (True, False):
        event = actions.save(story=story, version=opened, by=newsroom.reporter, now=newsroom.now, text=text)
        assert (event is not None) is expected
    assert story.article.revisions.count() == 2


def test_a_new_slugline_alone_makes_no_revision_but_raises_the_version(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    event = actions.save(
        story=story,
        version=story.version,
        by=newsroom.reporter,
        now=newsroom.now,
        text=words(story),
        slugline="ferry-strike",
    )
    assert event is not None
    assert event.facts == {"parts": [], "slugline": "ferry-strike"}
    fresh = Story.objects.select_related("article").get(pk=story.pk)
    assert (fresh.version, fresh.article.slugline) == (story.version + 1, "ferry-strike")
    assert story.article.revisions.count() == 1


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"headline": "Other"}, ["HEADLINE"]),
        ({"dek": "Other"}, ["HEADLINE"]),
        ({"body": "Other"}, ["TEXT"]),
        ({"tags": ("Port",)}, ["METADATA"]),
        ({"slug": "other"}, ["METADATA"]),
        ({"correction_type": "UPDATE", "correction_note": "New."}, ["CORRECTION"]),
        ({"body": "Other", "dek": "Other"}, ["HEADLINE", "TEXT"]),
    ],
)
def test_the_record_names_exactly_the_parts_that_a_save_changed(
    newsroom: Newsroom, changes: dict[str, object], parts: list[str]
) -> None:
    event = newsroom.save(newsroom.draft(), **changes)
    assert event is not None
    assert event.facts["parts"] == parts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ({"headline": " "}, "The headline is empty: give the story one."),
        ({"headline": "x" * 501}, "The headline has 501 characters; 500 are allowed: shorten it."),
        ({"body": "a\x00b"}, "The body holds a NUL character, which no text may: remove it."),
        ({"dek": "\ud800"}, "The dek holds half a character (a lone surrogate): type it again."),
        ({"author_ids": (987654,)}, "There is no author 987654: choose one from the list."),
        ({"correction_type": "GOSSIP"}, "There is no kind of change “GOSSIP”: choose one from the list."),
        ({"section_id": 987654}, "There is no section 987654: choose one from the list."),
    ],
)
def test_a_text_that_no_page_could_show_is_refused_in_words(
    newsroom: Newsroom, text: dict[str, object], said: str
) -> None:
    story = newsroom.draft()
    with pytest.raises(Missing) as refusal:
        newsroom.save(story, **text)
    assert str(refusal.value) == said
    with pytest.raises(Missing) as refusal:
        newsroom.draft(**text)
    assert str(refusal.value) == said


@pytest.mark.parametrize("slugline", ["x" * 201, "a\x00b"])
def test_a_slugline_that_no_list_could_show_is_refused_in_words(newsroom: Newsroom, slugline: str) -> None:
    story = newsroom.draft()
    common = {"by": newsroom.reporter, "now": newsroom.now, "text": words(story), "slugline": slugline}
    with pytest.raises(Missing, match="slugline"):
        actions.save(story=story, version=story.version, **common)  # type: ignore[arg-type]
    with pytest.raises(Missing, match="slugline"):
        actions.create(desk=newsroom.desk, **common)  # type: ignore[arg-type]
