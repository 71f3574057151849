"""What is done beside a story's way, and with budget lines, gets the answers of the tables; a page says so."""

import pytest

from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from workflow import permissions, rights, transitions
from workflow.enums import Role, Verb
from workflow.models import Stage
from workflow.rights import Answer

#: Where a verb is asked for, with nothing typed: who may is told what is missing, who may not is refused.
ADDRESSES = {
    Verb.COMMENT: "/desk/{story}/conversation/",
    Verb.SHARE: "/desk/{story}/share/",
    Verb.PLAN: "/desk/budget/new/",
}


@pytest.mark.parametrize("verb", ADDRESSES)
@pytest.mark.parametrize("role", Role)
def test_what_is_done_beside_a_story_takes_the_role_that_the_table_says(
    newsroom: Newsroom, role: Role, verb: Verb
) -> None:
    client = browser(person("Robin", role, desk=newsroom.desk))
    where = ADDRESSES[verb].format(story=newsroom.filed().pk)
    refused = (
        client.post(where, {"desk": newsroom.desk.pk, "slugline": "x", "name": "x", "days": "1"}).status_code == 403
    )
    assert refused == (rights.answer(verb, {role}) is Answer.NO)


def test_every_verb_with_a_right_is_on_the_page() -> None:
    assert {verb for _title, verbs in rights.GROUPS for verb in verbs} == set(permissions.TABLE)


def test_own_copy_is_told_apart_from_others() -> None:
    assert rights.answer(Verb.FILE, {Role.REPORTER}) is Answer.OWN
    assert rights.answer(Verb.FILE, {Role.REPORTER, Role.EDITOR}) is Answer.YES
    assert rights.answer(Verb.KILL, {Role.EDITOR}) is Answer.NO
    assert rights.answer(Verb.FILE, set()) is Answer.NO


def test_the_page_says_what_somebody_may_do_on_each_of_their_desks(newsroom: Newsroom) -> None:
    other = Newsroom.open("Sport")
    other.desk.memberships.create(user=newsroom.editor, role=Role.REPORTER)
    Stage.objects.create(desk=other.desk, stage_set=1, name="Second look", role=Role.PUBLISHER)
    page = browser(newsroom.editor).get("/desk/rights/")
    mine, theirs = page.context["desks"]
    assert ([str(stage) for stage in mine.theirs], "Send back" in way(mine.may)) == (["Copy"], True)
    assert ([str(stage) for stage in theirs.theirs], "Send back" in way(theirs.may)) == ([], False)
    assert "File for review" in way(theirs.may_with_own)
    assert "Second look" in words(page)


def test_every_deed_is_named_as_something_to_do(newsroom: Newsroom) -> None:
    grouped = {verb for _title, verbs in rights.GROUPS for verb in verbs}
    assert grouped == set(transitions.TABLE) | set(rights.DEEDS)
    assert not set(transitions.TABLE) & set(rights.DEEDS)
    page = words(browser(newsroom.editor).get("/desk/rights/"))
    assert "Beside it: Comment · Resolve a thread · Open a thread again · Take over the editing" in page


def way(groups: list[tuple[str, list[str]]]) -> list[str]:
    """Return what is said of a story's way."""
    return dict(groups)["A story’s way"]
