"""No edition goes live before the embargo of a picture in it, whoever writes it.

On PostgreSQL the trigger holds the pictures' rows first, which whoever sets such an embargo holds, too: of a plan and an
embargo at one moment one waits for the other, and sees it. On SQLite there is one writer.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAME = "edition_is_not_before_its_pictures_embargo"

BOUND = """
SELECT 1 FROM articles_pictureuse AS used JOIN workflow_embargo AS embargo ON embargo.picture_id = used.picture_id
WHERE used.revision_id = NEW.revision_id AND embargo.lifted_at IS NULL
AND (embargo.embargoed_until IS NULL OR embargo.embargoed_until > NEW.goes_live_at)
"""

SQLITE = """
CREATE TRIGGER {name}_{when} BEFORE {event} ON articles_edition WHEN {changed} AND EXISTS ({bound})
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""

POSTGRES = f"""
CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.goes_live_at = OLD.goes_live_at AND NEW.revision_id = OLD.revision_id THEN
        RETURN NULL;
    END IF;
    PERFORM FROM articles_picture AS picture WHERE picture.id IN (
        SELECT used.picture_id FROM articles_pictureuse AS used WHERE used.revision_id = NEW.revision_id
    ) ORDER BY picture.id FOR KEY SHARE;
    IF FOUND AND EXISTS ({BOUND}) THEN
        RAISE EXCEPTION '{NAME}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {NAME} AFTER INSERT OR UPDATE OF goes_live_at, revision_id ON articles_edition
    FOR EACH ROW EXECUTE FUNCTION {NAME}();
"""  # noqa: S608

CHANGES = "(NEW.goes_live_at <> OLD.goes_live_at OR NEW.revision_id <> OLD.revision_id)"


def let_the_database_say_no(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, params=None)
        return
    for when, event, changed in (
        ("at_first", "INSERT", "1"),
        ("later", "UPDATE OF goes_live_at, revision_id", CHANGES),
    ):
        schema_editor.execute(
            SQLITE.format(name=NAME, when=when, event=event, changed=changed, bound=BOUND), params=None
        )


class Migration(migrations.Migration):
    dependencies = [("workflow", "0017_a_webhook_that_failed_rests"), ("articles", "0005_what_a_tick_reads")]
    operations = [migrations.RunPython(let_the_database_say_no, migrations.RunPython.noop)]
