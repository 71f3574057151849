from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0021_who_hears_of_pictures")]
    operations = [
        migrations.AddField(
            model_name="reviewlink",
            name="despite_embargo",
            field=models.BooleanField(default=False, verbose_name="reads under an embargo"),
        ),
    ]
