"""Who failed is left alone for a while, and each receiver's deliveries are found without those of the others."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("workflow", "0016_stories_of_a_desk_go_by_status")]
    operations = [
        migrations.AddField(
            model_name="webhook", name="failures_in_a_row", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="webhook",
            name="rests_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="rests until"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=Q(("due_at__isnull", False), ("webhook", None)), fields=["due_at"], name="mails_to_try"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=Q(("due_at__isnull", False), ("webhook__isnull", False)),
                fields=["webhook", "due_at"],
                name="deliveries_to_try_by_webhook",
            ),
        ),
    ]
