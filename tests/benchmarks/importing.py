"""An archive of posts: how fast it comes in, how fast it comes in again, and whether memory grows with it."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db.models import Sum
from django.db.models.functions import Length

from articles.models import Revision
from tests.benchmarks import alone, server
from tests.benchmarks.alone import Taken
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from workflow.models import Desk, Story

FEW, MANY = 1_000, 10_000
FLAT = 8  # MB: a tenth of what the process weighs
SENTENCES = (
    "The harbour board met behind closed doors on Tuesday and came out with a timetable that nobody had asked for.",
    "Two of the three cranes are **older than the people who drive them**, and one of them has a name.",
    "On Tallow Square the [last baker](https://harbour.example/bakers/{number}) still sells by weight.",
    "“We were told in the spring,” said a deckhand who had come in on the *Gannet*, “and it is autumn.”",
    "The council's own figures, read out by the clerk, put the cost at {number},400 a year — less than the lamps.",
    "Nobody could say who holds the key to the sea gate, though four people have signed for it since March.",
)
POST = """---
layout: post
title: "Harbour notes, number {number}: what the tide left behind"
date: {day} 09:30:00 +0100
author: {author}
categories: [ {section} ]
tags: [ {tags} ]
description: A walk along the quay, with figures, after the {number}th tide of the year.
slug: harbour-notes-{number}
---
{body}
"""
AUTHORS = ("Rosa Tidmarsh", "Odd Håkonsen", "Ines Calder", "Wim de Groot", "Aoife Byrne")
SECTIONS = ("Harbour", "Town", "Sport", "Opinion")
TAGS = ("ferries", "tides", "council", "bakers", "gulls", "cranes", "weather", "schools", "music", "rowing", "fish")


def run() -> Iterator[Result]:
    folder = Path(tempfile.mkdtemp(prefix="newsroom-posts-"))
    try:
        yield from _measured(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured(folder: Path) -> Iterator[Result]:
    taken = {count: _taken_in(folder / f"posts-{count}", count) for count in (MANY, FEW)}
    for count, one in sorted(taken.items()):
        yield Result(f"import of {count:,} posts", count / one.seconds, "posts/s", at_least=300)
        yield Result(f"import of {count:,} posts: by its own CPU", count / one.cpu_seconds, "posts/CPU s")
        yield Result(f"import of {count:,} posts: peak memory", one.peak, "MB")
    added = taken[MANY].peak - taken[FEW].peak
    yield Result(f"import: memory added from {FEW:,} to {MANY:,}", added, "MB", at_most=FLAT)
    say(f"importing the same {MANY:,} posts again")
    again = _import(folder / f"posts-{MANY}")
    yield Result(f"import of {MANY:,} unchanged posts", MANY / again.seconds, "posts/s")
    assert Story.objects.count() == FEW + MANY


def _taken_in(folder: Path, count: int) -> Taken:
    say(f"importing {count:,} posts")
    Desk.objects.create(name=folder.name, slug=folder.name)
    _write(folder, count)
    return _import(folder)


def _import(folder: Path) -> Taken:
    environment = server.environment()
    return alone.timed(
        __name__, "import_folder", str(folder), folder.name, after="fill_page_cache", environment=environment
    )


def fill_page_cache() -> None:
    """Read as much as the database keeps in memory, which is bounded but else would grow with the first thousands."""
    Revision.objects.aggregate(letters=Sum(Length("body")))


def import_folder(folder: str, desk: str) -> None:
    call_command("import_posts", folder, desk=desk, quiet=True, stdout=StringIO())


def _write(folder: Path, count: int) -> None:
    for number in range(count):
        place = folder / f"{number // 500:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"harbour-notes-{number}.md").write_text(_post(number))


def _post(number: int) -> str:
    """Write a post of about three kilobytes, each with words, tags and people of its own."""
    body = "\n\n".join(
        ("## What we saw\n\n" if part == 2 else "> " if part == 4 else "")
        + " ".join(SENTENCES[(number + part + index) % len(SENTENCES)] for index in range(4)).format(number=number)
        for part in range(7)
    )
    return POST.format(
        number=number,
        day=date(2012, 1, 1) + timedelta(days=number % 4000),
        author=AUTHORS[number % len(AUTHORS)],
        section=SECTIONS[number % len(SECTIONS)],
        tags=", ".join(TAGS[(number + step * step) % len(TAGS)] for step in range(1, 4)),
        body=body,
    )
