"""Each row of the action table: who may, what is refused in which words, and what the record keeps."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from articles.models import Edition
from tests.people import Newsroom, person
from tests.workflow.walks import (
    REACH,
    ROW_NAMES,
    ROWS,
    WORDS,
    Reach,
    arguments,
    embargoed,
    in_hours,
    revised,
    scheduled,
    update_scheduled,
)
from workflow import actions, audit
from workflow.enums import CheckLevel, Role, Status, Verb
from workflow.exceptions import AlreadyOnAir, Embargoed, Missing, MovedMeanwhile, NotNow, NotYours
from workflow.models import CheckSetting, Embargo, Event, Membership, Story

ON_AIR = "The story is already on air: revise it, or kill it."


def cast(newsroom: Newsroom) -> dict[str, User]:
    left = person("Lena", *Role.values, desk=newsroom.desk)
    left.is_active = False
    left.save()
    elsewhere = person("Otto", *Role.values, desk=Newsroom.open("Sport").desk)
    return {
        "author": newsroom.reporter,
        "colleague": person("Olga", Role.REPORTER, desk=newsroom.desk),
        "editor": newsroom.editor,
        "publisher": newsroom.publisher,
        "deactivated": left,
        "elsewhere": elsewhere,
        "nobody": person("Nils"),
    }


@pytest.mark.parametrize(("verb", "who", "reach", "to", "takes"), ROWS, ids=ROW_NAMES)
def test_a_row_of_the_table_is_open_to_its_roles_only_and_leaves_its_event(
    newsroom: Newsroom, verb: str, who: str, reach: Reach, to: str, takes: tuple[str, ...]
) -> None:
    story = reach(newsroom)
    before, events = Story.objects.get(pk=story.pk), story.events.count()
    for role, one in cast(newsroom).items():
        if role not in who.split():
            with pytest.raises(NotYours, match=r"^(You are not on the desk|This takes another role|This stage is)"):
                newsroom.act(verb, story, by=one, **arguments(newsroom, verb, takes))
    assert story.events.count() == events
    event = newsroom.act(verb, story, by=cast(newsroom)[who.split()[-1]], **arguments(newsroom, verb, takes))
    after = Story.objects.get(pk=story.pk)
    assert (after.status, after.version) == (to, before.version + 1)
    assert (event.verb, event.status_before, event.status_after) == (verb.upper(), before.status, to)
    assert (event.at, story.events.count()) == (newsroom.now, events + 1)
    assert {name: event.facts.get(name) for name in takes if name in WORDS} == {
        name: WORDS[name] for name in takes if name in WORDS
    }
    assert list(audit.differences(now=newsroom.now)) == []


@pytest.mark.parametrize("verb", sorted({row[0] for row in ROWS} - {"annotate"} | {"hold"}))
def test_a_verb_is_refused_in_every_status_that_the_table_does_not_name(newsroom: Newsroom, verb: str) -> None:
    everything = person("Ada", *Role.values, desk=newsroom.desk)
    takes = next((row[4] for row in ROWS if row[0] == verb), ("reason",))
    sources = {name for row, _who, reach, _to, _takes in ROWS if row == verb for name in names_of(reach)}
    for status in set(REACH) - (sources | SOURCES_MORE.get(verb, set())):
        story = REACH[status](newsroom)
        before = Story.objects.get(pk=story.pk).version
        with pytest.raises((NotNow, AlreadyOnAir)) as refusal:
            newsroom.act(verb, story, by=everything, **arguments(newsroom, verb, takes))
        assert str(refusal.value).endswith("."), refusal.value
        assert Story.objects.get(pk=story.pk).version == before


SOURCES_MORE: dict[str, set[Status]] = {
    "hold": {Status.SCHEDULED},
    "set_embargo": {Status.IN_REVIEW, Status.APPROVED},
    "shelve": {Status.IN_REVIEW},
    "release": {Status.IN_REVIEW},
    "drop_update": set(),
}


def names_of(reach: Reach) -> set[Status]:
    """Where a walk ends; an update's statuses are those of a story that aired, which have rows of their own."""
    return {
        "drafted": {Status.DRAFT},
        "filed": {Status.IN_REVIEW},
        "signed": {Status.IN_REVIEW},
        "approved": {Status.APPROVED},
        "scheduled": {Status.SCHEDULED},
        "published": {Status.PUBLISHED},
        "revised": set[Status](),
        "update_scheduled": set[Status](),
        "spiked": {Status.SPIKED},
        "killed": {Status.KILLED},
        "embargoed": set[Status](),
        "shelved": {Status.DRAFT},
        "behind": {Status.IN_REVIEW},
        "in_a_package": {Status.SCHEDULED},
        "missed": {Status.PUBLISHED},
    }[reach.__name__]


