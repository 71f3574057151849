"""From posts on disk to drafts on a desk: each file accounted for, none published, none twice."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import drafting
from articles.drafting import Text, UsedPicture
from articles.enums import PictureRole
from articles.exceptions import PostRefused
from articles.formats.posts import Post, read_post
from articles.starting import Draft
from workflow import actions
from workflow.enums import Status, Verb
from workflow.exceptions import TextRefused, WorkflowError
from workflow.models import Desk, Event, ImportedFile
from workflow.posts import files
from workflow.posts.bylines import Names
from workflow.posts.files import NotAPost, PostFile
from workflow.posts.pictures import NamedPicture, named_in, take_in

BATCH = 50
"""Posts a transaction: the write lock is held for some tenths of a second, and memory stays flat."""


class Outcome(StrEnum):
    """What became of one file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """One file's line in the account; `message` says why it was refused or set aside."""

    path: str
    outcome: Outcome
    message: str = ""
    field: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPost:
    """A post that was read and is to be written."""

    file: PostFile
    sha256: str
    post: Post
    pictures: tuple[NamedPicture, ...]
    notices: list[str]


@dataclass(slots=True)
class Importer:
    """One run onto one desk. `by=None` is the system; `media` is where image paths start, else the import root."""

    desk: Desk
    by: User | None
    now: datetime
    zone: ZoneInfo
    media: Path | None = None
    is_dry: bool = False
    names: Names = field(default_factory=Names)
    counts: Counter[Outcome] = field(default_factory=Counter)
    _seen: dict[str, Path] = field(default_factory=dict)

    def take(self, found: Iterable[PostFile | NotAPost]) -> Iterator[Report]:
        """Import in batches; yield one report for each file, in order within a batch's reads and then its writes."""
        remaining = iter(found)
        while batch := list(islice(remaining, BATCH)):
            for report in self._batch(batch):
                self.counts[report.outcome] += 1
                yield report

    def _batch(self, batch: list[PostFile | NotAPost]) -> Iterator[Report]:
        posts = [file for file in batch if isinstance(file, PostFile)]
        known = {row.path: row for row in _known(self.desk, posts)}
        ready: list[ReadPost] = []
        for file in batch:
            read = self._not_a_post(file) if isinstance(file, NotAPost) else self._read(file, known.get(file.path))
            if isinstance(read, Report):
                yield read
            else:
                ready.append(read)
        yield from self._foreseen(ready, known) if self.is_dry else self._write(ready, known)

    def _not_a_post(self, found: NotAPost) -> Report:
        return Report(found.path, Outcome.REFUSED if found.refusal else Outcome.OTHER, found.refusal)

    def _read(self, file: PostFile, known: ImportedFile | None) -> ReadPost | Report:
        """Read one file and its picture; a file with the hash that was imported is not even parsed."""
        try:
            self._check_identity(file)
            raw = files.read(file)
            sha256 = hashlib.sha256(raw).hexdigest()
            if known and known.sha256 == sha256:
                return Report(file.path, Outcome.UNCHANGED)
            post = read_post(raw, file_name=file.path, zone=self.zone)
            pictures, notices = named_in(post, file=file, media=self.media)
        except PostRefused as refused:
            return Report(file.path, Outcome.REFUSED, str(refused), refused.field)
        return ReadPost(file, sha256, post, pictures, [*post.notices, *notices])

    def _check_identity(self, file: PostFile) -> None:
        if self._seen.setdefault(file.path, file.root) != file.root:
            raise PostRefused(_("Another folder of this run has a file of this path. Import their common parent."))

    def _foreseen(self, ready: list[ReadPost], known: dict[str, ImportedFile]) -> Iterator[Report]:
        for one in ready:
            row = known.get(one.file.path)
            outcome = Outcome.CREATED if row is None else Outcome.UPDATED if _is_untouched(row) else Outcome.CONFLICT
            yield Report(one.file.path, outcome, notices=tuple(one.notices))

    def _write(self, ready: list[ReadPost], known: dict[str, ImportedFile]) -> list[Report]:
        """Write a batch: pictures first, for they go to a store, then all its stories in one transaction."""
        texts = [(one, self._text(one)) for one in ready]
        new = [(one, text) for one, text in texts if isinstance(text, Text) and one.file.path not in known]
        with transaction.atomic():
            created = iter(self._create_all(new))
            return [
                text
                if isinstance(text, Report)
                else self._alone(one, partial(self._update, one, text, known[one.file.path]))
                if one.file.path in known
                else next(created)
                for one, text in texts
            ]

    def _create_all(self, new: list[tuple[ReadPost, Text]]) -> list[Report]:
        """Create a batch in few statements; if one of it is refused, each by itself, so that only that one is."""
        try:
            with transaction.atomic():
                return self._create(new)
        except (WorkflowError, IntegrityError):
            return [self._alone(one, partial(self._create_one, one, text)) for one, text in new]

    def _alone(self, one: ReadPost, write: Callable[[], Report]) -> Report:
        try:
            with transaction.atomic():
                return write()
        except WorkflowError as refusal:
            return Report(one.file.path, Outcome.REFUSED, str(refusal))
        except IntegrityError:
            return Report(one.file.path, Outcome.REFUSED, _("Another run is importing this file. Try again later."))

    def _create_one(self, one: ReadPost, text: Text) -> Report:
        (report,) = self._create([(one, text)])
        return report

    def _create(self, new: list[tuple[ReadPost, Text]]) -> list[Report]:
        drafts = [
            Draft(text, original_date=one.post.original_date, old_paths=tuple(one.post.redirects)) for one, text in new
        ]
        facts = [{"file": one.file.path} for one, _text in new]
        events = actions.create_all(
            desk=self.desk, by=self.by, now=self.now, drafts=drafts, facts=facts, verb=Verb.IMPORT
        )
        ImportedFile.objects.bulk_create(
            self._imported(one, event) for (one, _text), event in zip(new, events, strict=True)
        )
        return [Report(one.file.path, Outcome.CREATED, notices=tuple(one.notices)) for one, _text in new]

    def _imported(self, one: ReadPost, event: Event) -> ImportedFile:
        assert event.story is not None, "a new story's Event is about it"  # noqa: S101
        assert event.revision is not None, "and about its first text"  # noqa: S101
        return ImportedFile(
            desk=self.desk,
            path=one.file.path,
            sha256=one.sha256,
            story=event.story,
            revision=event.revision,
            imported_at=self.now,
        )

    def _update(self, one: ReadPost, text: Text, row: ImportedFile) -> Report:
        """Make the file's text the newest one where nobody touched the draft, else keep it beside."""
        row.sha256, row.imported_at = one.sha256, self.now
        message = ""
        if _is_untouched(row):
            message = self._save(one, text, row)
        else:
            message = _("The story was edited here since it was imported; the file's text is kept beside it.")
            actions.set_aside(story=row.story, by=self.by, now=self.now, text=text, reason=message)
        row.save(update_fields=["sha256", "imported_at", "revision"])
        outcome = Outcome.CONFLICT if message else Outcome.UPDATED
        return Report(one.file.path, outcome, message, notices=tuple(one.notices))

    def _save(self, one: ReadPost, text: Text, row: ImportedFile) -> str:
        """Save over the imported head; give the refusal of a save that lost a race, whose text was kept."""
        try:
            event = actions.save(
                story=row.story,
                version=row.story.version,
                by=self.by,
                now=self.now,
                text=text,
                original_date=one.post.original_date,
                verb=Verb.IMPORT,
            )
        except TextRefused as lost:
            return str(lost)
        if event and event.revision_id:
            row.revision_id = event.revision_id
        drafting.remember_addresses(article=row.story.article, paths=one.post.redirects)
        return ""

    def _text(self, one: ReadPost) -> Text | Report:
        try:
            used = take_in(one.pictures, by=self.by, now=self.now, tell=one.notices.append)
        except PostRefused as refused:
            return Report(one.file.path, Outcome.REFUSED, str(refused), refused.field)
        post = one.post
        section_id, author_ids = self.names.section(post.section), self.names.authors(post.authors)
        return Text(
            headline=post.headline,
            dek=post.dek,
            body=post.body,
            slug=post.slug,
            section_id=section_id,
            tags=post.tags,
            author_ids=author_ids,
            pictures=used,
            source=kept_source(one, section_id=section_id, author_ids=author_ids, pictures=used),
        )


def kept_source(
    one: ReadPost, *, section_id: int | None, author_ids: tuple[int, ...], pictures: tuple[UsedPicture, ...]
) -> dict[str, Any]:
    """Give what a revision keeps of its file: how it was written, and what its names stood for."""
    return {
        "file": asdict(one.post.source),
        "section_id": section_id,
        "author_ids": list(author_ids),
        "lead_id": next((used.picture_id for used in pictures if used.role == PictureRole.LEAD), None),
        "beside": [named.said.file for named in one.pictures if named.is_beside],
    }


def _known(desk: Desk, posts: list[PostFile]) -> Iterable[ImportedFile]:
    rows = ImportedFile.objects.filter(desk=desk, path__in=[file.path for file in posts])
    return rows.select_related("story__article")


def _is_untouched(row: ImportedFile) -> bool:
    return row.story.status == Status.DRAFT and row.story.article.head_id == row.revision_id
