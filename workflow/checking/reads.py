"""Looks up what the checks ask for: a handful of reads for any number of texts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings

from articles import markup
from articles.drafting import Text, UsedPicture
from articles.enums import PictureRole
from articles.exceptions import TextRefused
from articles.models import Edition, Picture, Section
from workflow.checking import addresses, hour, licences
from workflow.checking.licences import Claims
from workflow.checks import Licence, Material, PictureInUse, Read, Rule
from workflow.checks.style import MOST_RULES
from workflow.models import Story, StyleIgnore, StyleRule

RECENT = timedelta(days=7)
MOST_RECENT = 2_000  # headlines
MOST_LINKS = 300  # of one text


#: So long a picture may take until its files are made, and so shortly before air it has to have them; but one that came
#: in just now gets a moment.
RENDERED_WITHIN, READY_BEFORE, MOMENT = timedelta(minutes=2), timedelta(minutes=1), timedelta(seconds=10)
#: Before that there is time to make them: a picture that is late keeps nobody from planning ahead.
LATE_WITHIN = timedelta(minutes=15)


class Kept(NamedTuple):
    """What the library says of a picture."""

    name: str = ""
    usage_terms: str = ""
    uploaded_at: datetime | None = None
    rendered_at: datetime | None = None
    failed_reason: str = ""
    licensed_from: datetime | None = None
    licensed_until: datetime | None = None
    allowed_uses: Sequence[str] = ()
    most_stories: int | None = None
    sections: Sequence[Sequence[Any]] | None = None

    @classmethod
    def of(cls, picture: Picture, *, sections: Sequence[Sequence[Any]] | None) -> "Kept":
        own = (name for name in cls._fields if name != "sections")
        return cls(**{name: getattr(picture, name) for name in own}, sections=sections)

    def licence(self, *, came_first: int) -> Licence:
        """Return what binds its use, with how many other stories have it already."""
        return Licence(
            self.licensed_from,
            self.licensed_until,
            frozenset(self.allowed_uses),
            tuple((key, name) for key, name in self.sections or ()),
            self.most_stories,
            came_first,
        )

    def is_late(self, *, at: datetime, now: datetime) -> bool:
        """Say that a plan runs out of time to wait for the files; what airs now shows a blank till they are there."""
        if self.rendered_at or self.uploaded_at is None or not now < at <= now + LATE_WITHIN:
            return False
        due_at = min(self.uploaded_at + RENDERED_WITHIN, at - READY_BEFORE)
        return max(due_at, self.uploaded_at + MOMENT) <= now


Library = dict[int, Kept]
#: Article, headline, address.
Recent = list[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A text of a story, and when it is to be on air; with `is_planned` that is a plan that stands.

    Without `is_timed` nobody has said when, and it is looked at as if it aired now.

    What is known already is not read again: `library` of its pictures, `levels` of what its desk makes of the checks,
    its `section`, and which of its authors are inactive.
    """

    story: Story
    text: Text
    at: datetime
    is_planned: bool = False
    is_timed: bool = True
    library: Library = field(default_factory=dict)
    levels: dict[str, str] | None = None
    section: Section | None = None
    inactive_authors: Mapping[int, str] | None = None


def gather(subjects: Sequence[Subject], wanted: frozenset[Read], *, now: datetime) -> list[Material]:
    """Return of each text what the wanted reads say; what nobody wants stays empty."""
    library = _library(subjects) if Read.PICTURES in wanted else {}
    limited = {key for key, kept in library.items() if kept.most_stories is not None}
    claims = licences.claims(limited) if Read.LICENCES in wanted else {}
    recent = _recent(now) if Read.HEADLINES in wanted else []
    links = [_links(one.text) if wanted & {Read.LINKS, Read.ADDRESSES} else () for one in subjects]
    dead = addresses.dead(zip(links, (one.at for one in subjects), strict=True)) if Read.ADDRESSES in wanted else None
    rules, ignored = _style(subjects) if Read.RULES in wanted else ({}, {})
    sections = hour.inactive_sections(subjects) if Read.SECTIONS in wanted else {}
    authors = hour.inactive_authors(subjects) if Read.AUTHORS in wanted else {}
    troubles = hour.address_troubles(subjects) if Read.OWN_ADDRESS in wanted else {}
    embargoes = hour.embargoes(subjects) if Read.EMBARGOES in wanted else {}
    return [
        _material(
            one,
            pictures=_pictures(one, library, claims, now),
            recent=tuple((words, path) for article, words, path in recent if article != one.story.article_id),
            links=links[index],
            dead_links=dead[index] if dead else (),
            rules=tuple(rules.get(one.story.desk_id, ())),
            ignored=frozenset(ignored.get(one.story.pk, ())),
            inactive_section=sections.get(one.text.section_id or 0, ""),
            inactive_authors=tuple(authors[key] for key in one.text.author_ids if key in authors),
            address_trouble=troubles.get(one.story.pk, ""),
            embargoes=embargoes.get(one.story.pk, ()),
        )
        for index, one in enumerate(subjects)
    ]


