"""What a newcomer finds in the demo newsroom is whole: stories, pictures, people, and a plan that people may follow."""

from collections import Counter
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from workflow.demo.drawings import DRAWINGS, draw
from workflow.demo.people import AUTHORS, DESKS, PASSWORD, PEOPLE, SECTIONS
from workflow.demo.plan import EDITORS, PLAN, PUBLISHERS, STORIES, StoryPlan
from workflow.enums import Role, Status

FILES = sorted(STORIES.glob("*.md"))
PERSON = {person.key: person for person in PEOPLE}
KEYS = {"layout", "title", "date", "author", "categories", "tags", "excerpt", "image"}


def header_of(path: Path) -> dict[str, Any]:
    header = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    assert isinstance(header, dict)
    return header


def body_of(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("---\n", 2)[2]


def picture_of(path: Path) -> str:
    return str(header_of(path).get("image", "")).removeprefix("pictures/").removesuffix(".jpg")


def test_there_are_thirty_stories_and_the_plan_names_each_once() -> None:
    assert len(FILES) == 30
    assert [plan.file for plan in PLAN] == [path.name for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_header_has_what_a_post_on_disk_has(path: Path) -> None:
    header = header_of(path)
    assert set(header) in (KEYS, KEYS - {"image"})
    assert header["layout"] == "post"
    assert isinstance(header["title"], str)
    assert isinstance(header["date"], datetime)
    assert header["author"] in {author.slug for author in AUTHORS}
    assert header["categories"][0] in {section.name for section in SECTIONS}
    assert all(isinstance(tag, str) for tag in header["tags"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_story_is_long_enough_to_read_and_short_enough_to_finish(path: Path) -> None:
    assert 150 <= len(body_of(path).split()) <= 450


def test_the_stories_share_their_tags() -> None:
    uses = Counter(tag for path in FILES for tag in header_of(path)["tags"])
    assert 8 <= len(uses) <= 15
    assert min(uses.values()) >= 2


def test_every_picture_that_a_story_names_can_be_drawn_and_none_is_drawn_for_nothing() -> None:
    named = Counter(picture_of(path) for path in FILES if picture_of(path))
    assert set(named) == set(DRAWINGS)
    assert max(named.values()) == 2


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_a_jpeg_fit_for_a_front_page(name: str) -> None:
    drawn = draw(name)
    with Image.open(BytesIO(drawn)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (2400, 1600))
    assert len(drawn) < 700_000
    assert all((DRAWINGS[name].caption, DRAWINGS[name].alt_text))
    assert DRAWINGS[name].credit_line.startswith("Illustration: ")


def test_a_drawing_comes_out_the_same_each_time() -> None:
    assert draw("storm") == draw("storm")


def test_every_desk_can_write_approve_and_publish() -> None:
    for desk in DESKS:
        count = Counter(role for person in PEOPLE for slug, role in person.roles if slug == desk.slug)
        assert (count[Role.REPORTER], count[Role.EDITOR], count[Role.PUBLISHER]) == (1, 2, 1)


def test_the_six_people_have_addresses_that_reach_nobody() -> None:
    assert len({person.email for person in PEOPLE}) == 6
    assert all(person.email.endswith("@example.org") for person in PEOPLE)
    assert len(PASSWORD) >= 12
    assert {author.person for author in AUTHORS} - {""} <= set(PERSON)


@pytest.mark.parametrize("plan", PLAN, ids=lambda plan: plan.file)
def test_nobody_in_the_plan_does_what_their_roles_forbid(plan: StoryPlan) -> None:
    assert any(desk == plan.desk for desk, _ in PERSON[plan.reporter].roles)
    assert PERSON[plan.approver].may(Role.EDITOR, desk=plan.desk)
    assert PERSON[plan.publisher].may(Role.PUBLISHER, desk=plan.desk)
    byline = {author.slug: author.person for author in AUTHORS}[header_of(plan.path)["author"]]
    assert plan.approver not in {plan.reporter, byline}
    assert set(EDITORS) == set(PUBLISHERS) == {desk.slug for desk in DESKS}


def test_stories_end_in_every_status() -> None:
    assert Counter(plan.ends_as for plan in PLAN) == {
        Status.PUBLISHED: 12,
        Status.SCHEDULED: 6,
        Status.DRAFT: 4,
        Status.IN_REVIEW: 3,
        Status.APPROVED: 1,
        Status.SPIKED: 2,
        Status.KILLED: 2,
    }


def test_readers_find_a_full_paper_and_one_story_is_about_to_appear() -> None:
    assert len([plan for plan in PLAN if plan.is_on_air]) == 13
    assert [plan.file for plan in PLAN if plan.goes_live == timedelta(minutes=2)] == ["18-the-customs-house-bell.md"]


@pytest.mark.parametrize("plan", PLAN, ids=lambda plan: plan.file)
def test_nothing_in_a_plan_happens_before_what_it_follows(plan: StoryPlan) -> None:
    moments = [plan.begun, plan.goes_live]
    if plan.update:
        moments += [plan.update.begun, plan.update.goes_live]
    if plan.withdrawal:
        moments += [plan.withdrawal.killed, plan.withdrawal.reopened]
    if plan.expires is not None:
        moments.append(plan.expires)
    known = [moment for moment in moments if moment is not None]
    assert known == sorted(set(known))
    assert plan.embargo is None or (plan.goes_live is not None and plan.embargo.until <= plan.goes_live)


@pytest.mark.parametrize("plan", [plan for plan in PLAN if plan.update], ids=lambda plan: plan.file)
def test_an_update_changes_words_that_are_there_once(plan: StoryPlan) -> None:
    assert plan.update is not None
    text = plan.path.read_text(encoding="utf-8")
    assert [text.count(change.before) for change in plan.update.changes] == [1] * len(plan.update.changes)
    assert all(change.after in plan.update.applied_to(text) for change in plan.update.changes)


def test_one_story_has_a_table_one_a_footnote_and_one_words_in_other_scripts() -> None:
    bodies = "".join(body_of(path) for path in FILES)
    assert "|:--|--:|" in bodies
    assert "[^1]: " in bodies
    assert "θάλασσα" in bodies
    assert "بحر" in bodies
