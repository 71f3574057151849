"""Rows written out of other rows in one INSERT … SELECT: they never travel through Python."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable


def insert(into: type[Model], *, columns: Mapping[str, Combinable], rows: QuerySet[Any], on_conflict: str = "") -> int:
    """Write a row for each of these, filled by expressions over it; return how many were written."""
    select, parameters = rows.order_by().values_list(*columns.values()).query.sql_with_params()
    statement = f"INSERT INTO {into._meta.db_table} ({', '.join(columns)}) {select} {on_conflict}"
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
