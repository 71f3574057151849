"""The one clock: the database's. SQL uses `DatabaseNow()`; Python reads an instant once and passes it down as `now`."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.functions import Now
from django.db.models.sql.compiler import SQLCompiler

# Six digits, so that text comparison agrees with stored datetimes to the letter.
SQLITE_NOW = "STRFTIME('%Y-%m-%d %H:%M:%f000', 'NOW')"
# Escaped for the template of a function, and once more for the parameters of the query around it.
SQLITE_NOW_IN_QUERY = SQLITE_NOW.replace("%", "%%%%")


class DatabaseNow(Now):
    """The database's clock inside a query."""

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template=SQLITE_NOW_IN_QUERY, **extra)


class Iso(Func):
    """An instant as ISO 8601 in UTC, to the second, written by the database."""

    output_field = CharField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        written = "STRFTIME('%%%%Y-%%%%m-%%%%dT%%%%H:%%%%M:%%%%S+00:00', %(expressions)s)"
        return self.as_sql(compiler, connection, template=written, **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        written = """TO_CHAR(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')"""
        return self.as_sql(compiler, connection, template=written, **extra)


def now() -> datetime:
    """Read the database's clock once: milliseconds on SQLite, microseconds on PostgreSQL; aware, in UTC."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT " + SQLITE_NOW)
            return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
        cursor.execute("SELECT STATEMENT_TIMESTAMP()")
        moment: datetime = cursor.fetchone()[0]
        return moment.astimezone(UTC)
