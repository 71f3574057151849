"""What a check counts on a desk, and the desk's own rules of style, as an administrator sets them."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.people import Newsroom
from workflow.checks import TABLE, style
from workflow.enums import CheckLevel
from workflow.models import CheckSetting, StyleRule

RULES = "/admin/workflow/stylerule/"


def levels(desk_id: int, **chosen: CheckLevel) -> dict[str, str]:
    """Return what the desk's page sends: every check with its level, as shown or as chosen."""
    known = dict(CheckSetting.objects.filter(desk=desk_id).values_list("check_name", "pk"))
    rows = [*known, *(name for name in TABLE if name not in known)]
    sent = {"check_settings-TOTAL_FORMS": str(len(rows)), "check_settings-INITIAL_FORMS": str(len(known))}
    for number, name in enumerate(rows):
        row = CheckSetting.objects.filter(pk=known.get(name)).first()
        level = chosen.get(name) or (row.level if row else TABLE[name].default)
        for field, value in (("check_name", name), ("level", level), ("id", known.get(name, "")), ("desk", desk_id)):
            sent[f"check_settings-{number}-{field}"] = str(value)
    return sent


def desk_form(newsroom: Newsroom, **chosen: CheckLevel) -> dict[str, str]:
    desk = newsroom.desk
    plain = {"name": desk.name, "slug": desk.slug, "has_four_eyes": "on", "is_active": "on"}
    sent = {f"{name}-{kind}_FORMS": "0" for name in ("memberships", "stages") for kind in ("TOTAL", "INITIAL")}
    return plain | sent | levels(desk.pk, **chosen)


def test_an_administrator_sets_what_a_check_counts_on_a_desk(newsroom: Newsroom, client: Client, chief: User) -> None:
    address = f"/admin/workflow/desk/{newsroom.desk.pk}/change/"
    page = client.get(address).content.decode()
    assert page.count('name="check_settings-') == len(TABLE) * 4 + 4
    form = desk_form(newsroom, DEK=CheckLevel.REQUIRED, TWIN=CheckLevel.OFF)
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.context["errors"]
    assert dict(CheckSetting.objects.values_list("check_name", "level")) == {"DEK": "REQUIRED", "TWIN": "OFF"}
    assert client.post(address, desk_form(newsroom, DEK=CheckLevel.OFF)).status_code == 302
    assert dict(CheckSetting.objects.values_list("check_name", "level")) == {"DEK": "OFF", "TWIN": "OFF"}


@pytest.mark.parametrize("name", ["EMBARGO", "ADDRESS"])
def test_what_is_structural_shows_as_required_and_can_not_be_set(
    newsroom: Newsroom, client: Client, chief: User, name: str
) -> None:
    address = f"/admin/workflow/desk/{newsroom.desk.pk}/change/"
    page = client.get(address).content.decode()
    assert len(re.findall(r"<select[^>]*check_settings-\d+-level[^>]*\bdisabled", page)) == 2
    assert client.post(address, desk_form(newsroom, **{name: CheckLevel.OFF})).status_code == 302
    assert not CheckSetting.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("check_name", "NOTHING"), ("level", "VERY"), ("check_name", "TWIN")])
def test_a_level_that_makes_no_sense_is_refused(
    newsroom: Newsroom, client: Client, chief: User, field: str, value: str
) -> None:
    form = desk_form(newsroom, DEK=CheckLevel.REQUIRED, TWIN=CheckLevel.OFF)
    answer = client.post(
        f"/admin/workflow/desk/{newsroom.desk.pk}/change/", form | {f"check_settings-1-{field}": value}
    )
    assert answer.status_code == 200
    assert not CheckSetting.objects.exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"pattern": "(a"}, "RE2 can’t read this pattern: missing )"),
        ({"pattern": "(?=a)b"}, "RE2 can’t read this pattern: invalid perl operator"),
        ({"pattern": "a*"}, "The pattern is content with no words at all"),
        ({"pattern": "[ab]{999}"}, "The pattern is too large"),
        ({"pattern": "a", "suggestion": r"\3"}, "The suggestion asks for group 3, and the pattern has 0."),
        ({"pattern": "a" * 201}, "at most 200 characters"),
    ],
)
def test_a_bad_rule_is_refused_in_words(
    newsroom: Newsroom, client: Client, chief: User, given: dict[str, str], told: str
) -> None:
    answer = client.post(f"{RULES}add/", {"desk": newsroom.desk.pk, "is_active": "on"} | given)
    assert answer.status_code == 200
    assert told in html.unescape(answer.content.decode())
    assert not StyleRule.objects.exists()


def test_a_good_rule_is_kept_and_its_counts_are_read_only(newsroom: Newsroom, client: Client, chief: User) -> None:
    given = {"desk": newsroom.desk.pk, "pattern": r"(a+)+$", "suggestion": r"\1", "is_active": "on", "taken": "99"}
    assert client.post(f"{RULES}add/", given).status_code == 302
    assert StyleRule.objects.get().taken == 0


def test_a_desk_has_a_bounded_number_of_rules(newsroom: Newsroom, client: Client, chief: User) -> None:
    StyleRule.objects.bulk_create(
        StyleRule(desk=newsroom.desk, pattern=f"word{number}") for number in range(style.MOST_RULES)
    )
    given = {"desk": newsroom.desk.pk, "pattern": "more", "is_active": "on"}
    assert "switch one off first" in client.post(f"{RULES}add/", given).content.decode()
    del given["is_active"]
    assert client.post(f"{RULES}add/", given).status_code == 302


def test_the_list_of_rules_takes_as_many_queries_for_thirty_as_for_one(
    newsroom: Newsroom, client: Client, chief: User
) -> None:
    StyleRule.objects.create(desk=newsroom.desk, pattern="web site", suggestion="website")
    counted = []
    for number in (0, 30):
        StyleRule.objects.bulk_create(
            StyleRule(desk=Newsroom.open().desk, pattern=f"word{key}") for key in range(number)
        )
        with CaptureQueriesContext(connection) as captured:
            assert "website" in client.get(RULES).content.decode()
        counted.append(len(captured))
    assert counted[0] == counted[1]
