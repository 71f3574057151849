"""A budget line: who plans it, who takes it, and how it becomes one story."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.people import Newsroom, person
from workflow import actions, audit
from workflow.actions.planning import Plan
from workflow.budget.dates import Planned
from workflow.enums import Resolution, Role, Status, Verb
from workflow.exceptions import Missing, MovedMeanwhile, NotNow, NotYours, WorkflowError
from workflow.models import Assignment, Event, Membership, Story

DECEMBER = Planned(datetime(2026, 12, 1, tzinfo=UTC), Resolution.MONTH)
FERRY = Plan(slugline="ferry fares", brief="Who pays more?", planned=DECEMBER, planned_words=600)


def planned(newsroom: Newsroom, reporter: User | None = None, plan: Plan = FERRY) -> Assignment:
    event = actions.plan(desk=newsroom.desk, by=newsroom.editor, now=newsroom.now, plan=plan, reporter=reporter)
    assert event.assignment is not None
    return event.assignment


def do(newsroom: Newsroom, name: str, line: Assignment, by: User, **more: Any) -> Event:
    """Do something to a line as it is now."""
    line.refresh_from_db()
    event: Event = getattr(actions, name)(line=line, version=line.version, by=by, now=newsroom.now, **more)
    line.refresh_from_db()
    return event


def refused(newsroom: Newsroom, name: str, line: Assignment, by: User, **more: Any) -> WorkflowError:
    """Have something refused that leaves the line and the record as they were."""
    before, events = Assignment.objects.filter(pk=line.pk).values().get(), Event.objects.count()
    with pytest.raises(WorkflowError) as refusal:
        do(newsroom, name, line, by, **more)
    assert Assignment.objects.filter(pk=line.pk).values().get() == before
    assert Event.objects.count() == events
    return refusal.value


def verbs(line: Assignment) -> list[str]:
    return list(line.events.order_by("pk").values_list("verb", flat=True))


def test_an_editor_plans_a_line_and_it_is_on_record_once(newsroom: Newsroom) -> None:
    event = actions.plan(
        desk=newsroom.desk, by=newsroom.editor, now=newsroom.now, plan=FERRY, reporter=newsroom.reporter
    )
    line = Assignment.objects.get()
    assert (line.slugline, line.brief, line.planned, line.planned_words) == (
        "ferry fares",
        "Who pays more?",
        DECEMBER,
        600,
    )
    assert (line.reporter, line.made_by, line.made_at) == (newsroom.reporter, newsroom.editor, newsroom.now)
    assert (event.assignment, event.story, event.verb, event.by) == (line, None, Verb.PLAN, newsroom.editor)
    assert event.facts == {"slugline": "ferry fares", "reporter": "Rita Test"}


@pytest.mark.parametrize(
    "plan",
    [
        replace(FERRY, slugline=" \n"),
        replace(FERRY, slugline="x" * 201),
        replace(FERRY, slugline="a\0b"),
        replace(FERRY, brief="x" * 5_001),
        replace(FERRY, brief="half \ud800"),
        replace(FERRY, planned_words=0),
        replace(FERRY, planned_words=100_001),
    ],
)
def test_a_line_that_no_page_could_show_is_refused_in_words(newsroom: Newsroom, plan: Plan) -> None:
    with pytest.raises(Missing) as refusal:
        planned(newsroom, plan=plan)
    assert len(str(refusal.value)) > 20
    line = planned(newsroom)
    refused(newsroom, "replan", line, newsroom.editor, plan=plan)
    assert Assignment.objects.count() == 1


def test_only_editors_and_publishers_of_an_open_desk_plan_for_it(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    common = {"now": newsroom.now, "plan": FERRY}
    for by in (newsroom.reporter, other.editor, other.publisher, person("Nora")):
        with pytest.raises(NotYours):
            actions.plan(desk=newsroom.desk, by=by, **common)
    actions.plan(desk=newsroom.desk, by=newsroom.publisher, **common)
    newsroom.desk.is_active = False
    newsroom.desk.save()
    with pytest.raises(Missing):
        actions.plan(desk=newsroom.desk, by=newsroom.publisher, **common)
    assert Assignment.objects.count() == 1


def test_a_change_keeps_on_record_what_the_line_said_before(newsroom: Newsroom) -> None:
    line = planned(newsroom)
    due = newsroom.now + timedelta(days=2)
    event = do(newsroom, "replan", line, newsroom.editor, plan=replace(FERRY, slugline="fares", due_at=due))
    assert (line.slugline, line.due_at, line.version) == ("fares", due, 2)
    assert event.facts == {"changed": {"slugline": ["ferry fares", "fares"], "due_at": [None, due.isoformat()]}}


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("has_line", [False, True])
@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("replan", {Role.EDITOR, Role.PUBLISHER}),
        ("assign", {Role.EDITOR, Role.PUBLISHER}),
        ("cancel", {Role.EDITOR, Role.PUBLISHER}),
        ("claim", set(Role)),
        ("give_back", set()),
        ("start", {Role.EDITOR, Role.PUBLISHER}),
        ("link", {Role.EDITOR, Role.PUBLISHER}),
    ],
)
def test_who_may_do_what_to_a_line(
    newsroom: Newsroom, name: str, who: set[Role], role: Role | None, has_line: bool
) -> None:
    """Role × own/other's × deed; somebody whose line it is may start, link and give it back, whatever their role."""
    asker = person("Ask", *([role] if role else []), desk=newsroom.desk)
    story = newsroom.draft()
    line = planned(newsroom, None if name == "claim" else newsroom.reporter)
    if has_line and role and name != "claim":
        do(newsroom, "assign", line, newsroom.editor, reporter=asker)
    more = {
        "replan": {"plan": replace(FERRY, brief="More.")},
        "assign": {"reporter": newsroom.reporter},
        "cancel": {"reason": "dropped"},
        "link": {"story": story},
    }.get(name, {})
    is_own = has_line and name in {"start", "link", "give_back"}
    if role is not None and (role in who or is_own):
        event = do(newsroom, name, line, asker, **more)
        assert (event.by, event.assignment) == (asker, line)
    else:
        assert isinstance(refused(newsroom, name, line, asker, **more), NotYours)


