"""What a sign-off and each move ask the database, of a story with a short history and of one with a long one."""

from collections.abc import Iterator

from django.db import transaction

from tests.benchmarks.progress import say
from tests.benchmarks.result import Result
from tests.busy import lengthen
from tests.people import Newsroom
from tests.workflow.test_query_budget import BOUND, HISTORY, MOVES, queries_of
from workflow.enums import Role
from workflow.models import Membership


def run() -> Iterator[Result]:
    newsroom, other = Newsroom.open("Moves"), Newsroom.open("Sport")
    Membership.objects.create(desk=other.desk, user=newsroom.editor, role=Role.EDITOR)
    newsroom.others["desk"] = other.desk
    with transaction.atomic():  # so that the savepoints of a move are no BEGIN of its own
        draft = newsroom.draft()
        few = {verb: queries_of(verb, newsroom, draft) for verb in MOVES}
        say(f"writing {HISTORY} texts, verdicts and Events")
        lengthen(newsroom, draft, HISTORY)
        for verb, count in few.items():
            many = queries_of(verb, newsroom, draft)
            yield Result(f"{verb}: queries with a short history", count, "queries", at_most=BOUND)
            yield Result(f"{verb}: queries with {HISTORY} texts", many, "queries", at_most=count)
