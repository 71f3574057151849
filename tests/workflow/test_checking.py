"""The checks upon real stories: what stops a move, what is passed over on the record, and where links lead."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import instant, pictures
from articles.drafting import Text, UsedPicture
from articles.models import OldAddress, Picture, Section
from tests.people import Newsroom
from workflow import actions, checking, situation
from workflow.checking import Subject
from workflow.checks import TABLE
from workflow.enums import AiUse, CheckLevel, Flag, Status
from workflow.exceptions import Missing
from workflow.models import CheckSetting, Desk, Story, StyleRule


def set_level(desk: Desk, name: str, level: CheckLevel) -> None:
    CheckSetting.objects.update_or_create(desk=desk, check_name=name, defaults={"level": level})


def results(newsroom: Newsroom, story: Story) -> dict[str, list[str]]:
    """Return what each check that runs finds: its quotes, or its message where it quotes nothing."""
    found = situation.look(story_id=story.pk, by=None, now=newsroom.now)
    ran = checking.look_over([checking.subject_of(found)], now=newsroom.now)[0]
    return {one.check.name: [finding.quote or finding.message for finding in one.findings] for one in ran}


def signed(newsroom: Newsroom, story: Story) -> Story:
    newsroom.act("sign", story, stage=newsroom.stage)
    return story


def test_a_placeholder_is_noted_at_filing_and_stops_the_approval(newsroom: Newsroom) -> None:
    story = newsroom.draft(body="It cost TK crowns.\n")
    assert newsroom.act("file", story).facts["checks_failing"] == ["PLACEHOLDERS"]
    with pytest.raises(Missing) as refusal:
        newsroom.act("approve", signed(newsroom, story))
    assert str(refusal.value) == (
        "The desk’s required checks stop this. Placeholders: “TK” stands in the text: write what is missing there."
    )
    story.refresh_from_db()
    assert story.status == Status.IN_REVIEW


def test_a_clean_story_carries_no_word_of_checks_on_the_record(newsroom: Newsroom) -> None:
    story = newsroom.approved()
    assert not any(name.startswith("checks_") for event in story.events.all() for name in event.facts)


def test_a_desk_decides_what_stops_and_what_only_advises(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    set_level(newsroom.desk, "AI_USE", CheckLevel.REQUIRED)
    set_level(other.desk, "PLACEHOLDERS", CheckLevel.ADVISORY)
    with pytest.raises(Missing, match="Use of AI: Nobody has said"):
        newsroom.approved()
    assert other.approved(body="TK").status == Status.APPROVED
    set_level(newsroom.desk, "AI_USE", CheckLevel.OFF)
    assert "AI_USE" not in results(newsroom, newsroom.approved())


def test_a_desk_that_sets_a_check_to_required_stops_what_was_approved_before(newsroom: Newsroom) -> None:
    story = newsroom.approved(dek="")
    set_level(newsroom.desk, "DEK", CheckLevel.REQUIRED)
    for verb, more in (("publish", {}), ("schedule", {"goes_live_at": newsroom.now + timedelta(hours=1)})):
        with pytest.raises(Missing, match="Dek: The story has no dek"):
            newsroom.act(verb, story, **more)
    assert story.article.editions.count() == 0


def test_rights_are_held_against_the_day_of_air(newsroom: Newsroom, picture: Picture) -> None:
    end = (newsroom.now + timedelta(days=2)).date().isoformat()
    pictures.describe(picture=picture, by=newsroom.reporter, now=newsroom.now, usage_terms=f"Web until {end}")
    story = newsroom.approved(pictures=(UsedPicture(picture_id=picture.pk, role="LEAD"),))
    later = newsroom.now + timedelta(days=5)
    with pytest.raises(Missing, match=f"Picture rights: The rights to gull.png ended on {end}"):
        newsroom.act("schedule", story, goes_live_at=later)
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(seconds=30))
    with pytest.raises(Missing, match="Picture rights"):
        newsroom.act("reschedule", story, goes_live_at=later)
    assert newsroom.act("publish", story).verb == "PUBLISH"


def test_a_flag_asks_for_sources_until_they_are_named(newsroom: Newsroom) -> None:
    story = newsroom.filed()
    newsroom.act("declare", story, newsroom.editor, flags=[Flag.SOURCES], sources="", ai_use=AiUse.NONE)
    with pytest.raises(Missing, match="Sources: The story is flagged"):
        newsroom.act("approve", signed(newsroom, story))
    newsroom.act("declare", story, newsroom.editor, flags=[Flag.SOURCES], sources="A pilot", ai_use=AiUse.NONE)
    assert newsroom.act("approve", story).verb == "APPROVE"


def test_an_override_goes_past_the_checks_names_them_and_holds_as_far_as_air(newsroom: Newsroom) -> None:
    story = newsroom.filed(body="TK")
    event = newsroom.act("override", story, reason="The minister resigned.")
    assert event.facts["checks_passed_over"] == ["PLACEHOLDERS"]
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(hours=1))
    assert newsroom.act("publish", story).status_after == Status.PUBLISHED


def test_an_override_excuses_what_failed_then_and_nothing_else(newsroom: Newsroom) -> None:
    story = newsroom.filed(body="TK", dek="")
    newsroom.act("override", story, reason="The minister resigned.")
    set_level(newsroom.desk, "DEK", CheckLevel.REQUIRED)
    with pytest.raises(Missing) as refusal:
        newsroom.act("publish", story)
    assert "Placeholders" not in str(refusal.value)
    assert "Dek" in str(refusal.value)


def test_an_override_excuses_no_later_approval(newsroom: Newsroom) -> None:
    story = newsroom.filed(body="TK")
    newsroom.act("override", story, reason="The minister resigned.")
    newsroom.act("send_back", story, note="After all, no.")
    newsroom.act("file", story)
    with pytest.raises(Missing, match="Placeholders"):
        newsroom.act("approve", signed(newsroom, story))


def test_an_approval_of_the_usual_kind_ends_what_an_override_excused(newsroom: Newsroom) -> None:
    story = newsroom.filed(dek="")
    set_level(newsroom.desk, "DEK", CheckLevel.REQUIRED)
    newsroom.act("override", story, reason="The minister resigned.")
    newsroom.act("send_back", story, note="After all, no.")
    set_level(newsroom.desk, "DEK", CheckLevel.ADVISORY)
    newsroom.act("file", story)
    newsroom.approve(story)
    set_level(newsroom.desk, "DEK", CheckLevel.REQUIRED)
    with pytest.raises(Missing, match="Dek"):
        newsroom.act("publish", story)


def test_breaking_news_goes_past_the_checks_and_names_them(newsroom: Newsroom) -> None:
    event = newsroom.act("break_news", newsroom.draft(body="TK"), reason="Fire at the mole.")
    assert event.facts["checks_passed_over"] == ["PLACEHOLDERS"]
    assert event.status_after == Status.PUBLISHED


def test_links_are_dead_unless_readers_find_something(newsroom: Newsroom) -> None:
    on_air = newsroom.on_air(slug="ferry", tags=("Harbour",))
    planned = newsroom.scheduled(slug="soon", goes_live_at=newsroom.now + timedelta(hours=2))
    killed = newsroom.on_air(slug="hoax")
    newsroom.act("kill", killed, reason="untrue", notice="Withdrawn.")
    for one in (on_air, planned, killed):
        one.article.refresh_from_db()
    OldAddress.objects.create(path="/old/ferry", article=on_air.article)
    Section.objects.create(name="Closed", slug="closed", is_active=False)
    alive = [
        on_air.article.path,
        f"{on_air.article.path}?from=mail#top",
        f"http://localhost:8000{on_air.article.path}",
        on_air.article.path.rstrip("/"),
        "/old/ferry",
        f"/{newsroom.section.slug}/",
        "/tag/harbour/",
        f"/author/{newsroom.author.slug}/",
        "/feeds/rss.xml",
        "/",
        "#note",
        "https://example.org/nothing/",
        "mailto:desk@example.org",
        "ferry/",
    ]
    dead = [
        planned.article.path,
        killed.article.path,
        "/news/2020/01/01/never/",
        "/closed/",
        "/tag/nothing/",
        "/author/nobody/",
        "/desk/",
        "/admin/login/",
        "/nothing/at/all",
        "http://localhost:8000/nothing/",
    ]
    body = "\n\n".join(f"[a link](<{link}>)" for link in [*alive, *dead, "http://[broken"])
    story = newsroom.draft(body=body)
    assert results(newsroom, story)["DEAD_LINKS"] == dead


def test_a_link_to_what_will_be_on_air_by_then_is_alive(newsroom: Newsroom) -> None:
    target = newsroom.scheduled(slug="soon", goes_live_at=newsroom.now + timedelta(hours=2))
    target.article.refresh_from_db()
    story = newsroom.approved(body=f"See [this]({target.article.path}).\n")
    assert results(newsroom, story)["DEAD_LINKS"] == [target.article.path]
    newsroom.act("schedule", story, goes_live_at=newsroom.now + timedelta(hours=3))
    assert results(newsroom, story)["DEAD_LINKS"] == []


def test_each_of_many_texts_is_held_against_its_own_time(newsroom: Newsroom) -> None:
    target = newsroom.on_air(expires_at=newsroom.now + timedelta(hours=2))
    target.article.refresh_from_db()
    story, text = newsroom.draft(), newsroom.text(body=f"See [this]({target.article.path}).\n")
    times = [newsroom.now + timedelta(hours=hours) for hours in (1, 3)]
    ran = checking.look_over([Subject(story, text, at) for at in times], now=newsroom.now)
    dead = [next(one for one in results if one.check.name == "DEAD_LINKS").findings for results in ran]
    assert [len(found) for found in dead] == [0, 1]


def test_a_text_that_can_not_be_rendered_breaks_no_check(newsroom: Newsroom) -> None:
    story = newsroom.draft(body="<b>" * 11_000)
    assert results(newsroom, story)["DEAD_LINKS"] == []


def test_a_twin_of_the_last_week_is_shown_and_an_update_is_not_its_own(newsroom: Newsroom) -> None:
    first = newsroom.on_air("Gulls occupy the mole again")
    first.article.refresh_from_db()
    second = newsroom.draft("Gulls again occupy the mole")
    assert results(newsroom, second)["TWIN"] == [f"Gulls occupy the mole again – {first.article.path}"]
    newsroom.act("revise", first)
    assert results(newsroom, first)["TWIN"] == []
    newsroom.later(days=7, seconds=1)
    assert results(newsroom, second)["TWIN"] == []


def test_the_style_of_another_desk_is_not_ours(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    StyleRule.objects.create(desk=other.desk, pattern="ferry", suggestion="boat")
    StyleRule.objects.create(desk=newsroom.desk, pattern="ferry", suggestion="boat", is_active=False)
    assert results(newsroom, newsroom.draft())["HOUSE_STYLE"] == []
    assert len(results(other, other.draft())["HOUSE_STYLE"]) == 2


def test_a_hundred_texts_take_as_many_reads_as_one(newsroom: Newsroom, picture: Picture) -> None:
    on_air = newsroom.on_air(slug="ferry")
    on_air.article.refresh_from_db()
    StyleRule.objects.create(desk=newsroom.desk, pattern="ferry", suggestion="boat")
    text = Text(
        headline="Gulls",
        body=f"TK [a]({on_air.article.path}) [b](/tag/x/) [c](/author/y/) [d](/news/)",
        pictures=(UsedPicture(picture_id=picture.pk),),
    )
    counts = []
    for number in (1, 100):
        stories = [newsroom.draft() if key < 1 else on_air for key in range(number)]
        subjects = [Subject(story, text, newsroom.now, is_planned=True) for story in stories]
        with CaptureQueriesContext(connection) as captured:
            ran = checking.look_over(subjects, now=instant.now())
        assert [len(one) for one in ran] == [len(TABLE)] * number
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_an_approval_costs_one_read_more_for_its_checks(newsroom: Newsroom, picture: Picture) -> None:
    """The pictures: what the desk requires comes with the story, and what only advises costs nothing here."""
    story = signed(newsroom, newsroom.filed(pictures=(UsedPicture(picture_id=picture.pk),)))
    with CaptureQueriesContext(connection) as captured:
        actions.approve(story=story, version=story.version, by=newsroom.editor, now=newsroom.now)
    asked = [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len([sql for sql in asked if "articles_picture" in sql]) == 1
    assert not any(sql.startswith('SELECT "workflow_checksetting"') for sql in asked)
    assert len(asked) <= 12
    assert not any("stylerule" in sql for sql in asked)
