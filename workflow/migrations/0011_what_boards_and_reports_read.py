"""What the board reads by status, reports by verb and week, and "waiting for me" of what is owed elsewhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0010_who_hears_of_what")]
    operations = [
        migrations.AddIndex("event", models.Index(fields=["verb", "at"], name="events_by_verb")),
        migrations.AddIndex("story", models.Index(fields=["status", "-changed_at"], name="stories_by_status")),
        migrations.AddIndex(
            "wait",
            models.Index(
                condition=models.Q(("ended_at", None), ("is_owed", True)), fields=["story"], name="waits_that_are_owed"
            ),
        ),
    ]
