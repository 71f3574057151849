"""One fault's stories: a desk of their own, a ledger of what was promised, and what came of it in plain SQL."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection, transaction

from tests import bulk
from tests.chaos.harness import reader
from tests.chaos.harness.house import House
from tests.chaos.harness.reader import Reader
from tests.chaos.history import AIR, EXPIRE, Account, Deed, Promise, Verdict, Window, judge
from tests.people import Newsroom
from tests.workflow.mailroom import SECRET
from workflow.models import Webhook

DEEDS = """
SELECT event.id, event.story_id, event.revision_id, event.verb, event.planned_at, event.at,
       pg_xact_commit_timestamp(event.xmin), event.status_before, event.status_after
FROM workflow_event event JOIN workflow_story story ON story.id = event.story_id
WHERE story.desk_id = %s ORDER BY event.id
"""
ANNOUNCED = """
SELECT count(*) FROM workflow_event event JOIN workflow_story story ON story.id = event.story_id
WHERE story.desk_id = %s AND event.verb IN ('AIR', 'EXPIRE')
"""
NEW = """
SELECT story.id, edition.revision_id, edition.id, article.path
FROM articles_edition edition JOIN articles_article article ON article.id = edition.article_id
JOIN workflow_story story ON story.article_id = article.id
WHERE story.desk_id = %s AND edition.id > %s ORDER BY edition.id
"""
OWED = """
SELECT story.id, article.head_id FROM workflow_story story JOIN articles_article article
ON article.id = story.article_id WHERE story.id = ANY(%s) ORDER BY story.id
"""
STATUSES = "SELECT id, status FROM workflow_story WHERE desk_id = %s"
TO_WRITE_ONE = 0.003  # seconds
HEARING = 30  # seconds that a webhook may take, all told


class Scene:
    """A desk whose stories only this fault touches."""

    def __init__(self, house: House, *, hears: bool = False, has_hook: bool = False) -> None:
        self.house, self.newsroom, self.hears = house, Newsroom.open("Chaos"), hears
        self.desk: int = self.newsroom.desk.pk
        self.promises: list[Promise] = []
        self.watched: list[Window] = []
        self.paths: dict[str, Window] = {}
        self.may_be_down = False
        self._last_edition = 0
        if hears or has_hook:
            self._hook()

    def _hook(self) -> None:
        told = {"url": self.house.ear.url, "secret": SECRET, "verbs": [AIR, EXPIRE]}
        Webhook.objects.create(name=f"chaos {self.desk}", desk=self.newsroom.desk, **told)

    def plan(self, count: int, *, ahead: float = 0, lasts: float | None = None, watched: int = 0) -> list[int]:
        """Plan stories for one instant, some seconds ahead, and write it into the ledger; return the stories.

        Where they go live in the future, the time that it takes to write them comes on top.
        """
        due = reader.now() + timedelta(seconds=ahead + (count * TO_WRITE_ONE if ahead else 0))
        ends = None if lasts is None else due + timedelta(seconds=lasts)
        with transaction.atomic():
            bulk.scheduled(self.newsroom, count, goes_live_at=due, expires_at=ends)
        return self.promise(due, ends, watched=watched)

    def promise(self, due: datetime, ends: datetime | None = None, *, watched: int = 0) -> list[int]:
        """Enter into the ledger what was planned since the last time."""
        rows, there = _rows(NEW, self.desk, self._last_edition), reader.now()
        self._last_edition = rows[-1][2]
        for story, revision, _edition, path in rows:
            self.promises.append(Promise(story, revision, AIR, due, there if there > due else None))
            if ends is not None:
                self.promises.append(Promise(story, revision, EXPIRE, ends, there if there > ends else None))
            if watched > 0:
                self.paths[path] = Window(story, due, ends, [])
                watched -= 1
        return [row[0] for row in rows]

    def overlook(self) -> None:
        """Owe nothing for what a person published: the move itself is the announcement."""
        self._last_edition = _rows(NEW, self.desk, 0)[-1][2]

    def promise_of(self, stories: set[int], due: datetime) -> None:
        """Enter into the ledger that these of the desk's stories, and no others, are owed their air."""
        rows = _rows(OWED, sorted(stories))
        self.promises += [Promise(story, revision, AIR, due) for story, revision in rows]

    @contextmanager
    def readers(self, *, web: str = "web") -> Iterator[None]:
        """Let a reader look at the watched stories' pages for the length of a block."""
        looking = Reader(self.house.fleet.ports[web], list(self.paths))
        with looking:
            yield
        for path, window in self.paths.items():
            self.watched.append(replace(window, glances=looking.glances[path]))
        self.paths = {}

    def excuse(self) -> None:
        """Count lateness from now on: what should have announced it has only just come back."""
        self.promises = [replace(one, excused_until=reader.now()) for one in self.promises]

    def announced(self) -> int:
        return int(_rows(ANNOUNCED, self.desk)[0][0])

    def settle(self, within: float, *, count: int | None = None) -> None:
        """Wait until all is announced, or until it is too late; and until the receiver heard, where one is to."""
        wanted = len(self.promises) if count is None else count
        starts = max(max(one.due, one.excused_until or one.due) for one in self.promises)
        wait = (starts - reader.now()).total_seconds() + within * self.house.slack + 1
        _until(lambda: self.announced() >= wanted, wait)
        if self.hears:
            _until(lambda: len(self.heard()) >= wanted, HEARING)

    def heard(self) -> dict[int, list[str]]:
        """Return under which keys the receiver heard of this desk's Events."""
        own, found = self.newsroom.desk.slug, dict[int, list[str]]()
        for headers, body in list(self.house.ear.received):
            said = json.loads(body)
            if said["desk"] == own:
                found.setdefault(said["event"], []).append(headers["Idempotency-Key"])
        return found

    def judged(self, within: float) -> Verdict:
        """Compare ledger and history."""
        account = Account(
            promises=self.promises,
            deeds=[Deed(*row) for row in _rows(DEEDS, self.desk)],
            windows=self.watched,
            statuses=dict(_rows(STATUSES, self.desk)),
            heard=self.heard() if self.hears else None,
            may_be_down=self.may_be_down,
        )
        return judge(account, within=within * self.house.slack)


def _rows(sql: str, *parameters: object) -> list[tuple]:
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _until(happened: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
