"""A danger that was not thought of: a queue without a worker."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0014_a_window_is_missed_once")]
    operations = [
        migrations.AlterField(
            model_name="alarm",
            name="danger",
            field=models.CharField(
                choices=[
                    ("BEAT_SILENT", "beat is silent"),
                    ("QUEUE_SILENT", "a queue has no worker, or one that is far behind"),
                    ("AIR_UNRECORDED", "on air, and not announced"),
                    ("DELIVERIES_LATE", "deliveries are late"),
                    ("BROKER_GONE", "the broker does not answer"),
                ],
                max_length=20,
                verbose_name="danger",
            ),
        ),
    ]
