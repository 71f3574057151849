"""Stories that wait too long: asked for again at the limit, and at twice the limit the editors hear."""

from datetime import timedelta
from functools import partial

import pytest

from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.mailroom import lay_down_the_rules, told, who_heard
from tests.workflow.test_races import at_once
from workflow import audit, deliveries
from workflow.enums import Role, Status, Verb
from workflow.models import Event, Stage, Wait
from workflow.sweeps import stage_clocks


def limited(newsroom: Newsroom, **limit: float) -> Stage:
    """Let the desk ask for a lawyer's look, within a time."""
    person("Lena", Role.LEGAL, desk=newsroom.desk)
    return Stage.objects.create(desk=newsroom.desk, name="Legal", role=Role.LEGAL, time_limit=timedelta(**limit))


def ticked(newsroom: Newsroom, **later: float) -> tuple[int, int]:
    newsroom.later(**later)
    tally = stage_clocks.tick(now=newsroom.now)
    return tally.nags, tally.escalations


def test_a_story_is_asked_for_at_its_limit_and_each_further_limit(newsroom: Newsroom) -> None:
    limited(newsroom, hours=3)
    story = newsroom.filed()
    assert ticked(newsroom, hours=3, milliseconds=-1) == (0, 0)
    assert ticked(newsroom, milliseconds=1) == (1, 0)
    assert ticked(newsroom, hours=3, milliseconds=-1) == (0, 0)
    assert ticked(newsroom, milliseconds=1) == (1, 1)
    assert ticked(newsroom, hours=3) == (1, 0), "the editors hear of it once"
    nag = story.events.filter(verb=Verb.NAG).latest("pk")
    assert (nag.by, nag.facts["stage"]) == (None, "Legal")
    assert (nag.status_before, nag.status_after) == (Status.IN_REVIEW, Status.IN_REVIEW)
    assert list(audit.differences(now=newsroom.now)) == []


def test_the_reminder_goes_to_who_can_end_the_wait_and_then_to_the_editors(newsroom: Newsroom) -> None:
    limited(newsroom, hours=3)
    story = newsroom.filed()
    ticked(newsroom, hours=3)
    deliveries.dispatch(now=newsroom.now)
    assert (who_heard(story, Verb.NAG), who_heard(story, Verb.ESCALATE)) == ({"Lena"}, set())
    ticked(newsroom, hours=3)
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.ESCALATE) == {"Edith"}


def test_what_nobody_can_sign_is_asked_of_the_publishers_who_find_somebody(newsroom: Newsroom) -> None:
    limited(newsroom, hours=3)
    newsroom.desk.memberships.filter(role=Role.LEGAL).delete()
    story = newsroom.filed()
    ticked(newsroom, hours=3)
    deliveries.dispatch(now=newsroom.now)
    assert (who_heard(story, Verb.FILE), who_heard(story, Verb.NAG)) == ({"Edith", "Pia"}, {"Pia"})
    assert "nobody on the desk can sign it" in words(browser(newsroom.editor).get(f"/desk/{story.pk}/"))


def test_what_is_owed_at_a_later_step_is_asked_of_nobody_before_its_turn(newsroom: Newsroom) -> None:
    copy = Stage(step=1, name="Copy", role=Role.EDITOR)
    newsroom.ask(copy, Stage(step=2, name="Final look", role=Role.PUBLISHER))
    lewis = person("Lewis", Role.PUBLISHER, desk=newsroom.desk)
    story = newsroom.draft()
    newsroom.act("break_news", story, by=lewis, reason="The mole gave way.")
    assert ticked(newsroom, seconds=1) == (2, 0)
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.NAG) == {"Edith"}


def test_of_a_look_of_two_only_who_has_not_signed_is_reminded(newsroom: Newsroom) -> None:
    newsroom.ask(Stage(name="Copy", role=Role.EDITOR, people_needed=2, time_limit=timedelta(hours=3)))
    person("Olga", Role.EDITOR, desk=newsroom.desk)
    story = newsroom.filed()
    newsroom.act("sign", story, stage=newsroom.stage)
    ticked(newsroom, hours=3)
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.NAG) == {"Olga"}


def test_after_ten_limits_a_story_is_asked_for_once_a_day(newsroom: Newsroom) -> None:
    limited(newsroom, hours=1)
    newsroom.filed()
    hourly = sum(ticked(newsroom, hours=1)[0] for _hour in range(10))
    daily = sum(ticked(newsroom, hours=1)[0] for _hour in range(48))
    assert (hourly, daily) == (10, 2)


