"""The four reviews that a desk may start from, each from a draft to readers through the pages of the people in it."""

import pytest

from tests.journeys.browsers import Browser, Page, signed_in
from tests.journeys.roads import Road
from tests.people import Newsroom, person
from workflow.enums import Role
from workflow.models import Membership, Stage
from workflow.presets import PRESETS
from workflow.review import stage_sets

FIRE = "The harbour is on fire"


def start_from(desk: Newsroom, preset: str) -> None:
    stage_sets.write(desk=desk.desk, stages=stage_sets.of_preset(PRESETS[preset].stages))


def colleague(desk: Newsroom, name: str, role: Role) -> Browser:
    return signed_in(person(name, role, desk=desk.desk))


def sign(by: Browser, story_id: int, look: str, **typed: str) -> Page:
    """Give one look, by the form that the page has for it."""
    stage = Stage.objects.filter(name=look).latest("pk")
    page = by.open(f"/desk/{story_id}/")
    return by.send(page.form(f"/desk/{story_id}/sign/", stage=str(stage.pk)), **typed)


def test_one_person_with_a_blog_files_approves_and_publishes_and_the_page_says_so(
    desk: Newsroom, reader: Browser
) -> None:
    start_from(desk, "SOLO")
    Membership.objects.filter(desk=desk.desk).exclude(user=desk.editor).delete()
    Membership.objects.create(desk=desk.desk, user=desk.editor, role=Role.PUBLISHER)
    desk.desk.has_four_eyes = False
    desk.desk.save()
    alone = signed_in(desk.editor)
    page = alone.write("/desk/new/", headline=FIRE, body="All that is known.\n", section=str(desk.section.pk))
    story_id = int(page.address.split("/")[2])
    for verb in ("file", "approve"):
        alone.done(story_id, verb)
    assert "Approved by its own author" in alone.open(f"/desk/{story_id}/").words
    alone.done(story_id, "publish")
    assert FIRE in reader.open("/").words


def test_a_small_newsroom_takes_one_editor(desk: Newsroom, road: Road, reader: Browser) -> None:
    start_from(desk, "SMALL")
    road.publish(FIRE)
    assert FIRE in reader.open("/").words


def test_a_daily_reads_copy_pictures_and_law_side_by_side_and_its_publisher_last(
    desk: Newsroom, road: Road, reader: Browser
) -> None:
    start_from(desk, "DAILY")
    lawyer, pictures = colleague(desk, "Lex", Role.LEGAL), colleague(desk, "Iris", Role.PICTURES)
    story_id = road.draft(FIRE)
    road.reporter.done(story_id, "declare", flags="LEGAL")
    road.reporter.done(story_id, "file")
    for by in (road.editor, lawyer, pictures):
        assert f'href="/desk/{story_id}/"' in by.open("/desk/waiting/").source
    sign(lawyer, story_id, "Legal")
    sign(road.editor, story_id, "Copy", verdict="REQUEST_CHANGES", note="Which pier?")
    assert "Which pier?" in road.reporter.open(f"/desk/{story_id}/").words
    road.editor.done(story_id, "send_back", note="Which pier?")
    road.reporter.write(f"/desk/{story_id}/edit/", body="The east pier is on fire.\n")
    road.reporter.done(story_id, "file")
    page = lawyer.open(f"/desk/{story_id}/")
    assert "changed since signed: text" in page.words
    assert "The east pier is on fire." in page.words
    sign(lawyer, story_id, "Legal")
    sign(road.editor, story_id, "Copy")
    assert "sign" not in road.publisher.open(f"/desk/{story_id}/").moves
    sign(pictures, story_id, "Pictures")
    sign(road.publisher, story_id, "Final look")
    road.editor.done(story_id, "approve")
    road.publisher.done(story_id, "publish")
    assert FIRE in reader.open("/").words


def test_a_story_without_a_flag_never_reaches_the_lawyer(desk: Newsroom, road: Road) -> None:
    start_from(desk, "DAILY")
    lawyer = colleague(desk, "Lex", Role.LEGAL)
    story_id = road.draft(FIRE)
    road.reporter.done(story_id, "file")
    assert lawyer.open(f"/desk/{story_id}/").moves == []
    assert f'href="/desk/{story_id}/"' not in lawyer.open("/desk/waiting/").source


def test_a_wire_desk_takes_two_editors(desk: Newsroom, road: Road, reader: Browser) -> None:
    start_from(desk, "WIRE")
    second = colleague(desk, "Sam", Role.EDITOR)
    story_id = road.draft(FIRE)
    road.reporter.done(story_id, "file")
    sign(road.editor, story_id, "Copy")
    assert road.editor.open(f"/desk/{story_id}/").moves.count("approve") == 0
    sign(second, story_id, "Copy")
    second.done(story_id, "approve")
    road.publisher.done(story_id, "publish")
    assert FIRE in reader.open("/").words


def test_breaking_news_takes_a_publisher_one_form_with_a_reason_and_its_debt_shows(
    desk: Newsroom, road: Road, reader: Browser
) -> None:
    story_id = road.draft(FIRE)
    page = road.publisher.done(story_id, "break_news", reason="Smoke over the east pier.")
    assert FIRE in reader.open("/").words
    assert "Smoke over the east pier." in page.words
    assert "owed since" in page.words
    assert f'href="/desk/{story_id}/"' in road.editor.open("/desk/waiting/").source
    sign(road.editor, story_id, "Copy")
    assert "owed since" not in road.publisher.open(f"/desk/{story_id}/").words


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_says_what_it_is(preset: str) -> None:
    assert ":" in str(PRESETS[preset].label)
