"""Queries that are put into SQL once and asked many times: a page is read far more often than a query changes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Expression, QuerySet

from articles.keys import as_parameter

Row = dict[str, Any]
Converters = dict[int, tuple[list[Callable[..., Any]], Expression]]

BLANK = -987_654_321  # stands where a value comes; no id and, as text, no address
Value = int | str | list[int]
PLACE = re.compile(r"(?<!%)%s")  # an unescaped one
BITS = 63  # of the largest number that a database keeps, without its sign


@dataclass(frozen=True, slots=True)
class _Statement:
    """`sql` names its parameters: Django then spares SQLite a search through the whole text at each execution.

    `names` are the columns': PostgreSQL's driver would make them anew each time it is asked.
    """

    sql: str
    params: dict[str, Any]
    blanks: list[list[str]]
    names: list[str]
    converters: Converters


class PreparedQuery:
    """A `values()` query with blanks; the ORM writes its SQL, so filters and columns stand where they always do.

    A blank may stand in several places; one for many keys stands in `keys.Among`.
    """

    def __init__(self, ask: Callable[..., "QuerySet[Any, Any]"], *, kind: type[Value], blanks: int = 1) -> None:
        self._ask = ask
        self._blanks = [_blank(BLANK - number, kind) for number in range(blanks)]
        self._statements: dict[str, _Statement] = {}

    def rows(self, *values: Value) -> list[Row]:
        """Ask with these values in the blanks; a number too large for any column matches nothing."""
        return [dict(zip(self._statement.names, row, strict=True)) for row in self.tuples(*values)]

    def tuples(self, *values: Value) -> list[list[Any]]:
        """Ask like `rows`, and return the columns in the order in which the query names them."""
        if any(isinstance(value, int) and value.bit_length() > BITS for value in values):
            return []
        statement = self._statement
        given = [_parameter(value) for value in values]
        filled = {name: value for names, value in zip(statement.blanks, given, strict=True) for name in names}
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, {**statement.params, **filled})
            return [_converted(row, statement.converters) for row in cursor.fetchall()]

    @property
    def _statement(self) -> _Statement:
        return self._statements.get(connection.vendor) or self._write()

    def _write(self) -> _Statement:
        query = self._ask(*self._blanks).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        columns = [alias or expression.target.column for expression, _sql, alias in compiler.select]
        names = [f"p{position}" for position in range(len(params))]
        numbered = iter(names)
        named = PLACE.sub(lambda _place: f"%({next(numbered)})s", sql)
        kept = dict(zip(names, params, strict=True))
        marks = map(_parameter, self._blanks)
        blanks = [[name for name, value in kept.items() if value == mark] for mark in marks]
        statement = _Statement(named, kept, blanks, columns, converters)
        self._statements[connection.vendor] = statement
        return statement


def _blank(mark: int, kind: type[Value]) -> Value:
    if kind is list:
        return [mark]
    return str(mark) if kind is str else mark


def _parameter(value: Value) -> Value:
    return as_parameter(value, connection.vendor) if isinstance(value, list) else value


def _converted(row: Iterable[Any], converters: Converters) -> list[Any]:
    values = list(row)
    for position, (steps, expression) in converters.items():
        for step in steps:
            values[position] = step(values[position], expression, connection)
    return values
