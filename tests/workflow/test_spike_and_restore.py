"""Spiked stories come back to the same place: same text, same looks, same debts."""

from datetime import timedelta

import pytest

from tests.people import Newsroom, person
from workflow import actions, audit
from workflow.enums import Flag, Role, Status, WaitEnding
from workflow.exceptions import Missing, NotNow, TextIsFrozen
from workflow.models import Stage, Story, Wait


def head_of(story: Story) -> int | None:
    return Story.objects.select_related("article").get(pk=story.pk).article.head_id


def waiting(story: Story) -> list[tuple[str, bool]]:
    open_waits = Wait.objects.filter(story=story, ended_at=None).order_by("stage__step", "pk")
    return list(open_waits.values_list("stage__name", "is_owed"))


def there_and_back(newsroom: Newsroom, story: Story) -> None:
    newsroom.act("spike", story)
    newsroom.later(days=3)
    newsroom.act("restore", story)


@pytest.mark.parametrize(
    ("reach", "status"),
    [(Newsroom.draft, Status.DRAFT), (Newsroom.filed, Status.IN_REVIEW), (Newsroom.approved, Status.APPROVED)],
)
def test_a_restored_story_is_where_it_was_with_the_text_it_had(
    newsroom: Newsroom, reach: object, status: Status
) -> None:
    story = reach(newsroom)  # type: ignore[operator]
    head, waits = head_of(story), waiting(story)
    newsroom.act("spike", story)
    assert (story.status, waiting(story)) == (Status.SPIKED, [])
    newsroom.act("restore", story)
    assert (story.status, story.spiked_from, head_of(story), waiting(story)) == (status, "", head, waits)
    assert list(audit.differences(now=newsroom.now)) == []


def test_a_draft_goes_on_being_written(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    there_and_back(newsroom, story)
    assert newsroom.save(story, body="Where were we?\n") is not None


def test_what_was_signed_before_the_spike_counts_after_the_restore(newsroom: Newsroom) -> None:
    Stage.objects.create(desk=newsroom.desk, name="Headline", step=2, role=Role.PUBLISHER)
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    assert waiting(story) == [("Headline", False)]
    there_and_back(newsroom, story)
    assert waiting(story) == [("Headline", False)]
    with pytest.raises(Missing, match="Headline"):
        newsroom.act("approve", story)
    newsroom.act("sign", story, by=newsroom.publisher, stage=Stage.objects.get(name="Headline"))
    newsroom.act("approve", story)
    assert story.status == Status.APPROVED


def test_the_clock_of_a_stage_starts_again_with_the_restore(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    there_and_back(newsroom, story)
    before, after = Wait.objects.filter(story=story).order_by("pk")
    assert before.ending == WaitEnding.CLOSED
    assert (after.opened_at, after.ended_at) == (newsroom.now, None)


def test_an_approved_text_is_approved_still_and_still_frozen(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    there_and_back(newsroom, story)
    with pytest.raises(TextIsFrozen):
        newsroom.save(story, by=newsroom.editor, body="Slipped in.\n")
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(hours=1))
    assert story.article.editions.get().revision_id == head_of(story)


def test_stages_that_the_desk_adds_meanwhile_are_for_stories_filed_after(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    newsroom.act("spike", story)
    Stage.objects.create(desk=newsroom.desk, stage_set=2, name="Legal", role=Role.LEGAL)
    newsroom.desk.stage_set = 2
    newsroom.desk.save()
    newsroom.act("restore", story)
    assert (story.status, story.stage_set, waiting(story)) == (Status.APPROVED, 1, [])


def test_nothing_that_reviews_hang_on_changes_while_a_story_is_spiked(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    newsroom.act("spike", story)
    for verb, more in (
        ("declare", {"flags": [Flag.LEGAL]}),
        ("restage", {"reason": "New rules."}),
        ("shelve", {"reason": "Later."}),
        ("set_embargo", {"source": "The Ministry", "embargoed_until": None}),
        ("hand_over", {"desk": Newsroom.open("Sport").desk, "reason": "Theirs."}),
    ):
        with pytest.raises(NotNow):
            newsroom.act(verb, story, by=chief(newsroom), **more)
    with pytest.raises(TextIsFrozen):
        newsroom.save(story, by=newsroom.editor, body="Slipped in.\n")


def chief(newsroom: Newsroom) -> object:
    return person("Ada", *Role.values, desk=newsroom.desk)


def test_an_override_owes_the_same_looks_after_a_spike_as_before(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("override", story, reason="The editor is on a boat.")
    since = Wait.objects.get(story=story).opened_at
    assert waiting(story) == [("Copy", True)]
    newsroom.later(hours=1)
    newsroom.act("spike", story)
    assert waiting(story) == []
    newsroom.later(hours=1)
    newsroom.act("restore", story)
    assert waiting(story) == [("Copy", True)]
    assert Wait.objects.get(story=story, ended_at=None).opened_at == since
    newsroom.act("publish", story)
    newsroom.act("sign", story, stage=newsroom.stage)
    assert waiting(story) == []


def test_a_second_spike_brings_back_the_debts_of_its_own_time_only(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("override", story, reason="The editor is on a boat.")
    newsroom.later(hours=1)
    newsroom.act("send_back", story, note="Not like this.")
    newsroom.later(hours=1)
    newsroom.act("file", story)
    newsroom.approve(story)
    there_and_back(newsroom, story)
    assert (story.status, waiting(story)) == (Status.APPROVED, [])


def test_a_spiked_story_that_a_closed_desk_owned_still_comes_back(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("spike", story)
    newsroom.desk.is_active = False
    newsroom.desk.save()
    newsroom.act("restore", story)
    assert story.status == Status.IN_REVIEW


def test_a_story_spiked_under_somebodys_hands_keeps_what_they_typed(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    sam = person("Sam", Role.EDITOR, desk=newsroom.desk)
    actions.open_for_editing(story=story, by=sam, now=newsroom.now)
    newsroom.act("spike", story)
    with pytest.raises(TextIsFrozen) as refusal:
        newsroom.save(story, by=sam, body="Typed on.\n")
    assert refusal.value.kept is not None
    assert refusal.value.kept.body == "Typed on.\n"
