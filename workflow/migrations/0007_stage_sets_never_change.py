"""A stage set never changes: a story was filed under it. And the record is append-only again, its table rebuilt."""

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

append_only = import_module("workflow.migrations.0002_events_are_append_only")

SQLITE = """
CREATE TRIGGER stage_sets_never_change_{event} BEFORE {event} ON workflow_stage
BEGIN SELECT RAISE(ABORT, 'stage_sets_never_change'); END
"""

POSTGRES = """
CREATE FUNCTION stage_sets_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'stage_sets_never_change' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER stage_sets_never_change BEFORE UPDATE OR DELETE ON workflow_stage
    FOR EACH ROW EXECUTE FUNCTION stage_sets_never_change();
"""


def let_the_database_say_no(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "sqlite":
        return schema_editor.execute(POSTGRES, params=None)
    for event in ("UPDATE", "DELETE"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS events_are_append_only_{event}", params=None)
        schema_editor.execute(append_only.SQLITE.format(event=event), params=None)
        schema_editor.execute(SQLITE.format(event=event), params=None)
    return None


class Migration(migrations.Migration):
    dependencies = [("workflow", "0006_review_desk")]
    operations = [migrations.RunPython(let_the_database_say_no)]