@pytest.mark.parametrize(("verb", "who", "reach", "to", "takes"), ROWS, ids=ROW_NAMES)
def test_a_page_that_was_opened_before_the_last_move_moves_nothing(
    newsroom: Newsroom, verb: str, who: str, reach: Reach, to: str, takes: tuple[str, ...]
) -> None:
    story = reach(newsroom)
    fresh = Story.objects.get(pk=story.pk)
    everything = person("Ada", *Role.values, desk=newsroom.desk)
    with pytest.raises(MovedMeanwhile if not told_by_air(fresh, verb) else AlreadyOnAir):
        getattr(actions, verb)(
            story=fresh,
            version=fresh.version - 1,
            by=everything,
            now=newsroom.now,
            **arguments(newsroom, verb, takes),
        )
    assert Story.objects.get(pk=story.pk).version == fresh.version


def told_by_air(story: Story, verb: str) -> bool:
    last = story.events.latest("pk").verb
    return last == Verb.PUBLISH and verb in {"schedule", "reschedule", "unschedule", "send_back", "publish"}


@pytest.mark.parametrize("verb", ["override", "send_back", "kill", "reopen", "lift_embargo", "set_embargo"])
def test_words_that_are_due_are_asked_for(newsroom: Newsroom, verb: str) -> None:
    _verb, _who, reach, _to, takes = next(row for row in ROWS if row[0] == verb)
    for empty in (name for name in takes if name in WORDS):
        story = reach(newsroom)
        before = Story.objects.get(pk=story.pk).version
        with pytest.raises(Missing):
            newsroom.act(verb, story, **(arguments(newsroom, verb, takes) | {empty: " \n"}))
        assert Story.objects.get(pk=story.pk).version == before


