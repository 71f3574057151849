"""A newcomer finds a newsroom at work: every status, every role, and a story about to go live."""

import json
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from articles import instant
from articles.models import Author, Edition, Picture, PictureUse, Section
from tests.people import Newsroom
from workflow import audit, clock, deliveries
from workflow.demo.budget import BUDGET
from workflow.demo.plan import PLAN
from workflow.enums import Channel, Resolution, Risk, Verb
from workflow.models import Assignment, Delivery, Desk, Event, Package, Stage, Story


def test_the_demo_stands_as_planned_and_its_record_replays(db: None) -> None:
    call_command("seed_demo", verbosity=0)
    now = instant.now()
    assert Counter(Story.objects.values_list("status", flat=True)) == Counter(one.ends_as for one in PLAN)
    assert list(audit.differences(now=now)) == []
    assert Edition.objects.on_air().count() == sum(one.is_on_air for one in PLAN)
    assert not clock.tick(now=now)
    soon = now + timedelta(minutes=2)
    assert clock.tick(now=soon).aired == 1
    assert Event.objects.filter(verb=Verb.AIR, at=soon).count() == 1


def test_the_people_whom_the_readme_names_bring_a_story_to_its_readers(db: None) -> None:
    call_command("seed_demo", verbosity=0)
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"sign in as `([\w@.]+)`", readme, re.IGNORECASE)
    reporter, editor, publisher = (User.objects.get(email=email) for email in named)
    desk, section = Desk.objects.get(slug="sport"), Section.objects.get(slug="sport")
    author = Author.objects.get(user=reporter)
    stage = Stage.objects.get(desk=desk, stage_set=desk.stage_set)
    story = Newsroom(desk, stage, section, reporter, editor, publisher, author, instant.now()).on_air("A first story")
    assert story.status == "PUBLISHED"


def test_the_demo_has_a_budget_with_something_of_each_kind(db: None) -> None:
    call_command("seed_demo", verbosity=0)
    now, lines = instant.now(), Assignment.objects.in_force()
    assert (Assignment.objects.count(), lines.count()) == (len(BUDGET), len(BUDGET) - 1)
    assert "dredging bill" in lines.at(Risk.LATE, now).values_list("slugline", flat=True)
    assert "council night" in lines.at(Risk.AT_RISK, now).values_list("slugline", flat=True)
    assert set(lines.values_list("planned_resolution", flat=True)) == set(Resolution)
    assert lines.filter(reporter=None).exists()
    assert lines.exclude(story=None).count() == sum(bool(plan.story) for plan in BUDGET)


def test_the_demo_has_people_talking_a_reader_outside_a_package_and_pictures_with_a_focus(db: None) -> None:
    call_command("seed_demo", verbosity=0)
    kitchen = Story.objects.get(article__slug="school-kitchen-rota")
    settled = [thread.resolved_at is not None for thread in kitchen.threads.order_by("pk")]
    assert settled == [False, True, False], "two on the desk, and what somebody said outside"
    assert [visit.was_let_in for visit in kitchen.review_links.get().visits.all()] == [True]
    assert {story.article.slug for story in Package.objects.get().stories.select_related("article")} == {
        "half-marathon-guide",
        "sea-pool-saved",
    }
    aimed = Picture.objects.exclude(focus_x=0.5)
    assert set(aimed.values_list("name", flat=True)) == {"football.jpg", "lighthouse.jpg", "regatta.jpg"}
    assert PictureUse.objects.filter(picture__in=aimed).exclude(crop__has_key="focus").count() == 0


def test_the_demos_people_have_something_to_read_and_nobody_is_mailed(db: None) -> None:
    call_command("seed_demo", verbosity=0)
    told = Delivery.objects.filter(channel=Channel.INBOX)
    unread = set(told.filter(read_at=None).values_list("user__first_name", flat=True))
    assert {"Maud", "Runa", "Ansgar"} <= unread
    assert told.filter(read_at__isnull=False).exists()
    assert Delivery.objects.count() == told.count()
    assert not deliveries.dispatch(now=instant.now())


def test_everybody_in_the_demo_can_sign_in(db: None, client: Client) -> None:
    call_command("seed_demo", verbosity=0)
    for card in json.loads((settings.VAR_DIR / "demo_people.json").read_text()):
        assert client.login(username=card["email"], password=card["password"]), card["name"]


def test_the_demo_never_goes_into_a_newsroom_at_work(newsroom: Newsroom) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("seed_demo")
    assert refusal.value.returncode == 2
    assert "has people or stories already" in str(refusal.value)
