"""An index to find what aired lately by; the sweep of pictures asks for it every few seconds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_likenesses_are_found_by_bands"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("announced_at__isnull", False)),
                fields=["announced_at"],
                name="editions_announced_lately",
            ),
        ),
    ]