@pytest.mark.parametrize("verb", ["schedule", "reschedule"])
@pytest.mark.parametrize(
    ("goes_live", "expires", "said"),
    [
        (0, None, "That time has passed: choose a later one, or publish now."),
        (-1, None, "That time has passed: choose a later one, or publish now."),
        (2, 2, "The story would expire before it goes live: choose a later expiry."),
        (2, 1, "The story would expire before it goes live: choose a later expiry."),
        (2, -1, "That expiry has passed: choose a later one."),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(
    newsroom: Newsroom, verb: str, goes_live: int, expires: int | None, said: str
) -> None:
    story = newsroom.approved() if verb == "schedule" else scheduled(newsroom)
    expires_at = None if expires is None else newsroom.now + timedelta(hours=expires)
    with pytest.raises(Missing) as refusal:
        newsroom.act(verb, story, goes_live_at=newsroom.now + timedelta(hours=goes_live), expires_at=expires_at)
    assert str(refusal.value) == said


def test_an_expiry_is_later_than_now_and_than_the_plan(newsroom: Newsroom) -> None:
    story = scheduled(newsroom)
    for hours, said in ((-1, "That expiry has passed"), (1, "would expire before it goes live")):
        with pytest.raises(Missing, match=said):
            newsroom.act("set_expiry", story, expires_at=newsroom.now + timedelta(hours=hours))
    with pytest.raises(NotNow, match="Nothing is on air or planned"):
        newsroom.act("set_expiry", newsroom.approved(), expires_at=newsroom.now + timedelta(hours=1))


def test_an_expiry_behind_the_next_edition_does_not_reach_over_it(newsroom: Newsroom) -> None:
    story = update_scheduled(newsroom)
    plan = story.article.editions.latest("pk")
    for hours, expected in ((9, plan.goes_live_at), (0.5, newsroom.now + timedelta(hours=0.5))):
        newsroom.act("set_expiry", story, expires_at=newsroom.now + timedelta(hours=hours))
        assert story.article.editions.earliest("pk").ends_at == expected


@pytest.mark.parametrize("verb", ["unschedule", "reschedule", "send_back", "hold", "publish", "set_embargo"])
def test_who_comes_after_the_second_is_told_that_it_is_on_air(newsroom: Newsroom, verb: str) -> None:
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    newsroom.later(hours=1)
    takes = ("reason",) if verb == "hold" else next(row[4] for row in ROWS if row[0] == verb)
    for _before_and_after_the_tick in range(2):
        with pytest.raises((AlreadyOnAir, NotNow)) as refusal:
            newsroom.act(verb, story, **arguments(newsroom, verb, takes))
        if story.status == Status.SCHEDULED:
            assert (type(refusal.value), str(refusal.value)) == (AlreadyOnAir, ON_AIR)
        newsroom.tick()
        story.refresh_from_db()
    assert story.article.editions.get().revision == story.article.head


@pytest.mark.parametrize("verb", ["revise", "set_expiry", "kill"])
def test_a_move_of_what_is_on_air_records_the_air_that_no_tick_told_of(newsroom: Newsroom, verb: str) -> None:
    story = newsroom.scheduled(goes_live_at=newsroom.now + timedelta(hours=1))
    newsroom.later(hours=1)
    takes = next(row[4] for row in ROWS if row[0] == verb)
    newsroom.act(verb, story, **arguments(newsroom, verb, takes))
    assert list(story.events.order_by("pk").values_list("verb", flat=True))[-2:] == [Verb.AIR, verb.upper()]
    assert list(audit.differences(now=newsroom.now)) == []


def test_an_end_that_came_stays_whatever_follows(newsroom: Newsroom) -> None:
    end = newsroom.now + timedelta(hours=1)
    story = newsroom.on_air(expires_at=end)
    newsroom.later(hours=2)
    newsroom.tick()
    with pytest.raises(NotNow, match="Nothing is on air or planned"):
        newsroom.act("set_expiry", story, expires_at=None)
    newsroom.update(story)
    newsroom.act("schedule", story, **in_hours(newsroom))
    newsroom.act("unschedule", story)
    newsroom.act("publish", story)
    assert story.article.editions.earliest("pk").ends_at == end
    newsroom.act("set_expiry", story, expires_at=newsroom.now + timedelta(hours=1))
    newsroom.later(hours=2)
    newsroom.act("kill", story, reason="libel", notice="Withdrawn.")
    assert story.article.editions.latest("pk").ends_at == newsroom.now - timedelta(hours=1)


def test_spike_is_for_what_never_aired_and_kill_for_what_did(newsroom: Newsroom) -> None:
    with pytest.raises(NotNow) as refusal:
        newsroom.act("spike", revised(newsroom))
    assert str(refusal.value) == "“Spike” is for a story that was never on air; this one was."
    with pytest.raises(NotNow) as refusal:
        newsroom.act("kill", newsroom.draft(), reason="x", notice="x")
    assert str(refusal.value) == "“Kill” is for a story that has been on air; this one never was."
    with pytest.raises(NotNow, match="has been on air; this one never was"):
        newsroom.act("drop_update", newsroom.draft())


def test_a_story_without_a_section_is_told_why_it_gets_no_address(newsroom: Newsroom) -> None:
    CheckSetting.objects.create(desk=newsroom.desk, check_name="SECTION", level=CheckLevel.OFF)
    with pytest.raises(NotNow, match="The story has no section"):
        newsroom.act("publish", newsroom.approved(section_id=None))


def test_an_address_that_is_taken_is_refused_and_the_story_stays(newsroom: Newsroom) -> None:
    newsroom.on_air(slug="ferry")
    second = newsroom.approved(slug="ferry")
    with pytest.raises(NotNow, match="is taken: give the story another slug"):
        newsroom.act("publish", second)
    second.refresh_from_db()
    assert (second.status, second.article.editions.count()) == (Status.APPROVED, 0)


def test_a_held_story_shows_its_reason_until_it_is_planned_again(newsroom: Newsroom) -> None:
    story = scheduled(newsroom)
    event = newsroom.act("hold", story, reason="The picture's rights ran out.")
    assert (event.by, event.facts["reason"]) == (None, "The picture's rights ran out.")
    story.refresh_from_db()
    assert (story.status, story.held_reason) == (Status.APPROVED, "The picture's rights ran out.")
    assert story.article.editions.count() == 0
    newsroom.act("schedule", story, **in_hours(newsroom))
    assert story.held_reason == ""


def test_an_embargo_binds_schedule_and_publish_until_its_second(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    until = newsroom.now + timedelta(hours=4)
    newsroom.act("set_embargo", story, source="The Ministry", embargoed_until=until)
    for verb, times in (
        ("schedule", {"goes_live_at": until - timedelta(milliseconds=1)}),
        ("publish", {}),
    ):
        with pytest.raises(Embargoed, match=r"of The Ministry until \d+ \w+ \d{4}, \d\d:\d\d (GMT|BST): choose"):
            newsroom.act(verb, story, **times)
    newsroom.act("schedule", story, goes_live_at=until)
    assert story.article.editions.get().embargoed_until == until


def test_an_open_ended_embargo_binds_until_it_is_lifted(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    newsroom.act("set_embargo", story, source="The family", embargoed_until=None)
    with pytest.raises(Embargoed) as refusal:
        newsroom.act("schedule", story, **in_hours(newsroom, 10_000))
    assert str(refusal.value) == "The story is under an open-ended embargo of The family."
    newsroom.act("lift_embargo", story, reason="They agreed.")
    newsroom.act("publish", story)
    with pytest.raises(NotNow, match="under no embargo"):
        newsroom.act("lift_embargo", story, reason="Again.")


@pytest.mark.parametrize("hours", [5, None])
def test_an_embargo_past_the_plan_takes_the_plan_back(newsroom: Newsroom, hours: int | None) -> None:
    story = scheduled(newsroom)
    until = newsroom.now + timedelta(hours=hours) if hours else None
    event = newsroom.act("set_embargo", story, source="The Ministry", embargoed_until=until)
    assert (story.status, story.article.editions.count()) == (Status.APPROVED, 0)
    assert event.facts["editions"][0]["taken_back"] is True
    assert list(audit.differences(now=newsroom.now)) == []


def test_an_embargo_before_the_plan_leaves_it_and_binds_it(newsroom: Newsroom) -> None:
    story = scheduled(newsroom)
    until = newsroom.now + timedelta(hours=1)
    newsroom.act("set_embargo", story, source="The Ministry", embargoed_until=until)
    assert story.status == Status.SCHEDULED
    assert story.article.editions.get().embargoed_until == until
    with pytest.raises(Embargoed):
        newsroom.act("reschedule", story, **in_hours(newsroom, 0.5))


def test_a_new_embargo_replaces_the_one_in_force(newsroom: Newsroom) -> None:
    story = embargoed(newsroom)
    newsroom.act("set_embargo", story, source="The court", embargoed_until=None)
    assert list(Embargo.objects.filter(story=story, lifted_at=None).values_list("source", flat=True)) == ["The court"]


def test_an_embargo_comes_too_late_for_what_aired(newsroom: Newsroom) -> None:
    with pytest.raises(NotNow, match="never on air; this one was"):
        newsroom.act("set_embargo", revised(newsroom), source="x", embargoed_until=None)


@pytest.mark.parametrize("until", [0, -1])
def test_an_embargo_ends_in_the_future(newsroom: Newsroom, until: int) -> None:
    with pytest.raises(Missing, match="ends in the future"):
        newsroom.act("set_embargo", newsroom.draft(), source="x", embargoed_until=newsroom.now + timedelta(hours=until))


def test_a_role_that_was_taken_away_while_a_story_waits_no_longer_moves_it_but_it_airs(newsroom: Newsroom) -> None:
    story = scheduled(newsroom)
    Membership.objects.filter(user=newsroom.publisher).delete()
    with pytest.raises(NotYours):
        newsroom.act("unschedule", story)
    newsroom.later(hours=3)
    assert newsroom.tick().aired == 1


def test_a_deactivated_colleague_starts_nothing(newsroom: Newsroom) -> None:
    User.objects.filter(pk=newsroom.reporter.pk).update(is_active=False)
    with pytest.raises(NotYours, match="You are not on the desk"):
        newsroom.draft()
    assert (Event.objects.count(), Edition.objects.count()) == (0, 0)
