"""A look for pictures that look the same reads those that share a band of their hash, and no longer every picture."""

from django.db import migrations, models

from articles.bands import Band


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_words_of_pictures_are_kept_to_be_searched")]
    operations = [
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(Band("perceptual_hash", number=number), name=f"pictures_by_band_{number}"),
        )
        for number in range(7)
    ]
