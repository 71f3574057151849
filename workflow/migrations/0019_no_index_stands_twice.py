"""The Events of a story are found by the index that has them in order; a second one only made them slower to write."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

drop = import_module("articles.migrations.0006_no_index_stands_twice").drop


def drop_the_twin(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop(schema_editor, "workflow_event", ("story_id",), keep=set())


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0018_embargoes_of_pictures_bind_in_the_database"),
        ("articles", "0006_no_index_stands_twice"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_the_twin, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    "event",
                    "story",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="workflow.story",
                    ),
                )
            ],
        )
    ]
