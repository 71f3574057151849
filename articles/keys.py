"""Many keys in one parameter: a list of placeholders is read anew, by Django, driver and database, for each batch."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler


class Among(Func):
    """Say that a key is one of these: `filter(Among("article", keys))`."""

    output_field = BooleanField()

    def __init__(self, column: Any, keys: Iterable[int]) -> None:
        super().__init__(column)
        self.keys = list(keys)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        template = "%(expressions)s IN (SELECT value FROM JSON_EACH(%%s))"
        sql, parameters = self.as_sql(compiler, connection, template=template, **extra)
        return sql, [*parameters, as_parameter(self.keys, connection.vendor)]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        template = "%(expressions)s = ANY(%%s::bigint[])"
        sql, parameters = self.as_sql(compiler, connection, template=template, **extra)
        return sql, [*parameters, as_parameter(self.keys, connection.vendor)]


def as_parameter(keys: list[int], vendor: str) -> str | list[int]:
    """Write keys as that one parameter."""
    return json.dumps(keys) if vendor == "sqlite" else keys
