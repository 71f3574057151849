"""An index that said less than its neighbour, and that PostgreSQL took for the cheaper one."""

from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [("workflow", "0015_a_queue_may_be_silent")]
    operations = [
        migrations.SeparateDatabaseAndState(
            # The statement alone: SQLite would make the whole table anew for it.
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX IF EXISTS workflow_story_desk_id_2c54a16e",
                    "CREATE INDEX workflow_story_desk_id_2c54a16e ON workflow_story (desk_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="story",
                    name="desk",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=deletion.PROTECT,
                        related_name="stories",
                        to="workflow.desk",
                        verbose_name="desk",
                    ),
                )
            ],
        )
    ]
