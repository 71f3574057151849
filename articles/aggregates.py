"""Many rows in one answer, on any database."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, Func, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONArray
from django.db.models.sql.compiler import SQLCompiler


class JSONList(Aggregate):
    """Gather an expression over rows into one JSON list, in no order."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


class Nested(Func):
    """JSON that is to stand inside other JSON: SQLite would take it for a text."""

    template = "%(expressions)s"
    output_field = JSONField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="JSON(%(expressions)s)", **extra)


def gathered(rows: QuerySet[Any], *, by: str, columns: Iterable[str]) -> Subquery:
    """Bring the rows of another table along as one JSON list of lists; None where there is no row."""
    return Subquery(rows.order_by().values(by).annotate(gathered=JSONList(JSONArray(*columns))).values("gathered"))
