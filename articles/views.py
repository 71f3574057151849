"""The public pages. None reads a session or a person, so that every reader gets the same bytes.

`when` is never a reader's: the desk shows the same pages at another time.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.template import loader
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from taggit.models import Tag

from articles import change_log, feeds, signed_addresses, site, stored_files
from articles.addresses import RESERVED_SECTION_SLUGS
from articles.models import Author, Section
from articles.pages import article_context
from articles.querysets import When
from articles.site import Page, ServedFile

PICTURE_MAX_AGE = 3600  # seconds
CANDIDATES_FOR_LEAD = 4

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Let readers keep what they got, but ask each time whether it still stands: a kill is gone at once."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **captured: Any) -> HttpResponseBase:
        response = view(request, **captured)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return answer


def page(template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Render without a request: nothing in a public page may depend on who asks."""
    return HttpResponse(loader.get_template(template).render({**context}), status=status)


@public
def front(request: HttpRequest, when: When = None) -> HttpResponseBase:
    stories = site.newest(page=page_number(request), when=when)
    context = {"page": not_beyond_the_end(stories), "path": "/", "is_front": stories.number == 1}
    return page("articles/front.html", {**context, **with_a_lead(stories)})


@public
def section(request: HttpRequest, slug: str, when: When = None) -> HttpResponseBase:
    found = None if slug in RESERVED_SECTION_SLUGS else Section.objects.filter(slug=slug, is_active=True).first()
    if found is None:
        raise Http404
    stories = site.in_section(found, page=page_number(request), when=when)
    context = {
        "title": found.name,
        "section": found,
        "here": found.slug,
        "page": not_beyond_the_end(stories),
        "path": found.get_absolute_url(),
    }
    return page("articles/listing.html", context)


@public
def tag(request: HttpRequest, slug: str, when: When = None) -> HttpResponseBase:
    stories = some_of(site.tagged(slug, page=page_number(request), when=when))
    title = Tag.objects.values_list("name", flat=True).get(slug=slug)
    return page("articles/tag.html", {"title": title, "page": stories, "path": f"/tag/{slug}/"})


@public
def author(request: HttpRequest, slug: str, when: When = None) -> HttpResponseBase:
    found = Author.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    stories = some_of(site.by_author(found, page=page_number(request), when=when))
    context = {"title": found.name, "author": found, "page": stories, "path": found.get_absolute_url()}
    return page("articles/author.html", context)


@public
def article(request: HttpRequest, when: When = None, **_captured: str) -> HttpResponseBase:
    words = site.article(request.path_info, when)
    if words is None:
        raise Http404
    return page("articles/article.html", article_context(words, words["pictures"]))


@public
def changes(request: HttpRequest, when: When = None, **_captured: str) -> HttpResponseBase:
    """Show what a story on air said when; of one that is off air its address says so, here as there."""
    story = request.path_info.removesuffix("changes/")
    log = change_log.of(story, when)
    if log is None:
        return nothing_at(story, when)
    return page("articles/changes.html", {"log": log, "path": story})


@public
def rss(_request: HttpRequest, when: When = None) -> HttpResponseBase:
    return HttpResponse(feeds.rss(site.newest_for_feed(feeds.LENGTH, when)), content_type=feeds.CONTENT_TYPE)


@require_safe
def picture(request: HttpRequest, token: str, name: str, when: When = None) -> HttpResponseBase:
    """Serve a file made from a picture while a story on air uses it; originals have no address."""
    served = site.served_file(token, name, when)
    if served is None:
        raise Http404
    if when is None and signed_addresses.are_used():
        return signed_addresses.redirect(served)
    response = get_conditional_response(request, etag=served.etag) or file_response(served)
    if response.status_code == stored_files.STORE_IS_AWAY:
        return response
    response.headers["ETag"] = served.etag
    response.headers["Cache-Control"] = f"public, max-age={max_age(served)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:  # noqa: ARG001
    """Answer for whatever the public pages don't know."""
    return nothing_at(request.path_info)


def nothing_at(path: str, when: When = None) -> HttpResponseBase:
    """Answer for an address where nothing is on air: gone, moved, or never there; the last says nothing of drafts.

    Gone comes first: no other story's claim to an old address hides a withdrawal.
    """
    notice = site.withdrawal(path, when)
    if notice is None and (moved_to := site.moved_to(path)):
        if site.is_on_air(moved_to, when):
            return no_cache(HttpResponsePermanentRedirect(moved_to))
        notice = site.withdrawal(moved_to, when)
    if notice is None:
        return no_cache(page("404.html", {}, status=404))
    return no_cache(page("410.html", {"notice": notice}, status=410))


def no_cache(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Cache-Control"] = "no-cache"
    return response


def page_number(request: HttpRequest) -> int:
    """Read `?page=`; a page that can't be is not found."""
    written = request.GET.get("page", "1")
    if not (written.isascii() and written.isdecimal() and len(written) < 5 and 1 <= int(written) <= site.LAST_PAGE):
        raise Http404
    return int(written)


def not_beyond_the_end(stories: Page) -> Page:
    """Let only the first page be empty."""
    return stories if stories.number == 1 else some_of(stories)


def some_of(stories: Page) -> Page:
    """Answer an empty list as if there were no such page, so that it can't tell what is being prepared."""
    if not stories.stories:
        raise Http404
    return stories


def with_a_lead(stories: Page) -> dict[str, Any]:
    """Lead with the newest story, or with one as good as new that has a picture; the others keep their order."""
    newest = stories.stories[:CANDIDATES_FOR_LEAD]
    lead = next((story for story in newest if story["lead"]), newest[0] if newest else None)
    return {"lead": lead, "others": [story for story in stories.stories if story is not lead]}


def max_age(served: ServedFile) -> int:
    left = served.fresh_for.total_seconds() if served.fresh_for is not None else PICTURE_MAX_AGE
    return int(min(PICTURE_MAX_AGE, left))


def file_response(served: ServedFile) -> HttpResponseBase:
    if prefix := settings.PICTURES_INTERNAL_REDIRECT:
        where = f"{prefix.rstrip('/')}/{quote(served.storage_name)}"
        return HttpResponse(content_type=served.mime_type, headers={"X-Accel-Redirect": where})
    return stored_files.response(storages["renditions"], served.storage_name, content_type=served.mime_type)
