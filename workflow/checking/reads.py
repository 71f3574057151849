"""Looks up what the checks ask for: a handful of reads for any number of texts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from articles import markup
from articles.drafting import Text
from articles.enums import PictureRole
from articles.exceptions import TextRefused
from articles.models import Edition, Picture
from workflow.checking import addresses
from workflow.checks import Material, PictureInUse, Read, Rule
from workflow.checks.style import MOST_RULES
from workflow.models import Story, StyleIgnore, StyleRule

RECENT = timedelta(days=7)
MOST_RECENT = 2_000  # headlines
MOST_LINKS = 300  # of one text


#: By picture: its name and its usage terms.
Library = dict[int, tuple[str, str]]
#: Article, headline, address.
Recent = list[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A text of a story, and when it is to be on air; `library` holds what is known of its pictures already."""

    story: Story
    text: Text
    at: datetime
    library: Library = field(default_factory=dict)


def gather(subjects: Sequence[Subject], wanted: frozenset[Read], *, now: datetime) -> list[Material]:
    """Return of each text what the wanted reads say; what nobody wants stays empty."""
    library = _library(subjects) if Read.PICTURES in wanted else {}
    recent = _recent(now) if Read.HEADLINES in wanted else []
    links = [_links(one.text) if wanted & {Read.LINKS, Read.ADDRESSES} else () for one in subjects]
    dead = addresses.dead(zip(links, (one.at for one in subjects), strict=True)) if Read.ADDRESSES in wanted else None
    rules, ignored = _style(subjects) if Read.RULES in wanted else ({}, {})
    return [
        _material(
            one,
            pictures=_pictures(one.text, library),
            recent=tuple((words, path) for article, words, path in recent if article != one.story.article_id),
            links=links[index],
            dead_links=dead[index] if dead else (),
            rules=tuple(rules.get(one.story.desk_id, ())),
            ignored=frozenset(ignored.get(one.story.pk, ())),
        )
        for index, one in enumerate(subjects)
    ]


def _material(subject: Subject, **looked_up: object) -> Material:
    story, text = subject.story, subject.text
    return Material(
        headline=text.headline,
        air_date=subject.at.astimezone(settings.NEWSROOM_TIME_ZONE).date(),
        dek=text.dek,
        body=text.body,
        correction_note=text.correction_note,
        has_byline=bool(text.author_ids),
        has_section=text.section_id is not None,
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
    rows = Picture.objects.filter(pk__in=used).values_list("pk", "name", "usage_terms") if used else ()
    return known | {key: (name, terms) for key, name, terms in rows}


def _pictures(text: Text, library: Library) -> tuple[PictureInUse, ...]:
    return tuple(
        PictureInUse(
            name=library.get(used.picture_id, ("", ""))[0],
            is_lead=used.role == PictureRole.LEAD,
            alt_text=used.alt_text,
            caption=used.caption,
            credit_line=used.credit_line,
            usage_terms=library.get(used.picture_id, ("", ""))[1],
        )
        for used in text.pictures
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
