"""“Waiting for me” and the board: whose turn it is, since when, and where everything stands."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import instant
from articles.enums import Part
from tests.counting import queries
from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from workflow import turns
from workflow.desk import board, paging
from workflow.enums import Flag, Role
from workflow.models import Membership, Stage, Story

WORDS = [Part.HEADLINE.value, Part.TEXT.value, Part.CORRECTION.value]


@pytest.fixture
def daily(newsroom: Newsroom) -> Newsroom:
    """Copy, pictures and, where flagged, legal side by side; then a last look."""
    newsroom.desk.stage_set = 2
    newsroom.desk.save()
    limit = timedelta(hours=4)
    newsroom.others["copy"] = newsroom.stage = stage(newsroom, "Copy", Role.EDITOR, parts=WORDS, time_limit=limit)
    newsroom.others["legal"] = stage(newsroom, "Legal", Role.LEGAL, flags=[Flag.LEGAL])
    newsroom.others["pictures"] = stage(newsroom, "Pictures", Role.PICTURES, parts=[Part.PICTURES.value])
    newsroom.others["last"] = stage(newsroom, "Final look", Role.PUBLISHER, step=2)
    newsroom.others["lawyer"] = person("Lea", Role.LEGAL, desk=newsroom.desk)
    newsroom.others["picture editor"] = person("Paul", Role.PICTURES, desk=newsroom.desk)
    return newsroom


def stage(newsroom: Newsroom, name: str, role: Role, **more: object) -> Stage:
    return Stage.objects.create(desk=newsroom.desk, stage_set=2, name=name, role=role, **more)


def waiting(user: User, newsroom: Newsroom) -> list[tuple[str, str, str]]:
    """Return what waits for somebody, in order: the story, what to do, and at which stage."""
    roles: dict[int, set[str]] = {}
    for desk, role in user.memberships.values_list("desk", "role"):
        roles.setdefault(desk, set()).add(role)
    found = turns.of(user=user, roles=roles, now=newsroom.now)
    names = {story.pk: str(story) for story in Story.objects.select_related("article")}
    return [(names[turn.story_id], turn.verb, turn.stage) for turn in found]


def listed(client: Client, where: str = "/desk/waiting/") -> list[str]:
    return [str(row.story) for row in client.get(where).context["rows"]]


def cards(client: Client, where: str = "/desk/board/") -> dict[str, list[str]]:
    columns = client.get(where).context["columns"]
    return {str(column.place.title): [str(card.story) for card in column.cards] for column in columns}


def test_a_story_waits_for_those_who_sign_at_the_stages_whose_turn_it_is(daily: Newsroom) -> None:
    flagged = daily.draft("Flagged")
    daily.act("declare", flagged, by=daily.reporter, flags=[Flag.LEGAL])
    daily.act("file", flagged)
    daily.filed("Plain")
    assert waiting(daily.editor, daily) == [("Flagged", "SIGN", "Copy"), ("Plain", "SIGN", "Copy")]
    assert waiting(daily.others["lawyer"], daily) == [("Flagged", "SIGN", "Legal")]
    assert len(waiting(daily.others["picture editor"], daily)) == 2
    assert waiting(daily.publisher, daily) == waiting(daily.reporter, daily) == []


def test_the_next_step_waits_for_its_people_once_the_one_before_is_done(daily: Newsroom) -> None:
    story = daily.filed("Ferry")
    daily.act("sign", story, stage=daily.others["copy"])
    assert (waiting(daily.editor, daily), waiting(daily.publisher, daily)) == ([], [])
    daily.act("sign", story, stage=daily.others["pictures"], by=daily.others["picture editor"])
    assert waiting(daily.publisher, daily) == [("Ferry", "SIGN", "Final look")]
    daily.act("sign", story, stage=daily.others["last"], by=daily.publisher)
    assert waiting(daily.editor, daily) == [("Ferry", "APPROVE", "")]
    daily.act("approve", story)
    assert (waiting(daily.editor, daily), waiting(daily.publisher, daily)) == ([], [("Ferry", "SCHEDULE", "")])


def test_one_of_two_who_signed_has_done_their_part_until_the_text_changes(newsroom: Newsroom) -> None:
    newsroom.desk.stage_set = 2
    newsroom.desk.save()
    newsroom.stage = stage(newsroom, "Copy", Role.EDITOR, people_needed=2)
    second = person("Samuel", Role.EDITOR, desk=newsroom.desk)
    story = newsroom.filed("Ferry")
    newsroom.act("sign", story, stage=newsroom.stage)
    assert (waiting(newsroom.editor, newsroom), len(waiting(second, newsroom))) == ([], 1)
    newsroom.save(story, by=second, headline="Changed")
    assert len(waiting(newsroom.editor, newsroom)) == 1


def test_whoever_asked_for_changes_waits_for_the_author_and_a_comment_decides_nothing(newsroom: Newsroom) -> None:
    asked, said = newsroom.filed("Asked"), newsroom.filed("Said")
    newsroom.act("sign", asked, stage=newsroom.stage, verdict="REQUEST_CHANGES", note="Say who.")
    newsroom.act("sign", said, stage=newsroom.stage, verdict="COMMENT", note="Nice.")
    assert waiting(newsroom.editor, newsroom) == [("Said", "SIGN", "Copy")]


def test_nobodys_own_copy_waits_for_them(daily: Newsroom) -> None:
    Membership.objects.create(desk=daily.desk, user=daily.reporter, role=Role.EDITOR)
    begun = daily.filed("Begun by Rita")
    assert waiting(daily.reporter, daily) == []
    for name, by in (("copy", daily.editor), ("pictures", daily.others["picture editor"]), ("last", daily.publisher)):
        daily.act("sign", begun, stage=daily.others[name], by=by)
    assert waiting(daily.reporter, daily) == []
    assert waiting(daily.editor, daily) == [("Begun by Rita", "APPROVE", "")]


def test_an_update_that_somebody_wrote_does_not_wait_for_them(newsroom: Newsroom) -> None:
    story = newsroom.on_air("Ferry")
    newsroom.act("revise", story, by=newsroom.editor)
    newsroom.save(story, by=newsroom.editor, headline="By the editor")
    newsroom.act("file", story, by=newsroom.editor)
    second = person("Samuel", Role.EDITOR, desk=newsroom.desk)
    assert (len(waiting(second, newsroom)), waiting(newsroom.editor, newsroom)) == (1, [])


def test_on_a_desk_of_one_their_own_copy_waits_for_them(newsroom: Newsroom) -> None:
    newsroom.desk.memberships.exclude(user=newsroom.reporter).delete()
    Membership.objects.create(desk=newsroom.desk, user=newsroom.reporter, role=Role.EDITOR)
    newsroom.desk.has_four_eyes = False
    newsroom.desk.save()
    newsroom.filed("Mine")
    assert waiting(newsroom.reporter, newsroom) == [("Mine", "SIGN", "Copy")]


def test_what_is_owed_waits_first_and_whatever_the_status_says(newsroom: Newsroom) -> None:
    newsroom.filed("Waits longer")
    newsroom.later(hours=1)
    broken = newsroom.filed("Broken")
    newsroom.act("break_news", broken, reason="The mayor resigned.")
    assert broken.status == "PUBLISHED"
    assert waiting(newsroom.editor, newsroom) == [("Broken", "SIGN", "Copy"), ("Waits longer", "SIGN", "Copy")]
    assert "owed for" in words(browser(newsroom.editor).get("/desk/waiting/"))
    newsroom.act("sign", broken, stage=newsroom.stage)
    assert waiting(newsroom.editor, newsroom) == [("Waits longer", "SIGN", "Copy")]


def test_what_a_story_owes_to_the_desk_it_came_from_waits_for_its_new_desk(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    other.desk.memberships.create(user=newsroom.editor, role=Role.EDITOR)
    story = newsroom.filed("Broken")
    newsroom.act("break_news", story, reason="The mayor resigned.")
    newsroom.act("revise", story)
    newsroom.act("hand_over", story, by=newsroom.editor, desk=other.desk, reason="theirs")
    assert waiting(other.editor, other) == [("Broken", "SIGN", "Copy")]


def test_what_is_late_comes_first_then_urgency_then_the_longest_wait(daily: Newsroom) -> None:
    for name, urgency, hours in (("Late", 9, 3), ("Calm", 5, 1), ("Calmer", 5, 0.5), ("Urgent", 1, 0)):
        story = daily.filed(name)
        daily.act("annotate", story, urgency=urgency, ednote="")
        daily.later(hours=hours)
    assert [name for name, *_rest in waiting(daily.editor, daily)] == ["Late", "Urgent", "Calm", "Calmer"]
    page = words(browser(daily.editor).get("/desk/waiting/"))
    assert "waiting" in page


def test_the_page_says_at_which_stage_and_since_when(daily: Newsroom) -> None:
    daily.now = instant.now() - timedelta(hours=3, minutes=10)
    daily.filed("Ferry")
    assert "waiting 3 h at Copy" in words(browser(daily.editor).get("/desk/waiting/"))
    daily.now -= timedelta(hours=2)
    daily.filed("Longer")
    assert "waiting 5 h at Copy late" in words(browser(daily.editor).get("/desk/waiting/"))


def test_a_shelved_story_is_not_ready_to_approve(newsroom: Newsroom) -> None:
    story = newsroom.filed("Obituary")
    newsroom.act("sign", story, stage=newsroom.stage)
    assert waiting(newsroom.editor, newsroom) == [("Obituary", "APPROVE", "")]
    newsroom.act("shelve", story, by=newsroom.editor, reason="He lives.")
    assert waiting(newsroom.editor, newsroom) == []


def test_a_role_on_one_desk_opens_no_other_desks_turns(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    other.desk.memberships.create(user=newsroom.editor, role=Role.REPORTER)
    other.filed("Of sport")
    other.approved("Of sport, too")
    assert waiting(newsroom.editor, newsroom) == []


def test_what_waits_is_narrowed_and_comes_in_pages(newsroom: Newsroom) -> None:
    for number in range(32):
        newsroom.filed(f"Story {number}")
    client = browser(newsroom.editor)
    assert (len(listed(client)), len(listed(client, "/desk/waiting/?page=2"))) == (30, 2)
    assert listed(client, "/desk/waiting/?q=story+31") == ["Story 31"]
    assert listed(client, "/desk/waiting/?status=DRAFT") == []


def test_a_list_is_counted_no_further_than_anybody_leafs(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "BOUND", 31)
    for number in range(32):
        newsroom.draft(f"Story {number}")
    response = browser(newsroom.reporter).get("/desk/all/?page=99")
    assert response.context["page"].number == 2
    assert "more than 31 stories" in words(response)


def test_every_story_stands_in_its_column(newsroom: Newsroom) -> None:
    newsroom.draft("Drafted")
    newsroom.filed("Filed")
    newsroom.approved("Approved")
    newsroom.scheduled("Planned", goes_live_at=newsroom.now + timedelta(days=1))
    newsroom.on_air("Aired")
    Newsroom.open("Sport").draft("Of another desk")
    spiked = newsroom.draft("Spiked")
    newsroom.act("spike", spiked)
    assert cards(browser(newsroom.reporter)) == {
        "Draft": ["Drafted"],
        "In review": ["Filed"],
        "Approved": ["Approved"],
        "Scheduled": ["Planned"],
        "On air today": ["Aired"],
    }


def test_what_went_on_air_before_anything_recorded_it_stands_on_air(newsroom: Newsroom) -> None:
    at = instant.now() + timedelta(milliseconds=30)
    newsroom.scheduled("Alone", goes_live_at=at)
    while instant.now() <= at:
        pass
    columns = cards(browser(newsroom.reporter))
    assert (columns["Scheduled"], columns["On air today"]) == ([], ["Alone"])


def test_yesterdays_news_is_not_on_todays_board(newsroom: Newsroom) -> None:
    newsroom.now -= timedelta(days=1, hours=1)
    story = newsroom.on_air("Yesterday")
    newsroom.now = instant.now()
    newsroom.act("annotate", story, urgency=3, ednote="touched today")
    assert cards(browser(newsroom.reporter))["On air today"] == []


def test_a_card_says_what_a_desk_needs_to_know(daily: Newsroom) -> None:
    daily.now = instant.now() - timedelta(hours=5)
    story = daily.draft("Ferry")
    daily.act("declare", story, by=daily.reporter, flags=[Flag.LEGAL])
    daily.act("file", story)
    daily.act("annotate", story, urgency=2, ednote="")
    page = words(browser(daily.publisher).get("/desk/board/"))
    for said in ("Ferry", "urgency 2", "waiting 5 h at Copy late", "waiting 5 h at Legal", "legal", "Pia Test"):
        assert said in page


def test_a_column_shows_a_handful_and_leads_to_the_rest(newsroom: Newsroom) -> None:
    for number in range(board.CARDS + 1):
        newsroom.draft(f"Draft {number}")
    client = browser(newsroom.reporter)
    column = client.get("/desk/board/").context["columns"][0]
    assert (len(column.cards), column.has_more, column.address) == (board.CARDS, True, "/desk/all/?status=DRAFT")
    assert len(listed(client, column.address)) == board.CARDS + 1


def test_the_board_of_one_desk_shows_no_other(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    other.desk.memberships.create(user=newsroom.editor, role=Role.EDITOR)
    newsroom.draft("News")
    other.draft("Rowing")
    client = browser(newsroom.editor)
    assert sorted(cards(client)["Draft"]) == ["News", "Rowing"]
    assert cards(client, f"/desk/board/?desk={other.desk.slug}")["Draft"] == ["Rowing"]
    assert client.get("/desk/board/?desk=nowhere").status_code == 422


@pytest.mark.parametrize("where", ["/desk/waiting/", "/desk/board/", "/desk/all/"])
def test_a_page_takes_eight_queries_for_one_story_or_thirty(newsroom: Newsroom, where: str) -> None:
    for role in (Role.PUBLISHER, Role.PICTURES):
        Membership.objects.create(desk=newsroom.desk, user=newsroom.editor, role=role)
    client, counts = browser(newsroom.editor), []
    for more in (1, 29):
        for _number in range(more):
            newsroom.filed()
            newsroom.approved()
            newsroom.on_air()
            newsroom.scheduled(goes_live_at=newsroom.now + timedelta(days=1))
        counts.append(queries(client, where))
    assert counts[0] == counts[1]
    assert counts[0] <= 8
