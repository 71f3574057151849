"""A row for each person with a story's page open, of whom one holds it; and the way to what is on the shelf."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0008_the_last_moment")]

    operations = [
        migrations.RenameField("editinglock", "seen_at", "lapses_at"),
        migrations.AlterField(
            model_name="editinglock",
            name="lapses_at",
            field=models.DateTimeField(verbose_name="until, unless heard of"),
        ),
        migrations.AlterField(
            model_name="editinglock",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="editing_locks", to="workflow.story"
            ),
        ),
        migrations.AlterField(
            model_name="editinglock",
            name="taken_at",
            field=models.DateTimeField(null=True, verbose_name="since"),
        ),
        migrations.AlterField(
            model_name="editinglock",
            name="unsaved",
            field=models.JSONField(default=list),
        ),
        migrations.AddConstraint(
            model_name="editinglock",
            constraint=models.UniqueConstraint(fields=("story", "user"), name="person_edits_a_story_once"),
        ),
        migrations.AddConstraint(
            model_name="editinglock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_at__isnull", False)), fields=("story",), name="one_person_holds_a_story"
            ),
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(
                condition=models.Q(("shelved_at__isnull", False)), fields=["shelved_at"], name="stories_on_the_shelf"
            ),
        ),
    ]
