"""People far from the newsroom: what they type is by their own clock, and every time shows by both."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Edition
from tests.counting import queries
from tests.journeys.browsers import signed_in
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.mailroom import only_rule
from tests.workflow.test_typed_times import NAMES, ODD, changes
from workflow import deliveries, people
from workflow.enums import Audience, Promptness, Role, Status, Verb
from workflow.models import Event, MailChoice, Preferences, Story

#: Six in the evening in London.
SUMMER = datetime(2027, 7, 1, 17, 0, tzinfo=UTC)


def lives_in(user: User, zone: str) -> None:
    """Note the zone as it was chosen once, whether it still exists or not."""
    Preferences.objects.update_or_create(user=user, defaults={"time_zone": zone})


def post(client: Client, story: Story, verb: str, **said: object) -> Any:
    version = Story.objects.get(pk=story.pk).version
    return client.post(f"/desk/{story.pk}/{verb}/", {"version": version, **said})


def edition_of(story: Story) -> Edition:
    return story.article.editions.get()


def test_a_person_chooses_their_own_zone_and_the_newsrooms_again(newsroom: Newsroom) -> None:
    client = browser(newsroom.publisher)
    page = client.get("/desk/settings/").content.decode()
    assert '<option value="" selected>The newsroom’s clock (London)</option>' in page
    assert '<option value="America/New_York">New York</option>' in page
    assert client.post("/desk/settings/", {"zone": "America/New_York"}).url == "/desk/settings/"
    assert people.clock_of(newsroom.publisher).zone.key == "America/New_York"
    kept = client.get("/desk/settings/").content.decode()
    assert '<option value="America/New_York" selected>' in kept
    assert "your time:" in kept
    client.post("/desk/settings/", {"zone": ""})
    assert people.clock_of(User.objects.get(pk=newsroom.publisher.pk)).zone.key == "Europe/London"


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "<script>", "A" * 5000, "Europe/Ber\0lin"])
def test_a_zone_that_does_not_exist_is_not_kept(newsroom: Newsroom, zone: str) -> None:
    refused = browser(newsroom.publisher).post("/desk/settings/", {"zone": zone})
    assert refused.status_code in {400, 422}
    assert "<script>" not in refused.content.decode()
    assert not Preferences.objects.exists()


def test_a_stranger_sets_nothing(client: Client, db: None) -> None:
    assert client.post("/desk/settings/", {"zone": "Europe/Berlin"}).status_code == 302
    assert not Preferences.objects.exists()


def test_a_zone_that_no_longer_exists_falls_back_to_the_newsrooms_and_says_so(newsroom: Newsroom) -> None:
    lives_in(newsroom.publisher, "Mars/Base")
    story = newsroom.scheduled(goes_live_at=SUMMER)
    client = browser(newsroom.publisher)
    for path in ("/desk/", "/desk/settings/", f"/desk/{story.pk}/"):
        page = client.get(path)
        assert page.status_code == 200
        assert "The time zone that you chose, Mars/Base , no longer exists." in words(page)
    assert "your time:" not in words(page)
    assert client.post("/desk/settings/", {"zone": "Mars/Base"}).status_code == 422
    client.post("/desk/settings/", {"zone": "Asia/Tokyo"})
    assert "no longer exists" not in words(client.get("/desk/"))


def test_what_is_typed_is_by_ones_own_clock_and_is_told_by_both(newsroom: Newsroom) -> None:
    lives_in(newsroom.publisher, "America/New_York")
    story = newsroom.approved()
    publisher = signed_in(newsroom.publisher)
    done = publisher.press(story.pk, "schedule", goes_live_at="2027-07-01T21:30", expires_at="2027-07-02T12:00")
    edition = edition_of(story)
    assert edition.goes_live_at == datetime(2027, 7, 2, 1, 30, tzinfo=UTC)
    assert edition.as_typed == {
        "goes_live_at": ["2027-07-01T21:30", "America/New_York"],
        "expires_at": ["2027-07-02T12:00", "America/New_York"],
    }
    assert Event.objects.get(verb=Verb.SCHEDULE).facts["as_typed"] == edition.as_typed
    assert (
        "Done: scheduled. Goes live: 2 July 2027, 02:30 BST (your time: Thursday 1 July 2027, 21:30 EDT, New York). "
        "Expires: 2 July 2027, 17:00 BST (your time: 12:00 EDT, New York)."
    ) in done.words
    assert "Planned 2 July 2027, 02:30 BST (your time: Thursday 1 July 2027, 21:30 EDT, New York )" in done.words
    assert "as typed: 2027-07-01 21:30 America/New_York, 2027-07-02 12:00 America/New_York" in done.words
    assert "As typed" not in done.words.split("History")[0]
    scheduled = words(browser(newsroom.publisher).get("/desk/scheduled/"))
    assert "Goes live 2 July 2027, 02:30 BST (your time: Thursday 1 July 2027, 21:30 EDT, New York )" in scheduled
    assert "your time" not in words(browser(newsroom.editor).get("/desk/scheduled/"))


def test_a_form_starts_with_ones_own_zone_then_the_newsrooms_then_all_others(newsroom: Newsroom) -> None:
    lives_in(newsroom.publisher, "America/New_York")
    story = newsroom.scheduled(goes_live_at=SUMMER)
    page = browser(newsroom.publisher).get(f"/desk/{story.pk}/").content.decode()
    chooser = re.search(r'<select [^>]*id="reschedule-zone".*?</select>', page)
    assert chooser is not None
    assert re.findall(r'<option value="([^"]*)"', chooser[0])[:3] == ["America/New_York", "Europe/London", "UTC"]
    assert chooser[0].count(" selected") == 1
    assert '<option value="America/New_York" selected>New York: your clock</option>' in chooser[0]
    assert '<option value="Asia/Kathmandu">Kathmandu</option>' in chooser[0]
    assert 'value="2027-07-01T13:00"' in page
    assert "That is Thursday 1 July 2027, 18:00 BST by the newsroom’s clock (London)." in page


def test_a_time_may_be_typed_by_the_newsrooms_clock_or_by_a_third(newsroom: Newsroom) -> None:
    lives_in(newsroom.publisher, "America/New_York")
    story = newsroom.approved()
    client = browser(newsroom.publisher)
    post(client, story, "schedule", goes_live_at="2027-07-01T18:00", zone="Europe/London")
    assert edition_of(story).goes_live_at == SUMMER
    told = client.get(post(client, story, "reschedule", goes_live_at="2027-07-02T08:00", zone="Asia/Kathmandu").url)
    assert edition_of(story).goes_live_at == datetime(2027, 7, 2, 2, 15, tzinfo=UTC)
    assert "22:15 EDT, New York), 2027-07-02 08:00 Asia/Kathmandu." in words(told)
    page = words(client.get(f"/desk/{story.pk}/"))
    assert "As typed Goes live: 2027-07-02 08:00 Asia/Kathmandu" in page


def test_a_refusal_says_what_was_typed_by_the_other_clocks(newsroom: Newsroom) -> None:
    lives_in(newsroom.publisher, "America/New_York")
    story = newsroom.approved()
    client = browser(newsroom.publisher)
    refused = post(client, story, "schedule", goes_live_at="2020-07-01T18:30", zone="America/New_York")
    assert refused.status_code == 409
    assert "That is Wednesday 1 July 2020, 23:30 BST by the newsroom’s clock (London)." in words(refused)
    third = post(client, story, "schedule", goes_live_at="2020-07-01T18:30", zone="Asia/Tokyo")
    assert (
        "That is Wednesday 1 July 2020, 05:30 EDT your time (New York) and Wednesday 1 July 2020, 10:30 BST by the"
        " newsroom’s clock (London)."
    ) in words(third)


@pytest.mark.parametrize(
    ("zone", "why"),
    [
        ({}, "Say by which clock that is: choose a time zone from the list."),
        ({"zone": ""}, "Say by which clock that is: choose a time zone from the list."),
        ({"zone": "Mars/Base"}, "There is no time zone “Mars/Base” (any more): choose one from the list."),
        ({"zone": "<b>Europe"}, "There is no time zone “<b>Europe” (any more): choose one from the list."),
    ],
)
def test_a_time_without_a_zone_that_exists_is_refused_once_with_the_way_out(
    newsroom: Newsroom, zone: dict[str, str], why: str
) -> None:
    story = newsroom.approved()
    refused = post(browser(newsroom.publisher), story, "schedule", goes_live_at="2027-07-01T18:00", **zone)
    assert refused.status_code == 422
    alert = words(refused).split("was refused")[1].split("What you can do now")[0]
    assert alert.count(why) == 1
    assert alert.count("choose") == 1
    assert 'value="2027-07-01T18:00"' in refused.content.decode()
    assert story.__class__.objects.get(pk=story.pk).status == Status.APPROVED


def test_no_time_needs_no_zone(newsroom: Newsroom) -> None:
    story = newsroom.on_air(expires_at=SUMMER)
    assert post(browser(newsroom.publisher), story, "set_expiry", expires_at="").status_code == 302
    edition = edition_of(story)
    assert (edition.expires_at, edition.as_typed) == (None, None)


def test_s19_a_gap_and_an_overlap_are_those_of_the_zone_that_was_named(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    client = browser(newsroom.publisher)
    gap = post(client, story, "schedule", goes_live_at="2027-03-14T02:30", zone="America/New_York")
    assert "choose 2027-03-14 01:59 EST or 2027-03-14 03:00 EDT" in words(gap)
    twice = post(client, story, "schedule", goes_live_at="2027-11-07T01:30", zone="America/New_York")
    assert "2027-11-07 01:30 EDT" in words(twice)
    assert "2027-11-07 01:30 EST" in words(twice)
    taken = post(
        client, story, "schedule", goes_live_at="2027-11-07T01:30", zone="America/New_York", goes_live_at_fold="1"
    )
    assert taken.status_code == 302
    assert edition_of(story).goes_live_at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["9999-12-31T23:59", "0001-01-01T00:00", "1989-12-31T23:59", "2200-01-01T00:00"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_s22_a_year_out_of_range_is_refused_from_any_zone(newsroom: Newsroom, typed: str, zone: str) -> None:
    story = newsroom.approved()
    refused = post(browser(newsroom.publisher), story, "schedule", goes_live_at=typed, zone=zone)
    assert refused.status_code == 422
    assert "is out of range: choose one from 1990 to 2199." in words(refused)


def test_an_embargo_and_a_budget_line_are_typed_by_ones_own_clock_too(newsroom: Newsroom) -> None:
    lives_in(newsroom.editor, "America/New_York")
    editor, story = signed_in(newsroom.editor), newsroom.draft()
    editor.done(story.pk, "set_embargo", source="Ministry", embargoed_until="2027-07-01T13:00")
    assert story.embargoes.get().embargoed_until == SUMMER
    assert Event.objects.get(verb=Verb.SET_EMBARGO).facts["as_typed"] == {
        "embargoed_until": ["2027-07-01T13:00", "America/New_York"]
    }
    form = editor.open("/desk/budget/new/").form()
    page = editor.send(form, slugline="ferry", due_at="2027-07-01T13:00", planned="2027-07-01 14:30")
    line = newsroom.desk.assignments.get()
    assert (line.due_at, line.planned_at) == (SUMMER, datetime(2027, 7, 1, 18, 30, tzinfo=UTC))
    assert "Due 1 July 2027, 18:00 BST (your time: 13:00 EDT, New York )" in page.words
    assert "Thu 1 Jul 2027, 19:30 BST (your time: 14:30 EDT, New York)" in page.words
    editor.send(editor.open("/desk/budget/new/").form(), slugline="day", planned="2027-07-01")
    day = newsroom.desk.assignments.get(slugline="day")
    assert day.planned_at == datetime(2027, 6, 30, 23, tzinfo=UTC), "a day is one of the newsroom's calendar"


def test_what_was_typed_stays_as_it_was_when_somebody_else_moves_only_the_expiry(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    post(browser(newsroom.publisher), story, "schedule", goes_live_at="2027-07-01T22:45", zone="Asia/Kathmandu")
    signed_in(newsroom.publisher).done(story.pk, "reschedule", expires_at="2027-08-01T12:00")
    edition = edition_of(story)
    assert edition.goes_live_at == SUMMER
    assert edition.as_typed == {
        "goes_live_at": ["2027-07-01T22:45", "Asia/Kathmandu"],
        "expires_at": ["2027-08-01T12:00", "Europe/London"],
    }
    newsroom.act("reschedule", story, goes_live_at=SUMMER.replace(day=2))
    assert edition_of(story).as_typed is None, "nothing was typed for the times that stand now"


def test_a_rule_that_changed_since_shows_on_the_story_until_somebody_plans_it_anew(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(goes_live_at=SUMMER)
    Edition.objects.update(as_typed={"goes_live_at": ["2027-07-01T13:30", "America/New_York"]})
    client = browser(newsroom.publisher)
    page = words(client.get(f"/desk/{story.pk}/"))
    assert (
        "Goes live: 2027-07-01 13:30 America/New_York, which by the rules of today is 1 July 2027, 18:30 BST: the"
        " rules of that zone have changed. The time above counts"
    ) in page
    Edition.objects.update(as_typed={"goes_live_at": ["2027-07-01T13:30", "Mars/Base"]})
    assert "Mars/Base, which no clock shows any more" in words(client.get(f"/desk/{story.pk}/"))
    signed_in(newsroom.publisher).done(story.pk, "reschedule")
    assert edition_of(story).goes_live_at == SUMMER
    assert "rules of that zone" not in words(client.get(f"/desk/{story.pk}/"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("at=2027-07-01T13:00&zone=America/New_York", "That is Thursday 1 July 2027, 18:00 BST by the newsroom’s"),
        ("at=2027-07-01T13:00&zone=Europe/London", ""),
        ("at=2027-03-28T01:30&zone=Europe/London", "The clocks go forward over that time"),
        ("at=2027-07-01T13:00&zone=Mars/Base", "There is no time zone “Mars/Base”"),
        ("at=2027-07-01T13:00", "Say by which clock that is"),
        ("at=9999-01-01T00:00&zone=UTC", "out of range"),
        ("", "Say by which clock"),
        ("at=%3Cscript%3E&zone=UTC", "Write a date and a time"),
    ],
)
def test_a_page_asks_what_is_being_typed_by_the_rules_that_will_count(
    newsroom: Newsroom, asked: str, said: str
) -> None:
    answer = browser(newsroom.publisher).get(f"/desk/reading/?{asked}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert said in answer.content.decode()
    assert bool(said) == bool(answer.content)


def test_ones_own_clock_costs_no_query(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(goes_live_at=SUMMER)
    client = browser(newsroom.publisher)
    paths = ["/desk/scheduled/", f"/desk/{story.pk}/"]
    before = [queries(client, path) for path in paths]
    lives_in(newsroom.publisher, "America/New_York")
    assert [queries(client, path) for path in paths] == before


def test_readers_of_the_site_see_the_newsrooms_clock_alone(newsroom: Newsroom) -> None:
    lives_in(newsroom.publisher, "America/New_York")
    story = newsroom.on_air()
    client = browser(newsroom.publisher)
    client.get("/desk/")
    assert "your time" not in words(client.get(story.article.path))


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
def test_s19_to_s22_the_instant_survives_saves_by_people_of_many_zones(newsroom: Newsroom, data: st.DataObject) -> None:
    """Through the real pages: each of six opens the plan, touches nothing, and saves it."""
    near = data.draw(st.sampled_from([name for name in ODD if changes(name, 2031)]))
    seconds, micros = data.draw(st.integers(-3600, 3600)), data.draw(st.sampled_from([0, 654_321]))
    goes_live_at = data.draw(st.sampled_from(changes(near, 2031))).replace(microsecond=micros)
    goes_live_at = datetime.fromtimestamp(goes_live_at.timestamp() + seconds, tz=UTC)
    expires_at = datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC)
    story = newsroom.scheduled(goes_live_at=goes_live_at, expires_at=expires_at)
    publisher = signed_in(newsroom.publisher)
    for zone in data.draw(st.permutations([near, *data.draw(st.lists(NAMES, min_size=5, max_size=5))])):
        lives_in(newsroom.publisher, zone)
        publisher.done(story.pk, "reschedule")
        edition = edition_of(story)
        assert (edition.goes_live_at, edition.expires_at) == (goes_live_at, expires_at)
    newsroom.act("unschedule", story)


def test_a_mail_tells_when_it_is_planned_by_its_readers_clock_too(newsroom: Newsroom) -> None:
    only_rule(Verb.SCHEDULE, Audience.EDITORS)
    for user in (newsroom.editor, person("Olga", Role.EDITOR, desk=newsroom.desk)):
        MailChoice.objects.create(user=user, verb=Verb.SCHEDULE, promptness=Promptness.AT_ONCE)
    lives_in(newsroom.editor, "America/New_York")
    newsroom.scheduled(goes_live_at=SUMMER)
    deliveries.dispatch(now=newsroom.now)
    deliveries.deliver(now=newsroom.now)
    told = {message.to[0]: message.body for message in mail.outbox}
    assert "\n  for 1 July 2027, 18:00 BST (your time: 13:00 EDT, New York)\n" in told.pop(newsroom.editor.email)
    assert ["\n  for 1 July 2027, 18:00 BST\n" in body for body in told.values()] == [True]


def test_the_site_at_another_time_says_that_time_by_ones_own_clock_too(newsroom: Newsroom) -> None:
    story = newsroom.scheduled(goes_live_at=SUMMER)
    lives_in(newsroom.publisher, "America/New_York")
    path = browser(newsroom.publisher).get(f"/desk/{story.pk}/").content.decode()
    travelled = re.search(r'<a href="([^"]+)">The site as it will look</a>', path)
    assert travelled is not None
    banner = words(browser(newsroom.publisher).get(travelled[1]))
    assert "(your time: 13:00 EDT, New York )" in banner
    assert banner.count("your time") == 1, "the page itself is as readers will see it"