def _material(subject: Subject, **looked_up: object) -> Material:
    story, text = subject.story, subject.text
    return Material(
        headline=text.headline,
        airs_at=subject.at,
        is_timed=subject.is_timed,
        air_date=subject.at.astimezone(settings.NEWSROOM_TIME_ZONE).date(),
        dek=text.dek,
        body=text.body,
        correction_note=text.correction_note,
        has_byline=bool(text.author_ids),
        has_section=text.section_id is not None,
        section_id=text.section_id,
        tags=text.tags,
        flags=frozenset(story.flags),
        sources=story.sources,
        ai_use=story.ai_use,
        **looked_up,  # type: ignore[arg-type]
    )


def _library(subjects: Sequence[Subject]) -> Library:
    """Return what the library says of the pictures in use."""
    known = {key: said for one in subjects for key, said in one.library.items()}
    used = {picture.picture_id for one in subjects for picture in one.text.pictures} - set(known)
    known_there = Picture.objects.filter(pk__in=used).annotate(sections=licences.sections_of("pk"))
    rows = known_there.values_list("pk", *Kept._fields) if used else ()
    return known | {key: Kept(*said) for key, *said in rows}


def _pictures(subject: Subject, library: Library, claims: Claims, now: datetime) -> tuple[PictureInUse, ...]:
    uses, at, article = subject.text.pictures, subject.at, subject.story.article_id
    return tuple(
        _picture(
            used,
            library.get(used.picture_id, Kept()),
            came_first=licences.came_first(claims.get(used.picture_id, ()), article),
            at=at,
            now=now,
        )
        for used in uses
    )


def _picture(used: UsedPicture, kept: Kept, *, came_first: int, at: datetime, now: datetime) -> PictureInUse:
    return PictureInUse(
        name=kept.name,
        is_lead=used.role == PictureRole.LEAD,
        alt_text=used.alt_text,
        caption=used.caption,
        credit_line=used.credit_line,
        usage_terms=kept.usage_terms,
        failed_reason=kept.failed_reason,
        is_late=kept.is_late(at=at, now=now),
        digital_source_type=used.digital_source_type or "",
        licence=kept.licence(came_first=came_first),
    )


def _recent(now: datetime) -> Recent:
    """Return the stories that first went on air in the last days, newest first: article, headline, address."""
    aired = Edition.objects.aired(now).filter(first_published_at__gte=now - RECENT).newest_first()
    rows = aired.values_list("article_id", "revision__headline", "article__path")[:MOST_RECENT]
    return [(article, headline, path or "") for article, headline, path in rows]


def _links(text: Text) -> tuple[str, ...]:
    """Return where the text leads; one that can't be rendered, and so can't go out, leads nowhere."""
    try:
        return tuple(markup.links_in(text.body)[:MOST_LINKS])
    except TextRefused:
        return ()


def _style(subjects: Sequence[Subject]) -> tuple[dict[int, list[Rule]], dict[int, set[tuple[int, str]]]]:
    """Return each desk's rules, and what was let stand in each story."""
    rules: dict[int, list[Rule]] = defaultdict(list)
    for row in StyleRule.objects.filter(desk__in={one.story.desk_id for one in subjects}, is_active=True):
        if len(rules[row.desk_id]) < MOST_RULES:
            rules[row.desk_id].append(rule_of(row))
    return rules, _ignored(one.story.pk for one in subjects) if rules else {}


def _ignored(story_ids: Iterable[int]) -> dict[int, set[tuple[int, str]]]:
    ignored: dict[int, set[tuple[int, str]]] = defaultdict(set)
    rows = StyleIgnore.objects.filter(story__in=list(story_ids), rule__is_active=True)
    for story, rule, words in rows.values_list("story_id", "rule_id", "words"):
        ignored[story].add((rule, words))
    return ignored


def rule_of(row: StyleRule) -> Rule:
    """Return a desk's rule as the engine takes it."""
    return Rule(row.pk, row.pattern, row.suggestion, row.reason, row.is_case_sensitive)
