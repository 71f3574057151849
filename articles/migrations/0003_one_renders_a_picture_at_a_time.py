from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_bounds_and_snapshots")]
    operations = [
        migrations.AddField(
            model_name="picture",
            name="rendering_since",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
