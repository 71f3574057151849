"""People who type addresses and forge forms: what a page does not offer, no request brings about."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles import drafting, pictures
from articles.models import Picture
from tests.articles import photos
from tests.journeys.browsers import Browser, at, seconds_ahead, signed_in
from tests.journeys.roads import Road
from tests.people import Newsroom, person
from tests.workflow.talks import shared, talk
from workflow import actions, urls
from workflow.actions.planning import Plan
from workflow.enums import Role, Status, Verb
from workflow.models import Event, Story

SECRET = "zqxsecret"
STORY_PAGES = ("", "edit/", "preview/", "history/", "revisions/", "compare/", "conversation/", "share/")
#: Written by reading: who is signed in, and how often somebody tried.
#: Who is here and at which page; a lock is a courtesy that binds nobody.
NOT_STATE = {"django_session", "cache_entries", "workflow_editinglock"}
FORGED = {
    "status": "PUBLISHED",
    "to": "PUBLISHED",
    "by": "1",
    "user": "1",
    "now": "2020-01-01T00:00",
    "story": "1",
    "article": "1",
    "path": "/stolen/",
    "is_staff": "on",
    "is_superuser": "on",
    "first_published_at": "2020-01-01T00:00",
    "announced_at": "2020-01-01T00:00",
    "held_reason": "x",
    "keeps_original_date": "on",
}


def picture_of(desk: Newsroom, seed: int = 0) -> Picture:
    picture = pictures.accept(
        file=BytesIO(photos.jpeg(40, 30, seed=seed).getvalue()), name="a.jpg", by=desk.reporter, now=desk.now
    )
    pictures.render(picture=picture, now=desk.now)
    return picture


def state() -> dict[str, str]:
    """Give the checksum of every table that says anything."""
    names = set(connection.introspection.table_names()) - NOT_STATE
    return {name: checksum(name) for name in sorted(names)}


def checksum(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()


def in_many_states(desk: Newsroom) -> list[Story]:
    stories = [desk.draft(), desk.filed(), desk.approved(), desk.on_air()]
    stories.append(desk.scheduled(goes_live_at=seconds_ahead(3600)))
    return stories


def of_the_desk(desk: Newsroom, eve: User, story: Story, token: str) -> dict[str, object]:
    """Give one of everything that an address of the desk may name."""
    line = actions.plan(desk=desk.desk, by=desk.editor, now=desk.now, plan=Plan(slugline="ferry fares")).assignment
    asked = [(story.pk, story.version)]
    return {
        "token": token,
        "name": "40.jpg",
        "written": "2026-12-03T10:00",
        "path": "news/",
        "line_id": line and line.pk,
        "thread_id": talk(desk, story).pk,
        "link_id": shared(desk, story).link.pk,
        "filter_id": actions.keep_filter(by=eve, name="mine", query="").pk,
        "feed_id": actions.subscribe(by=eve, query="", now=desk.now).feed.pk,
        "bulk_id": actions.ask_for_many(verb=Verb.SPIKE, stories=asked, by=eve, now=desk.now, said={}).pk,
    }


def desk_addresses(stories: list[Story], named: dict[str, object]) -> Iterator[str]:
    """Write every address that the desk has, for each story; one that names what is not known here fails."""
    for pattern in urls.urlpatterns:
        names = pattern.pattern.converters
        for story in stories if "story_id" in names else stories[:1]:
            given = {**named, "story_id": story.pk}
            yield reverse(str(pattern.name), kwargs={name: given[name] for name in names})


def admin_addresses() -> Iterator[str]:
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield from (base, f"{base}add/")
        for row in model._default_manager.all()[:1]:
            yield from (f"{base}{row.pk}/{name}" for name in ("change/", "delete/", "history/"))


def test_looking_changes_nothing_anywhere(desk: Newsroom) -> None:
    """Every page of the desk and the admin, and every move, asked for by somebody who may do all of it."""
    token, stories, user = picture_of(desk).token, in_many_states(desk), person("Eve", *Role.values, desk=desk.desk)
    named, eve = of_the_desk(desk, user, stories[0], token), signed_in(user)
    chief = signed_in(person("Chief", *Role.values, desk=desk.desk))
    type(desk.editor).objects.filter(first_name="Chief").update(is_staff=True, is_superuser=True)
    public = ["/", "/feeds/rss.xml", *(str(story.article.path) for story in stories if story.article.path)]
    asked = "?version=1&_method=POST&action=delete_selected&status=PUBLISHED&verdict=APPROVE&delete=1"
    before = state()
    for address in [*desk_addresses(stories, named), *public, "/accounts/logout/"]:
        for ask in (eve.client.get, eve.client.head):
            assert ask(address + asked).status_code < 500, address
    for address in admin_addresses():
        assert chief.client.get(address).status_code < 500, address
    assert eve.open("/desk/").address == "/desk/"
    after = state()
    assert {name for name in before if before[name] != after[name]} == set()


def test_fields_that_a_page_never_asked_for_change_nothing(road: Road, desk: Newsroom, reader: Browser) -> None:
    """Along the whole way to air."""
    forged = {**FORGED, "by": str(desk.publisher.pk), "user": str(desk.publisher.pk)}
    page = road.reporter.write("/desk/new/", headline="Honest", section=str(desk.section.pk), **forged)
    story_id = int(page.address.split("/")[2])
    steps = [(road.reporter, "file", {}), (road.editor, "sign", {}), (road.editor, "approve", {})]
    steps += [(road.publisher, "schedule", at("goes_live_at", seconds_ahead(3600)))]
    steps += [(road.publisher, "unschedule", {}), (road.publisher, "publish", {})]
    for who, verb, said in steps:
        who.done(story_id, verb, **{**forged, **said})
    story = Story.objects.select_related("article").get()
    assert list(Event.objects.order_by("pk").values_list("by__first_name", flat=True)) == [
        *["Rita"] * 2,
        *["Edith"] * 2,
        *["Pia"] * 3,
    ]
    assert (story.status, story.held_reason, story.desk) == (Status.PUBLISHED, "", desk.desk)
    assert story.article.path != "/stolen/"
    assert story.article.first_published_at is not None
    assert story.article.first_published_at >= desk.now
    assert not type(desk.reporter).objects.filter(is_staff=True).exists()


def test_a_child_under_another_parent_does_not_exist(desk: Newsroom) -> None:
    """Texts under another story, files under another picture, a story under another desk."""
    story, other = desk.draft(), desk.draft(SECRET)
    theirs = Newsroom.open("Sport").draft(SECRET)
    first, second = picture_of(desk), picture_of(desk, seed=1)
    second.renditions.filter(name="40.jpg").update(name="41.jpg")
    user = person("Eve", *Role.values, desk=desk.desk)
    eve = signed_in(user)
    own = story.article.head_id
    for foreign in (other.article.head_id, theirs.article.head_id, 999_999, "x", "-1", "1" * 40, ""):
        for address in (
            f"preview/?revision={foreign}",
            f"compare/?from={own}&to={foreign}",
            f"compare/?from={foreign}&to={own}",
        ):
            page = eve.open(f"/desk/{story.pk}/{address}")
            assert (page.status, SECRET in page.source) == (404, False), address
    sent = {**eve.open("/desk/").form("/accounts/logout/").sent, "version": 1}
    head = f"?from={theirs.article.head_id}&to={theirs.article.head_id}"
    for address in desk_addresses([theirs], of_the_desk(desk, user, story, first.token)):
        if address.startswith(f"/desk/{theirs.pk}/"):
            answers = (eve.client.get(address + head), eve.client.post(address, sent))
            assert 404 in {one.status_code for one in answers} <= {404, 405}, address
            assert not any(SECRET in one.content.decode() for one in answers), address
    assert eve.open(f"/desk/pictures/{first.token}/40.jpg").status == 200
    assert eve.open(f"/desk/pictures/{first.token}/41.jpg").status == 404
    use = drafting.UsedPicture(picture_id=first.pk, role="LEAD")
    desk.on_air(pictures=(use,))
    assert eve.open(f"/pictures/{first.token}/40.jpg").status == 200
    assert eve.open(f"/pictures/{second.token}/40.jpg").status == 404
    assert eve.open(f"/pictures/{first.token}/41.jpg").status == 404


def test_a_save_over_another_storys_text_takes_nothing_from_it(road: Road, desk: Newsroom) -> None:
    story, other = road.draft("Mine"), desk.draft("Theirs", body=f"{SECRET}\n")
    form = road.reporter.open(f"/desk/{story}/edit/").form()
    page = road.reporter.send(form, base=str(other.article.head_id), body="Mine still.\n")
    head = Story.objects.get(pk=story).article.head
    assert head is not None
    assert (head.body, head.headline, SECRET in page.source) == ("Mine still.\n", "Mine", False)


def variants(path: str) -> list[str]:
    """Spell a protected address as proxies, guessers and scripts do."""
    inner = path.strip("/")
    first, _stroke, rest = inner.partition("/")
    return [
        path,
        path.rstrip("/"),
        f"/{path}",
        f"{path}/",
        f"/{first}//{rest}",
        path.upper(),
        path.capitalize(),
        f"/%2e{path}",
        f"/{first}/%2e/{rest}",
        f"/{first}/%2e%2e/{inner}",
        f"/%2e%2e{path}",
        f"/feeds/..{path}",
        f"/%64{path[2:]}",
        f"/{first}%2f{rest}",
        f"/{first}%252f{rest}",
        f"/{first}/;x/{rest}",
        f"{path};x",
        f"{path}%20",
        f"{path}%00",
        f"{path}%0d%0aX-Evil: 1",
        f"/{first}\\{rest}",
        f"{path}?next=/desk/",
        f"{path}.json",
        f"/en/{inner}/",
    ]


def ask(client: Client, spelling: str) -> Any:
    """Ask for an address exactly as it is spelled, as a server passes it on; a test client would tidy it up."""
    path, _mark, query = spelling.partition("?")
    return client.get("/", PATH_INFO=unquote_to_bytes(path).decode("latin-1"), QUERY_STRING=query)


def led(client: Client, spelling: str) -> Any:
    """Go where the answers lead."""
    answer = ask(client, spelling)
    for _step in range(5):
        if answer.status_code not in {301, 302}:
            break
        answer = ask(client, answer["Location"])
    return answer


def protected(story: Story, token: str) -> Iterator[str]:
    yield from (f"/desk/{story.pk}/{name}" for name in STORY_PAGES)
    yield f"/desk/{story.pk}/compare/?from={story.article.head_id}&to={story.article.head_id}"
    yield f"/desk/{story.pk}/preview/?revision={story.article.head_id}"
    yield from (f"/desk/pictures/{token}/", f"/desk/pictures/{token}/original", f"/desk/pictures/{token}/40.jpg")
    yield from ("/desk/", "/desk/all/", f"/admin/workflow/story/{story.pk}/change/", "/admin/")


def whole(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def test_no_spelling_of_an_address_shows_what_the_address_hides(desk: Newsroom) -> None:
    """To nobody who is not signed in, and to nobody of another desk."""
    picture = picture_of(desk)
    story = desk.draft(SECRET, body=f"{SECRET}\n")
    original = picture.original.open("rb").read()
    stranger, outsider = Client(), signed_in(Newsroom.open("Sport").reporter).client
    for address in protected(story, picture.token):
        for spelling in variants(address):
            answer = ask(stranger, spelling)
            assert answer.status_code in {301, 302, 400, 404}, spelling
            assert is_refused(answer, original), spelling
            if f"/{story.pk}" in address and "admin" not in address:
                answer = led(outsider, spelling)
                assert answer.status_code in {400, 404}, spelling
                assert is_refused(answer, original), spelling


def is_refused(answer: Any, original: bytes) -> bool:
    """Say whether the answer keeps the secret, sends nobody to another host, and was not split in two."""
    said = whole(answer)
    where = urlsplit(answer.headers.get("Location", ""))
    return (
        SECRET.encode() not in said
        and original[:200] not in said
        and (where.scheme, where.netloc) == ("", "")
        and "X-Evil" not in answer.headers
    )


@pytest.mark.parametrize(
    "address", ["//evil.example/desk", "//evil.example/%2e%2e", "/\\evil.example", "/desk//evil.example"]
)
def test_no_address_leads_to_another_host(desk: Newsroom, address: str) -> None:
    """Neither a completed stroke nor the way back after signing in."""
    for client in (Client(), signed_in(desk.reporter).client):
        answer = ask(client, address)
        assert urlsplit(answer.headers.get("Location", "")).netloc == ""
    visitor = Browser()
    page = visitor.open(f"/desk/?page=1&next=//evil.example{address}")
    page = visitor.send(page.form("/accounts/login/"), login=desk.reporter.email, password="a-password-for-tests")
    assert page.address.startswith("/desk/?page=1")


def test_who_was_signed_out_comes_back_to_the_page_that_they_asked_for(desk: Newsroom) -> None:
    story = desk.draft()
    visitor = Browser()
    page = visitor.open(f"/desk/{story.pk}/history/")
    page = visitor.send(page.form("/accounts/login/"), login=desk.reporter.email, password="a-password-for-tests")
    assert (page.address, page.status) == (f"/desk/{story.pk}/history/", 200)
