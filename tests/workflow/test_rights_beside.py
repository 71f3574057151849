"""What is done beside a story's way, and with budget lines, gets the answers of the tables; a page says so."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.people import Newsroom, person
from tests.workflow.desk_pages import browser, words
from tests.workflow.talks import shared, talk
from tests.workflow.test_assignments import do, planned
from workflow import actions, permissions, rights, transitions
from workflow.enums import Role, Verb
from workflow.models import Event, Stage
from workflow.rights import Answer

Press = tuple[str, dict[str, Any]]


def of_line(name: str, **said: Any) -> Callable[[Newsroom, User, bool], Press]:
    """Press a deed upon a line that is the asker's or the reporter's; nobody's, where it is to be claimed."""

    def press(newsroom: Newsroom, asker: User, is_own: bool) -> Press:
        line = planned(newsroom, None if name == "claim" else asker if is_own else newsroom.reporter)
        if name == "reinstate":
            do(newsroom, "cancel", line, newsroom.editor, reason="dropped")
        story = {"story": newsroom.draft().pk} if name == "link" else {}
        return f"/desk/budget/{line.pk}/{name}/", {"version": line.version, **said, **story}

    return press


def of_story(path: str, **said: Any) -> Callable[[Newsroom, User, bool], Press]:
    """Press something beside a draft that is the asker's or the reporter's, which the editor has open."""

    def press(newsroom: Newsroom, asker: User, is_own: bool) -> Press:
        by = asker if is_own else newsroom.reporter
        story = actions.create(desk=newsroom.desk, by=by, now=newsroom.now, text=newsroom.text()).story
        assert story is not None
        resolved, link = talk(newsroom, story), shared(newsroom, story).link
        actions.resolve(thread=resolved, by=newsroom.editor, now=newsroom.now)
        actions.open_for_editing(story=story, by=newsroom.editor, now=newsroom.now)
        here = {"open": talk(newsroom, story).pk, "resolved": resolved.pk, "link": link.pk}
        return f"/desk/{story.pk}/{path.format(**here)}", {**said, "holder": newsroom.editor.pk}

    return press


def of_desk(newsroom: Newsroom, _asker: User, _is_own: bool) -> Press:
    return "/desk/budget/new/", {"desk": newsroom.desk.pk, "slugline": "fares"}


#: How each is asked for, with all that it takes, so that only the right decides; pictures have tests of their own.
PRESSES = {
    Verb.COMMENT: of_story("conversation/", text="Is that so?"),
    Verb.RESOLVE: of_story("conversation/{open}/resolve/"),
    Verb.REOPEN_TALK: of_story("conversation/{resolved}/reopen/"),
    Verb.TAKE_OVER: of_story("take-over/"),
    Verb.SHARE: of_story("share/", name="Ms Lex", shows="newest", revision="1", days="7"),
    Verb.UNSHARE: of_story("share/{link}/revoke/"),
    Verb.PLAN: of_desk,
    Verb.REPLAN: of_line("replan", slugline="fares", brief="More."),
    Verb.ASSIGN: of_line("assign", reporter=""),
    Verb.CLAIM: of_line("claim"),
    Verb.LINK: of_line("link"),
    Verb.CANCEL: of_line("cancel", reason="dropped"),
    Verb.REINSTATE: of_line("reinstate"),
}


@pytest.mark.parametrize("verb", PRESSES)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("is_own", [False, True], ids=["others", "own"])
def test_what_is_done_beside_a_story_takes_the_role_that_the_table_says(
    newsroom: Newsroom, role: Role, verb: Verb, is_own: bool
) -> None:
    asker = person("Robin", role, desk=newsroom.desk)
    where, said = PRESSES[verb](newsroom, asker, is_own)
    assert browser(asker).post(where, said).status_code in {200, 302, 403}
    may = rights.answer(verb, {role}) in ({Answer.YES, Answer.OWN} if is_own else {Answer.YES})
    assert Event.objects.filter(verb=verb, by=asker).exists() == may


def test_each_deed_is_pressed_above() -> None:
    pictures = {Verb.DESCRIBE, Verb.SET_RIGHTS, Verb.BIND_PICTURE, Verb.FREE_PICTURE}
    assert set(PRESSES) | pictures == set(permissions.TABLE) - set(transitions.TABLE)


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
