"""An administrator sets up desks: people, roles, and stages that somebody can sign."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client

from articles.enums import Part
from tests.people import Newsroom, person
from workflow.enums import Role
from workflow.models import Desk, Stage


def desk_form(desk: Desk, *, members: list[dict[str, Any]], stages: list[dict[str, Any]]) -> dict[str, Any]:
    form = {"name": desk.name, "slug": desk.slug, "has_four_eyes": "on", "is_active": "on"}
    for prefix, rows in (("memberships", members), ("stages", stages), ("check_settings", [])):
        form |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": sum("id" in row for row in rows)}
        for number, row in enumerate(rows):
            form |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
            form |= {f"{prefix}-{number}-desk": desk.pk or ""}
    return form


def stage(name: str, role: Role = Role.EDITOR, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "role": role,
        "step": 1,
        "people_needed": 1,
        "parts": [Part.TEXT],
        "is_required": "on",
        **more,
    }


def members_of(desk: Desk) -> list[dict[str, Any]]:
    return [{"id": row.pk, "user": row.user_id, "role": row.role} for row in desk.memberships.order_by("pk")]


def save_desk(client: Client, desk: Desk, **rows: Any) -> HttpResponse:
    return client.post(f"/admin/workflow/desk/{desk.pk}/change/", desk_form(desk, **rows))


def errors(response: HttpResponse) -> str:
    return str([inline.formset.non_form_errors() for inline in response.context["inline_admin_formsets"]])


def test_desk_is_made_with_its_people_and_stages(client: Client, chief: User) -> None:
    edith = person("Edith")
    form = desk_form(
        Desk(name="Culture", slug="culture"),
        members=[{"user": edith.pk, "role": Role.EDITOR}, {"user": person("Ed").pk, "role": Role.EDITOR}],
        stages=[stage("Copy"), stage("Facts", step=2)],
    )
    client.post("/admin/workflow/desk/add/", form)
    desk = Desk.objects.get(slug="culture")
    assert list(desk.stages.values_list("name", "parts", "stage_set")) == [
        ("Copy", ["TEXT"], 1),
        ("Facts", ["TEXT"], 1),
    ]
    assert desk.memberships.get(user=edith).role == Role.EDITOR


def test_stage_that_nobody_can_sign_is_refused_in_words(client: Client, chief: User, newsroom: Newsroom) -> None:
    desk = newsroom.desk
    kept = stage("Copy", id=newsroom.stage.pk)
    only_reporter = [row | ({} if row["role"] == Role.REPORTER else {"DELETE": "on"}) for row in members_of(desk)]
    response = save_desk(client, desk, members=only_reporter, stages=[kept])
    assert "Nobody on this desk can sign “Copy”" in errors(response)
    assert desk.memberships.count() == 3


def test_editor_who_is_deactivated_signs_no_stage(client: Client, chief: User, newsroom: Newsroom) -> None:
    User.objects.filter(pk=newsroom.editor.pk).update(is_active=False)
    response = save_desk(
        client, newsroom.desk, members=members_of(newsroom.desk), stages=[stage("Copy", id=newsroom.stage.pk)]
    )
    assert "Nobody on this desk can sign" in errors(response)


def test_two_stages_of_one_name_are_refused_in_words(client: Client, chief: User, newsroom: Newsroom) -> None:
    rows = [stage("Copy", id=newsroom.stage.pk), stage("COPY")]
    response = save_desk(client, newsroom.desk, members=members_of(newsroom.desk), stages=rows)
    assert "Two stages have the same name" in errors(response)


def sets_of(desk: Desk) -> list[tuple[int, str]]:
    return list(Stage.objects.filter(desk=desk).order_by("pk").values_list("stage_set", "name"))


def test_an_edit_makes_the_next_set_and_leaves_the_one_that_stories_were_filed_under(
    client: Client, chief: User, newsroom: Newsroom
) -> None:
    newsroom.approved()
    rows = [stage("Copy", id=newsroom.stage.pk, DELETE="on"), stage("Facts", hours="1.5", flags=["LEGAL"])]
    save_desk(client, newsroom.desk, members=members_of(newsroom.desk), stages=rows)
    assert sets_of(newsroom.desk) == [(1, "Copy"), (2, "Facts")]
    newsroom.desk.refresh_from_db()
    facts = Stage.objects.get(name="Facts")
    assert (newsroom.desk.stage_set, facts.time_limit, facts.flags) == (2, timedelta(minutes=90), ["LEGAL"])
    page = client.get(f"/admin/workflow/desk/{newsroom.desk.pk}/change/")
    shown = [inline.formset.initial_forms for inline in page.context["inline_admin_formsets"]]
    assert [form.initial["hours"] for form in shown[1]] == [1.5]


def test_a_desk_saved_without_a_change_keeps_its_set(client: Client, chief: User, newsroom: Newsroom) -> None:
    kept = stage("Copy", id=newsroom.stage.pk, parts=list(Part.values))
    save_desk(client, newsroom.desk, members=members_of(newsroom.desk), stages=[kept])
    assert sets_of(newsroom.desk) == [(1, "Copy")]


def test_a_preset_takes_the_place_of_the_rows(client: Client, chief: User, newsroom: Newsroom) -> None:
    members = members_of(newsroom.desk)
    members += [{"user": person("Lex").pk, "role": Role.LEGAL}, {"user": person("Iris").pk, "role": Role.PICTURES}]
    form = desk_form(newsroom.desk, members=members, stages=[stage("Copy", id=newsroom.stage.pk)])
    client.post(f"/admin/workflow/desk/{newsroom.desk.pk}/change/", form | {"preset": "DAILY"})
    asked = Stage.objects.filter(stage_set=2).values_list("step", "name", "role")
    assert list(asked) == [
        (1, "Copy", "EDITOR"),
        (1, "Legal", "LEGAL"),
        (1, "Pictures", "PICTURES"),
        (2, "Final look", "PUBLISHER"),
    ]


def test_a_preset_that_nobody_can_sign_is_refused(client: Client, chief: User, newsroom: Newsroom) -> None:
    form = desk_form(newsroom.desk, members=members_of(newsroom.desk), stages=[])
    response = client.post(f"/admin/workflow/desk/{newsroom.desk.pk}/change/", form | {"preset": "DAILY"})
    assert "Nobody on this desk can sign “Legal”" in errors(response)
    assert sets_of(newsroom.desk) == [(1, "Copy")]


def test_two_looks_of_one_role_ask_for_two_people(client: Client, chief: User, newsroom: Newsroom) -> None:
    rows = [stage("Copy", id=newsroom.stage.pk), stage("Facts", step=2)]
    response = save_desk(client, newsroom.desk, members=members_of(newsroom.desk), stages=rows)
    assert "“Facts” needs more people in the role of editor than the desk has" in errors(response)


def test_nothing_changes_or_deletes_a_stage(newsroom: Newsroom) -> None:
    for attack in (lambda rows: rows.update(is_required=False), lambda rows: rows._raw_delete(rows.db)):
        with pytest.raises(IntegrityError, match="stage_sets_never_change"), transaction.atomic():
            attack(Stage.objects.filter(pk=newsroom.stage.pk))


def test_desk_with_stories_is_not_deleted(client: Client, chief: User, newsroom: Newsroom) -> None:
    newsroom.draft()
    response = client.post(f"/admin/workflow/desk/{newsroom.desk.pk}/delete/", {"post": "yes"})
    assert b"Cannot delete desk" in response.content
    assert Desk.objects.filter(pk=newsroom.desk.pk).exists()
