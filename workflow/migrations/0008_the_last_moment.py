"""What only PostgreSQL lets happen, and what it therefore has to refuse.

A change of plan is committed a second before the plan's time or not at all: however long a transaction hung, what
readers saw is never taken back as if it had not been. A kill comes through at any time. And the record is never
emptied, which is no DELETE there. On SQLite one writer commits at once, and there is no TRUNCATE.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRES = """
CREATE FUNCTION plan_is_changed_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.goes_live_at = OLD.goes_live_at AND NEW.revision_id = OLD.revision_id THEN
        RETURN NULL;
    END IF;
    IF OLD.goes_live_at <= clock_timestamp() + interval '1 second' AND NOT EXISTS (
        SELECT FROM workflow_story WHERE article_id = OLD.article_id AND status = 'KILLED') THEN
        RAISE EXCEPTION 'plan_is_changed_in_time' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER plan_is_changed_in_time AFTER UPDATE OF goes_live_at, revision_id OR DELETE ON articles_edition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION plan_is_changed_in_time();

CREATE FUNCTION record_is_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'record_is_never_emptied' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER record_is_never_emptied BEFORE TRUNCATE ON workflow_event
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_never_emptied();
"""


def let_postgresql_say_no(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, params=None)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0007_stage_sets_never_change")]
    operations = [migrations.RunPython(let_postgresql_say_no)]
