"""Stories in the states that readers must and must not see, for the tests of the public site."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from articles import drafting, editions, instant
from articles.drafting import Text, UsedPicture
from articles.models import Article, Author, Edition, Picture, Rendition, Section
from articles.starting import Draft, start_all

MINUTE = timedelta(minutes=1)
FILES = (
    (320, "jpg", "image/jpeg"),
    (320, "webp", "image/webp"),
    (640, "jpg", "image/jpeg"),
    (640, "webp", "image/webp"),
)
_numbers = itertools.count(1)


def section(name: str = "News", **fields: Any) -> Section:
    found, _ = Section.objects.get_or_create(slug=name.lower(), defaults={"name": name, **fields})
    return found


def author(name: str = "Rosa Tidmarsh") -> Author:
    found, _ = Author.objects.get_or_create(slug=name.lower().replace(" ", "-"), defaults={"name": name})
    return found


def picture(*, files: Iterable[tuple[int, str, str]] = FILES) -> Picture:
    number = next(_numbers)
    made = Picture.objects.create(
        sha256=f"{number:064d}",
        original=f"{number}/original.jpg",
        name="IMG_0001.jpg",
        mime_type="image/jpeg",
        byte_size=1,
        width=900,
        height=600,
        uploaded_at=instant.now(),
    )
    for width, suffix, mime_type in files:
        rendition = Rendition(picture=made, name=f"{width}.{suffix}", mime_type=mime_type, width=width)
        rendition.height, rendition.byte_size = width * 2 // 3, 4
        rendition.file.save(f"{made.token}-{width}.{suffix}", ContentFile(b"PIX!"), save=False)
        rendition.save()
    return made


def draft(headline: str = "Ferry crews return", **words: Any) -> Article:
    words = {"section_id": section().pk, "author_ids": (author().pk,), "slug": f"story-{next(_numbers)}", **words}
    with transaction.atomic():
        (article,) = start_all(drafts=[Draft(Text(headline=headline, **words))], by=None, now=instant.now())
        return article


def air(article: Article, *, since: timedelta = MINUTE, ends_in: timedelta | None = None, **dates: Any) -> Edition:
    """Put the newest text on air `since` ago; negative plans it, and `ends_in` may be negative too."""
    now = instant.now()
    expires_at = None if ends_in is None else now + ends_in
    with transaction.atomic():
        airtime = editions.airtime(article_id=article.pk, at=now)
        article.refresh_from_db()
        assert article.head is not None
        *_, edition = editions.put_on_air(
            article=article,
            revision=article.head,
            airtime=airtime,
            goes_live_at=now - since,
            expires_at=expires_at,
            **dates,
        )
        if since >= timedelta() and article.first_published_at is None:
            article.first_published_at = edition.first_published_at
            article.save(update_fields=["first_published_at"])
    return edition


def story(headline: str = "Ferry crews return", **words: Any) -> Article:
    article = draft(headline, **words)
    air(article)
    return article


def revised(article: Article, **changes: Any) -> None:
    """Make a changed text the newest one."""
    assert article.head is not None
    text = replace(drafting.text_of(article.head), **changes)
    with transaction.atomic():
        revision = drafting.compose(article=article, text=text, by=None, now=instant.now())
        drafting.keep(revision=revision, text=text)
        drafting.set_head(article=article, revision=revision)


def updated(article: Article, **changes: Any) -> Edition:
    """Air a changed text of a story from now on."""
    revised(article, **changes)
    return air(article, since=timedelta())


def killed(article: Article, notice: str = "") -> None:
    now = instant.now()
    with transaction.atomic():
        airtime = editions.airtime(article_id=article.pk, at=now)
        editions.take_back(article=article, airtime=airtime)
        editions.end_now(airtime=airtime, now=now, notice=notice)


def lead(used: Picture, **words: Any) -> UsedPicture:
    return UsedPicture(picture_id=used.pk, role="LEAD", **words)
