"""All that a tick asks for stands in two indexes, so that it reads no row of what is not yet due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_timed_everything")]
    operations = [
        migrations.RemoveIndex(model_name="edition", name="editions_to_announce"),
        migrations.RemoveIndex(model_name="edition", name="expiries_to_announce"),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("announced_at__isnull", True)),
                fields=["goes_live_at", "id", "retry_announcement_at", "article"],
                name="editions_to_announce",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(
                    ("announced_at__isnull", False),
                    ("ends_at", models.F("expires_at")),
                    ("expiry_announced_at__isnull", True),
                ),
                fields=["expires_at", "id", "retry_announcement_at", "article"],
                name="expiries_to_announce",
            ),
        ),
    ]
