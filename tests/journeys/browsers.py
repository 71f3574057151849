"""A browser without a screen: it fetches pages, fills in the forms that it finds there, and sends what they hold."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from lxml import html

from articles import instant
from tests.people import PASSWORD
from workflow.enums import Verb
from workflow.transitions import TABLE

Sent = dict[str, Any]
BESIDE = {Verb.ANNOTATE, Verb.DECLARE, Verb.SHELVE, Verb.BREAK_NEWS, Verb.HAND_OVER}
ON_THE_WAY = {verb.lower() for verb in TABLE if verb not in BESIDE}


@dataclass
class Page:
    """An answer as a browser holds it."""

    address: str
    response: HttpResponse

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def source(self) -> str:
        return str(self.response.content.decode())

    @property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.response.content, parser=html.HTMLParser(encoding="utf-8"))

    @property
    def words(self) -> str:
        """The text as a person reads it."""
        return words_of(self.tree.find("body"))

    @property
    def told(self) -> str:
        """The box in which a refusal stands."""
        return " ".join(map(words_of, self.tree.xpath("//*[@role='alert']")))

    @property
    def moves(self) -> list[str]:
        """The moves on the way to air and off it that the page has a button for, in order."""
        return [verb for verb in self.buttons if verb in ON_THE_WAY]

    @property
    def buttons(self) -> list[str]:
        """Whatever of the desk the page has a button for, in order."""
        posted = [form.get("action") or "" for form in self.tree.forms if form.method == "POST"]
        return [address.split("/")[3] for address in posted if address.startswith("/desk/")]

    def form(self, action: str | None = None, **holding: str) -> "Form":
        """Find the form that posts to this address and holds these values; without an address, to the page itself."""
        for element in self.tree.forms:
            goes_there = element.get("action") in ((None, self.address) if action is None else (action,))
            sent = fields(element) if element.method == "POST" and goes_there else {}
            if sent and holding.items() <= sent.items():
                return Form(action or self.address, sent)
        raise AssertionError(f"{self.address} has no form for {action or 'itself'}:\n{self.words}")


@dataclass
class Form:
    """Where a form goes, and all that it sends untouched."""

    action: str
    sent: Sent


class Browser:
    """One person's browser: it keeps cookies, and Django checks its tokens as it checks everybody's."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def open(self, address: str) -> Page:
        """Fetch a page; follow where it leads."""
        response = self.client.get(address, follow=True)
        chain: list[tuple[str, int]] = getattr(response, "redirect_chain", [])
        return Page(chain[-1][0] if chain else address, response)

    def send(self, form: Form, **typed: Any) -> Page:
        """Submit a form with what the person typed into it, newlines as browsers send them; follow on success."""
        sent = {name: value for name, value in {**form.sent, **typed}.items() if value is not None}
        response = self.client.post(form.action, {name: as_sent(value) for name, value in sent.items()})
        if response.status_code == 302:
            return self.open(response["Location"])
        return Page(form.action, response)

    def sign_in(self, user: User) -> Page:
        page = self.open("/accounts/login/?next=/desk/")
        return self.send(page.form("/accounts/login/"), login=user.email, password=PASSWORD)

    def write(self, address: str, **typed: Any) -> Page:
        """Open a writing page and save what is typed there."""
        return self.send(self.open(address).form(), **typed)

    def press(self, story_id: int, verb: str, **typed: Any) -> Page:
        """Press a button on a story's page, and fill in what it asks."""
        return self.send(self.open(f"/desk/{story_id}/").form(f"/desk/{story_id}/{verb}/"), **typed)

    def done(self, story_id: int, verb: str, **typed: Any) -> Page:
        """Press a button whose move must not be refused."""
        page = self.press(story_id, verb, **typed)
        assert page.status == 200, page.told
        assert "Done: " in page.words, page.words
        return page


def signed_in(user: User) -> Browser:
    """Give a browser in which this person signed in earlier."""
    browser = Browser()
    browser.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def signed_in_by_form(user: User) -> Browser:
    """Give a browser in which this person signs in now, as people do."""
    browser = Browser()
    page = browser.sign_in(user)
    assert page.address == "/desk/", page.words
    return browser


def fields(form: html.FormElement) -> Sent:
    """Gather what a form sends untouched: every field that has a name, but no button and no file."""
    sent: Sent = {}
    for element in form.iterdescendants("input", "textarea", "select"):
        name, values = element.get("name"), values_of(element)
        if not name or not values:
            continue
        known = sent.get(name)
        sent[name] = [*known, *values] if isinstance(known, list) else values if len(values) > 1 else values[0]
        if known is not None and not isinstance(known, list):
            sent[name] = [known, *values]
    return sent


def values_of(element: html.HtmlElement) -> list[str]:
    if element.tag == "textarea":
        return [(element.text or "").removeprefix("\n")]
    if element.tag == "select":
        options = element.xpath(".//option[@selected]") or element.xpath("(.//option)[1]")
        return [option.get("value", option.text) for option in options]
    kind = element.get("type", "text")
    if kind in {"file", "submit", "button", "image"}:
        return []
    if kind in {"checkbox", "radio"}:
        return [element.get("value", "on")] if "checked" in element.attrib else []
    return [element.get("value", "")]


def words_of(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def as_sent(value: Any) -> Any:
    return re.sub(r"\r\n|\r|\n", "\r\n", value) if isinstance(value, str) else value


def seconds_ahead(seconds: float) -> datetime:
    """Return a whole second from now on, as far ahead as that or up to a second more."""
    return (instant.now() + timedelta(seconds=seconds + 1)).replace(microsecond=0)


def at(name: str, moment: datetime) -> Sent:
    """Type a moment by the newsroom's clock, and which of the two it is if it comes twice."""
    local = moment.astimezone(settings.NEWSROOM_TIME_ZONE)
    return {name: local.strftime("%Y-%m-%dT%H:%M:%S"), f"{name}_fold": str(local.fold)}
