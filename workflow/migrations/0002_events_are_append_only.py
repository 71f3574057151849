"""The record is append-only: the database refuses to change or delete an Event."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE TRIGGER events_are_append_only_{event} BEFORE {event} ON workflow_event
BEGIN SELECT RAISE(ABORT, 'events_are_append_only'); END
"""

POSTGRES = """
CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events_are_append_only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE ON workflow_event
    FOR EACH ROW EXECUTE FUNCTION events_are_append_only();
"""


def let_the_database_say_no(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in [SQLITE.format(event=event) for event in ("UPDATE", "DELETE")] if sqlite else [POSTGRES]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [migrations.RunPython(let_the_database_say_no)]