def test_whoever_claims_second_is_told_who_has_it(newsroom: Newsroom) -> None:
    line = planned(newsroom)
    colleague = person("Olga", Role.REPORTER, desk=newsroom.desk)
    seen = line.version
    do(newsroom, "claim", line, newsroom.reporter)
    with pytest.raises(MovedMeanwhile, match=r"^Rita Test was first \(claimed\)"):
        actions.claim(line=line, version=seen, by=colleague, now=newsroom.now)
    assert "Rita Test has this line" in str(refused(newsroom, "claim", line, colleague))
    do(newsroom, "give_back", line, newsroom.reporter, note="Ill.")
    assert line.reporter is None
    do(newsroom, "claim", line, colleague)
    assert line.reporter == colleague
    assert verbs(line) == ["PLAN", "CLAIM", "CLAIM", "CLAIM"]


def test_a_line_goes_to_active_members_of_its_desk_only(newsroom: Newsroom) -> None:
    line = planned(newsroom)
    left = person("Lena", Role.REPORTER, desk=newsroom.desk)
    User.objects.filter(pk=left.pk).update(is_active=False)
    for nobody in (left, person("Nora"), Newsroom.open("Sport").reporter):
        assert isinstance(refused(newsroom, "assign", line, newsroom.editor, reporter=nobody), Missing)
        with pytest.raises(Missing):
            planned(newsroom, nobody)
    event = do(newsroom, "assign", line, newsroom.editor, reporter=newsroom.reporter, note="You know the crew.")
    assert event.facts == {"note": "You know the crew.", "reporter": "Rita Test"}
    event = do(newsroom, "assign", line, newsroom.editor, reporter=None)
    assert (line.reporter, event.facts) == (None, {"reporter_before": "Rita Test"})


