"""Two people at one story: nothing typed is lost, nothing happens twice, and a refusal says why."""

import pytest

from tests.journeys.browsers import Browser, at, seconds_ahead, signed_in
from tests.journeys.roads import Road
from tests.people import Newsroom, person
from workflow.desk.moves import VERBS
from workflow.enums import Role, Status, Verb
from workflow.models import Event, Story


def head_of(story_id: int) -> str:
    head = Story.objects.get(pk=story_id).article.head
    assert head is not None
    return head.body


def texts_of(story_id: int) -> set[str]:
    return set(Story.objects.get(pk=story_id).article.revisions.values_list("body", flat=True))


def test_of_two_tabs_the_second_is_shown_both_texts_and_may_save_again(road: Road) -> None:
    story = road.draft("Storm over the mole")
    address = f"/desk/{story}/edit/"
    first, second = (road.reporter.open(address).form() for _tab in range(2))
    assert "Saved." in road.reporter.send(first, body="Waves of five metres broke the wall.\n").words
    refused = road.reporter.send(second, body="Waves of six metres broke the lamp.\n\n<b>Really.</b>\n")
    assert refused.status == 409
    assert "Your text was not made the newest one" in refused.told
    both = [element.text for element in refused.tree.xpath("//pre[@class='source']")]
    assert both == ["Waves of five metres broke the wall.\n", "Waves of six metres broke the lamp.\n\n<b>Really.</b>\n"]
    assert "five" in [element.text for element in refused.tree.iter("del")]
    assert "six" in [element.text for element in refused.tree.iter("ins")]
    assert head_of(story) == "Waves of five metres broke the wall.\n"
    assert "Waves of six metres broke the lamp.\n\n<b>Really.</b>\n" in texts_of(story)
    assert "Saved." in road.reporter.send(refused.form()).words
    assert head_of(story) == "Waves of six metres broke the lamp.\n\n<b>Really.</b>\n"
    assert "Waves of five metres broke the wall.\n" in texts_of(story)


def test_a_text_sent_after_the_story_was_filed_is_kept_and_shown(road: Road) -> None:
    story = road.draft("Storm over the mole")
    form = road.reporter.open(f"/desk/{story}/edit/").form()
    road.reporter.done(story, "file")
    refused = road.reporter.send(form, body="One more thing.\n")
    assert refused.status == 409
    assert "One more thing." in refused.words
    assert "One more thing.\n" in texts_of(story)
    assert head_of(story) != "One more thing.\n"


def test_a_button_that_is_pressed_twice_moves_once(road: Road) -> None:
    story = road.draft("Storm over the mole")
    form = road.reporter.open(f"/desk/{story}/").form(f"/desk/{story}/file/")
    assert "Done: " in road.reporter.send(form).words
    again = road.reporter.send(form)
    assert again.status == 409
    assert "“File for review” was refused" in again.told
    assert Event.objects.filter(story=story, verb=Verb.FILE).count() == 1


def test_a_new_story_that_is_sent_twice_from_one_form_is_two_drafts_and_no_error(road: Road) -> None:
    form = road.reporter.open("/desk/new/").form()
    for _press in range(2):
        assert road.reporter.send(form, headline="Twice", section=str(road.desk.section.pk)).status == 200
    assert set(Story.objects.values_list("status", flat=True)) == {Status.DRAFT}


def test_each_refusal_says_why_and_what_to_do(road: Road, desk: Newsroom) -> None:
    desk.desk.memberships.create(user=desk.reporter, role=Role.EDITOR)
    story = road.draft("Storm over the mole")
    road.reporter.done(story, "file")
    assert "approve" not in road.reporter.open(f"/desk/{story}/").moves
    version = Story.objects.get(pk=story).version
    forged = road.reporter.open(f"/desk/{story}/").form(f"/desk/{story}/spike/")
    forged.action = f"/desk/{story}/approve/"
    own = road.reporter.send(forged)
    assert (own.status, "somebody else has to approve it" in own.told) == (403, True)
    forged = road.editor.open(f"/desk/{story}/").form(f"/desk/{story}/spike/")
    forged.action = f"/desk/{story}/approve/"
    unsigned = road.editor.send(forged)
    assert (unsigned.status, "Copy" in unsigned.told) == (409, True)
    assert Story.objects.get(pk=story).version == version
    road.editor.done(story, "sign")
    road.editor.done(story, "approve")
    past = road.publisher.press(story, "schedule", goes_live_at="2020-01-01T10:00")
    assert (past.status, "That time has passed: choose a later one, or publish now." in past.told) == (409, True)
    ends = at("expires_at", seconds_ahead(100))
    early = road.publisher.press(story, "schedule", **at("goes_live_at", seconds_ahead(200)), **ends)
    assert (early.status, "choose a later expiry" in early.told) == (409, True)
    assert Story.objects.get(pk=story).status == Status.APPROVED


def test_two_stories_never_share_an_address_and_the_second_is_told_how_to_go_on(road: Road, reader: Browser) -> None:
    first = road.publish("Storm over the mole")
    second = road.approve(road.draft("Storm over the mole"))
    refused = road.publisher.press(second, "publish")
    assert refused.status == 409
    assert "slug" in refused.told
    assert Story.objects.get(pk=second).status == Status.APPROVED
    path = Story.objects.get(pk=first).article.path
    assert "Storm over the mole" in reader.open(str(path)).words


@pytest.mark.parametrize("where", ["DRAFT", "IN_REVIEW", "APPROVED", "SCHEDULED", "PUBLISHED", "SPIKED", "KILLED"])
def test_no_button_that_the_page_does_not_show_moves_the_story(desk: Newsroom, where: str) -> None:
    """Not for somebody with every role either."""
    everybody = person("Eve", *Role.values, desk=desk.desk)
    eve = signed_in(everybody)
    story = in_status(desk, where)
    page = eve.open(f"/desk/{story.pk}/")
    token = page.form("/accounts/logout/").sent["csrfmiddlewaretoken"]
    before = Story.objects.values().get(pk=story.pk), Event.objects.count()
    said = {"reason": "x", "note": "x", "notice": "x", "source": "x", **at("goes_live_at", seconds_ahead(500))}
    said |= {"version": story.version, "verdict": "APPROVE", "stage": desk.stage.pk, "zone": "Europe/London"}
    said |= {"csrfmiddlewaretoken": token}
    for verb in {verb.lower() for verb in VERBS} - {*page.buttons}:
        answer = eve.client.post(f"/desk/{story.pk}/{verb}/", {**said, **at("expires_at", seconds_ahead(900))})
        assert answer.status_code in {403, 409, 422}, verb
        assert "was refused" in answer.content.decode()
    assert (Story.objects.values().get(pk=story.pk), Event.objects.count()) == before


def in_status(desk: Newsroom, where: str) -> Story:
    if where in {"DRAFT", "SPIKED"}:
        story = desk.draft()
        if where == "SPIKED":
            desk.act("spike", story)
    elif where == "SCHEDULED":
        story = desk.scheduled(goes_live_at=seconds_ahead(3600))
    elif where in {"PUBLISHED", "KILLED"}:
        story = desk.on_air()
        if where == "KILLED":
            desk.act("kill", story, reason="x", notice="x")
    else:
        story = desk.filed() if where == "IN_REVIEW" else desk.approved()
    story.refresh_from_db()
    return story
