"""What no constraint of Django can say, made per vendor.

Editions of one article never overlap; a bound that has passed never changes; an edition that aired is never deleted; a
revision and its picture uses are never changed or deleted; an address is fixed at first air. Each refusal is named as a
sentence, so that an IntegrityError reads as one.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

IMMUTABLE_TABLES = {
    "articles_revision": "revision_is_immutable",
    "articles_pictureuse": "picture_use_is_immutable",
}

SQLITE_NOW = "STRFTIME('%Y-%m-%d %H:%M:%f000', 'NOW')"

SQLITE_OVERLAP = """
CREATE TRIGGER editions_of_one_article_never_overlap_{event} BEFORE {event} ON articles_edition
WHEN NEW.ends_at IS NULL OR NEW.ends_at > NEW.goes_live_at
BEGIN
    SELECT RAISE(ABORT, 'editions_of_one_article_never_overlap') WHERE EXISTS (
        SELECT 1 FROM articles_edition AS other
        WHERE other.article_id = NEW.article_id AND other.id IS NOT NEW.id
          AND (other.ends_at IS NULL OR other.ends_at > other.goes_live_at)
          AND (NEW.ends_at IS NULL OR other.goes_live_at < NEW.ends_at)
          AND (other.ends_at IS NULL OR other.ends_at > NEW.goes_live_at));
END
"""

SQLITE_BOUNDS = f"""
CREATE TRIGGER passed_bounds_never_change BEFORE UPDATE OF goes_live_at, ends_at, article_id, revision_id ON articles_edition
WHEN (OLD.goes_live_at <= {SQLITE_NOW} AND (
        NEW.goes_live_at IS NOT OLD.goes_live_at OR NEW.revision_id <> OLD.revision_id OR NEW.article_id <> OLD.article_id))
  OR (OLD.ends_at <= {SQLITE_NOW} AND NEW.ends_at IS NOT OLD.ends_at)
BEGIN SELECT RAISE(ABORT, 'passed_bounds_never_change'); END
"""

SQLITE_DELETE = f"""
CREATE TRIGGER aired_edition_is_never_deleted BEFORE DELETE ON articles_edition
WHEN OLD.goes_live_at <= {SQLITE_NOW}
BEGIN SELECT RAISE(ABORT, 'aired_edition_is_never_deleted'); END
"""

SQLITE_ADDRESS = """
CREATE TRIGGER address_is_fixed_at_first_air BEFORE UPDATE OF path, first_published_at ON articles_article
WHEN OLD.first_published_at IS NOT NULL
 AND (NEW.path IS NOT OLD.path OR NEW.first_published_at IS NOT OLD.first_published_at)
BEGIN SELECT RAISE(ABORT, 'address_is_fixed_at_first_air'); END
"""

SQLITE_IMMUTABLE = """
CREATE TRIGGER {name}_{event} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{name}'); END
"""

POSTGRES_OVERLAP = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE articles_edition ADD CONSTRAINT editions_of_one_article_never_overlap
    EXCLUDE USING gist (article_id WITH =, tstzrange(goes_live_at, ends_at) WITH &&);
"""

POSTGRES_REFUSE = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {when} THEN
        RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""

POSTGRES_BOUNDS_WHEN = """
    (OLD.goes_live_at <= clock_timestamp() AND (NEW.goes_live_at IS DISTINCT FROM OLD.goes_live_at
        OR NEW.revision_id <> OLD.revision_id OR NEW.article_id <> OLD.article_id))
    OR (OLD.ends_at <= clock_timestamp() AND NEW.ends_at IS DISTINCT FROM OLD.ends_at)
"""

POSTGRES_ADDRESS_WHEN = """
    OLD.first_published_at IS NOT NULL AND (NEW.path IS DISTINCT FROM OLD.path
        OR NEW.first_published_at IS DISTINCT FROM OLD.first_published_at)
"""


def sqlite_statements() -> list[str]:
    immutable = [
        SQLITE_IMMUTABLE.format(name=name, table=table, event=event)
        for table, name in IMMUTABLE_TABLES.items()
        for event in ("UPDATE", "DELETE")
    ]
    overlap = [SQLITE_OVERLAP.format(event=event) for event in ("INSERT", "UPDATE")]
    return [*overlap, SQLITE_BOUNDS, SQLITE_DELETE, SQLITE_ADDRESS, *immutable]


def postgres_statements() -> list[str]:
    refusals = [
        ("passed_bounds_never_change", "UPDATE", "articles_edition", POSTGRES_BOUNDS_WHEN),
        ("aired_edition_is_never_deleted", "DELETE", "articles_edition", "OLD.goes_live_at <= clock_timestamp()"),
        ("address_is_fixed_at_first_air", "UPDATE", "articles_article", POSTGRES_ADDRESS_WHEN),
        *((name, "UPDATE OR DELETE", table, "TRUE") for table, name in IMMUTABLE_TABLES.items()),
    ]
    return [
        POSTGRES_OVERLAP,
        *(
            POSTGRES_REFUSE.format(name=name, events=events, table=table, when=when)
            for name, events, table, when in refusals
        ),
    ]


def let_the_database_say_no(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for statement in sqlite_statements() if vendor == "sqlite" else postgres_statements():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(let_the_database_say_no)]
