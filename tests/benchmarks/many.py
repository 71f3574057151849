"""One move of 1,000 stories, with three refusals among them."""

from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter

from articles import instant
from articles.models import Edition
from tests import bulk
from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.people import Newsroom
from workflow import actions
from workflow.enums import Verb
from workflow.models import Story

COUNT = 1_000


def run() -> Iterator[Result]:
    newsroom = Newsroom.open("Many")
    say(f"planning {COUNT:,} stories")
    bulk.scheduled(newsroom, COUNT, goes_live_at=newsroom.now + timedelta(days=1))
    pairs = list(Story.objects.order_by("pk").values_list("pk", "version"))
    said = {"goes_live_at": newsroom.now + timedelta(days=2)}
    job = actions.ask_for_many(verb=Verb.RESCHEDULE, stories=pairs, by=newsroom.publisher, now=newsroom.now, said=said)
    for key, _version in pairs[200:800:200]:
        newsroom.act("annotate", Story.objects.get(pk=key), urgency=1, ednote="")
    say(f"moving {COUNT:,} stories")
    start = perf_counter()
    while actions.go_on(now=instant.now):
        pass
    yield Result(f"a move of {COUNT:,} stories at once", COUNT / (perf_counter() - start), "stories/s")
    refused = job.items.exclude(refusal="").count()
    yield Result("refused and listed, of three moved meanwhile", refused, "stories", at_least=3, at_most=3)
    moved = Edition.objects.filter(goes_live_at=said["goes_live_at"]).count()
    yield Result("moved", moved, "stories", at_least=COUNT - 3, at_most=COUNT - 3)
