"""Django indexes each foreign key; where another index begins with the same column, that one does, and writes are faster."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TWICE = ("article_id", "revision_id", "section_id")


def drop(schema_editor: BaseDatabaseSchemaEditor, table: str, columns: tuple[str, ...], *, keep: set[str]) -> None:
    """Drop the index of each of these columns alone, by whatever name it has; those to keep have a name of ours."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    for name, about in found.items():
        is_plain = about["index"] and not about["unique"] and not about["primary_key"]
        if is_plain and name not in keep and tuple(about["columns"]) in {(column,) for column in columns}:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


def drop_the_twins(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop(schema_editor, "articles_edition", TWICE, keep={"editions_of_a_revision"})


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_what_a_tick_reads")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_the_twins, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    "edition",
                    name,
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to=f"articles.{name}",
                    ),
                )
                for name in ("article", "revision", "section")
            ],
        )
    ]