def test_a_line_goes_to_another_desk_with_rights_on_both(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    line = planned(newsroom, newsroom.reporter)
    assert isinstance(refused(newsroom, "pass_on", line, newsroom.editor, desk=other.desk), NotYours)
    Membership.objects.create(desk=other.desk, user=newsroom.editor, role=Role.REPORTER)
    assert isinstance(refused(newsroom, "pass_on", line, newsroom.editor, desk=other.desk), NotYours)
    Membership.objects.create(desk=other.desk, user=newsroom.editor, role=Role.EDITOR)
    assert isinstance(refused(newsroom, "pass_on", line, newsroom.editor, desk=newsroom.desk), Missing)
    event = do(newsroom, "pass_on", line, newsroom.editor, desk=other.desk)
    assert (line.desk, line.reporter) == (other.desk, None)
    assert (event.facts["desk_before"], event.facts["desk_after"]) == (newsroom.desk.name, other.desk.name)
    Membership.objects.create(desk=newsroom.desk, user=other.reporter, role=Role.REPORTER)
    do(newsroom, "assign", line, other.editor, reporter=other.reporter)
    do(newsroom, "pass_on", line, newsroom.editor, desk=newsroom.desk)
    assert (line.desk, line.reporter) == (newsroom.desk, other.reporter)


def test_a_line_with_a_story_goes_only_where_its_story_went(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    Membership.objects.create(desk=other.desk, user=newsroom.editor, role=Role.EDITOR)
    line = planned(newsroom, newsroom.reporter)
    story = do(newsroom, "start", line, newsroom.reporter).story
    assert isinstance(refused(newsroom, "pass_on", line, newsroom.editor, desk=other.desk), NotNow)
    newsroom.act("hand_over", story, by=newsroom.editor, desk=other.desk, reason="a match")
    do(newsroom, "pass_on", line, newsroom.editor, desk=other.desk)
    assert line.desk == other.desk


def test_a_line_becomes_its_reporters_draft_exactly_once(newsroom: Newsroom) -> None:
    line = planned(newsroom)
    assert isinstance(refused(newsroom, "start", line, newsroom.editor), NotNow)
    do(newsroom, "claim", line, newsroom.reporter)
    event = do(newsroom, "start", line, newsroom.editor)
    story = Story.objects.select_related("article__head").get()
    assert (line.story, event.story, event.by, event.verb) == (story, story, newsroom.editor, Verb.LINK)
    head = story.article.head
    assert head is not None
    assert (story.desk, story.status, story.article.slugline) == (newsroom.desk, Status.DRAFT, "ferry fares")
    assert (head.created_by, head.byline) == (newsroom.reporter, newsroom.author.name)
    assert list(story.contributions.values_list("user", flat=True)) == [newsroom.reporter.pk]
    assert story.events.earliest("pk").facts == {"brief": "Who pays more?"}
    assert isinstance(refused(newsroom, "start", line, newsroom.reporter), NotNow)
    assert list(audit.differences(now=newsroom.now)) == []


def test_a_line_whose_reporter_left_the_desk_is_not_started_in_their_name(newsroom: Newsroom) -> None:
    line = planned(newsroom, newsroom.reporter)
    newsroom.desk.memberships.filter(user=newsroom.reporter).delete()
    assert isinstance(refused(newsroom, "start", line, newsroom.editor), Missing)
    assert not Story.objects.exists()


def test_a_line_is_linked_to_a_story_of_its_desk_that_has_none(newsroom: Newsroom) -> None:
    line, second = planned(newsroom, newsroom.reporter), planned(newsroom)
    elsewhere, spiked, story = Newsroom.open("Sport").draft(), newsroom.draft("Old"), newsroom.filed("Ferry")
    newsroom.act("spike", spiked)
    for unfit in (elsewhere, spiked):
        assert isinstance(refused(newsroom, "link", line, newsroom.reporter, story=unfit), Missing)
    event = do(newsroom, "link", line, newsroom.reporter, story=story)
    assert (line.story, event.story, event.status_before, event.status_after) == (
        story,
        story,
        "IN_REVIEW",
        "IN_REVIEW",
    )
    assert isinstance(refused(newsroom, "link", second, newsroom.editor, story=story), NotNow)
    assert isinstance(refused(newsroom, "link", line, newsroom.editor, story=newsroom.draft("Other")), NotNow)
    do(newsroom, "unlink", line, newsroom.editor, reason="the other ferry")
    assert line.story is None
    do(newsroom, "link", second, newsroom.editor, story=story)
    assert [event.verb for event in story.events.order_by("pk")][-3:] == ["LINK", "REPLAN", "LINK"]
    assert list(audit.differences(now=newsroom.now)) == []


def test_a_cancelled_line_takes_nothing_more_and_frees_its_story(newsroom: Newsroom) -> None:
    line = planned(newsroom, newsroom.reporter)
    story = do(newsroom, "start", line, newsroom.reporter).story
    assert isinstance(refused(newsroom, "cancel", line, newsroom.editor, reason=" "), Missing)
    event = do(newsroom, "cancel", line, newsroom.editor, reason="The council met early.")
    assert (line.cancelled_at, line.story, event.story) == (newsroom.now, None, story)
    assert isinstance(refused(newsroom, "replan", line, newsroom.editor, plan=FERRY), NotNow)
    assert isinstance(refused(newsroom, "claim", line, newsroom.reporter), NotNow)
    do(newsroom, "link", planned(newsroom), newsroom.editor, story=story)


def test_a_cancelled_line_is_taken_up_again_as_it_was_without_its_story(newsroom: Newsroom) -> None:
    line = planned(newsroom, newsroom.reporter)
    assert isinstance(refused(newsroom, "reinstate", line, newsroom.editor), NotNow)
    story = do(newsroom, "start", line, newsroom.reporter).story
    seen = do(newsroom, "cancel", line, newsroom.editor, reason="The wrong one.") and line.version
    assert isinstance(refused(newsroom, "reinstate", line, newsroom.reporter), NotYours)
    event = do(newsroom, "reinstate", line, newsroom.publisher)
    assert (line.cancelled_at, line.story, line.reporter, event.story) == (None, None, newsroom.reporter, None)
    with pytest.raises(MovedMeanwhile, match=r"^Pia Test was first \(budget line taken up again\)"):
        actions.reinstate(line=line, version=seen, by=newsroom.editor, now=newsroom.now)
    do(newsroom, "link", line, newsroom.reporter, story=story)
    assert verbs(line) == ["PLAN", "LINK", "CANCEL", "REINSTATE", "LINK"]
    assert list(audit.differences(now=newsroom.now)) == []


@pytest.mark.parametrize("name", ["replan", "assign", "claim", "start", "link", "cancel"])
def test_a_stale_page_changes_no_line(newsroom: Newsroom, name: str) -> None:
    line = planned(newsroom, None if name == "claim" else newsroom.reporter)
    seen = line.version
    do(newsroom, "replan", line, newsroom.publisher, plan=replace(FERRY, brief="Newer."))
    more: dict[str, Any] = {
        "replan": {"plan": FERRY},
        "assign": {"reporter": newsroom.editor},
        "link": {"story": newsroom.draft()},
        "cancel": {"reason": "old"},
    }.get(name, {})
    with pytest.raises(MovedMeanwhile, match=r"^Pia Test was first \(budget line changed\)"):
        getattr(actions, name)(line=line, version=seen, by=newsroom.editor, now=newsroom.now, **more)
    line.refresh_from_db()
    assert (line.brief, line.version) == ("Newer.", seen + 1)


def test_what_happens_to_a_line_stales_nobodys_story(newsroom: Newsroom) -> None:
    line = planned(newsroom, newsroom.reporter)
    story = do(newsroom, "start", line, newsroom.reporter).story
    seen = Story.objects.get(pk=story.pk).version
    do(newsroom, "replan", line, newsroom.editor, plan=replace(FERRY, brief="Newer."))
    actions.file(story=story, version=seen, by=newsroom.reporter, now=newsroom.now)
    with pytest.raises(MovedMeanwhile, match="Rita Test moved the story"):
        actions.file(story=story, version=seen, by=newsroom.reporter, now=newsroom.now)


def test_a_line_and_its_story_that_went_to_another_desk_say_nothing_of_each_other(newsroom: Newsroom) -> None:
    line, sport = planned(newsroom), Newsroom.open("Sport")
    Membership.objects.create(desk=sport.desk, user=newsroom.editor, role=Role.EDITOR)
    story = newsroom.draft("Who it is about")
    do(newsroom, "link", line, newsroom.publisher, story=story)
    newsroom.act("hand_over", story, by=newsroom.editor, desk=sport.desk, reason="A match.")
    do(newsroom, "assign", line, newsroom.publisher, reporter=newsroom.reporter, note="Ask the harbour master.")
    event = do(newsroom, "unlink", line, newsroom.publisher, reason="It is theirs now.")
    assert not story.events.filter(pk__gt=story.events.get(verb=Verb.HAND_OVER).pk).exists()
    assert event.facts["unlinked"] == "a story of another desk"
    do(newsroom, "link", line, newsroom.publisher, story=(other := newsroom.draft("Another")))
    assert do(newsroom, "unlink", line, newsroom.publisher, reason="Wrong.").facts["unlinked"] == str(other)
