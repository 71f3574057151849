"""A window that was missed is told of once: a constraint on the record. A condition makes it an index, not a new table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0013_who_hears_of_the_clock")]
    operations = [
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verb", "MISS")), fields=("edition",), name="window_is_missed_once"
            ),
        ),
    ]