def test_a_limit_of_days_is_asked_for_at_that_pace_after_ten_of_them_too(newsroom: Newsroom) -> None:
    limited(newsroom, days=3)
    newsroom.filed()
    assert sum(ticked(newsroom, days=3)[0] for _limit in range(11)) == 11
    assert ticked(newsroom, days=1) == (0, 0)


def test_those_whose_editors_have_heard_keep_no_later_one_waiting(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage_clocks, "MOST", 1)
    limited(newsroom, hours=3)
    newsroom.filed()
    newsroom.later(seconds=1)
    later = newsroom.filed()
    assert [ticked(newsroom, hours=6)[1], ticked(newsroom, seconds=1)[1]] == [1, 1]
    assert later.events.filter(verb=Verb.ESCALATE).count() == 1


def test_a_stage_without_a_limit_asks_nobody(newsroom: Newsroom) -> None:
    newsroom.filed()
    assert ticked(newsroom, days=30) == (0, 0)


def test_what_was_signed_or_sent_back_is_asked_for_no_more(newsroom: Newsroom) -> None:
    stage = limited(newsroom, hours=3)
    signed, back = newsroom.filed(), newsroom.filed()
    lena = newsroom.desk.members.get(first_name="Lena")
    newsroom.act("sign", signed, by=lena, stage=stage)
    newsroom.act("send_back", back, note="Names, please.")
    assert ticked(newsroom, hours=9) == (0, 0)


def test_a_broken_storys_looks_are_asked_for_from_the_start_and_until_they_are_given(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    newsroom.act("break_news", story, reason="The mole gave way.")
    assert ticked(newsroom, seconds=1) == (1, 0)
    deliveries.dispatch(now=newsroom.now)
    assert who_heard(story, Verb.NAG) == {"Edith"}
    assert ticked(newsroom, hours=3) == (0, 0)
    assert ticked(newsroom, hours=1) == (1, 0)
    assert ticked(newsroom, hours=4) == (1, 1)
    newsroom.act("sign", story, stage=newsroom.stage)
    assert ticked(newsroom, days=3) == (0, 0)


def test_the_storys_page_says_that_a_look_is_late_whether_or_not_somebody_was_reminded(newsroom: Newsroom) -> None:
    limited(newsroom, hours=3)
    client = browser(newsroom.editor)
    newsroom.now -= timedelta(hours=2)
    assert "beyond its limit" not in words(client.get(f"/desk/{newsroom.filed().pk}/"))
    newsroom.now -= timedelta(hours=2)
    story = newsroom.filed()
    assert words(client.get(f"/desk/{story.pk}/")).count("beyond its limit") == 1, "beside the look"
    assert ticked(newsroom, hours=4) == (1, 0)
    page = words(client.get(f"/desk/{story.pk}/")).replace("\xa0", " ")
    assert page.count("beyond its limit") == 2, "beside the look, and in the history"
    assert "waiting 4 hours, beyond its limit" in page


def test_two_clocks_at_once_ask_once(live_newsroom: Newsroom) -> None:
    newsroom = live_newsroom
    lay_down_the_rules()
    limited(newsroom, hours=1)
    for _number in range(8):
        newsroom.filed()
    newsroom.later(hours=2)
    tallies = at_once(*[partial(stage_clocks.tick, now=newsroom.now)] * 3)
    assert sum(tally.nags for tally in tallies if isinstance(tally, stage_clocks.Tally)) == 8, tallies
    assert Event.objects.filter(verb=Verb.NAG).count() == Event.objects.filter(verb=Verb.ESCALATE).count() == 8
    deliveries.dispatch(now=newsroom.now)
    assert told(newsroom.editor).count(Verb.ESCALATE) == 8


def test_a_clock_killed_between_the_mark_and_the_event_leaves_neither(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(newsroom, hours=1)
    newsroom.filed()
    newsroom.later(hours=1)

    def dies(*_asked: object, **_named: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(stage_clocks, "note", dies)
        with pytest.raises(SystemExit):
            stage_clocks.tick(now=newsroom.now)
    assert not Wait.objects.filter(nagged_at__isnull=False).exists()
    assert ticked(newsroom) == (1, 0)
