"""What is said of each picture is kept once more, folded, so that a search reads one narrow table."""

import unicodedata

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FIELDS = (
    *("name", "headline", "caption", "alt_text", "credit_line", "creator", "source", "copyright_notice"),
    *("city", "state", "country"),
)
BETWEEN = "\x1f"
AT_ONCE = 1000


def keep_words_of_all(apps: StateApps | Apps, _schema_editor: BaseDatabaseSchemaEditor | None = None) -> None:
    """Write down what is said of each picture as `articles.pictures.searching` does."""
    Picture = apps.get_model("articles", "Picture")
    PictureWords = apps.get_model("articles", "PictureWords")
    TaggedItem = apps.get_model("taggit", "TaggedItem")
    tagged = TaggedItem.objects.filter(content_type__app_label="articles", content_type__model="picture")
    keys = list(Picture.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        said = {key: words for key, *words in Picture.objects.filter(pk__in=some).values_list("pk", *FIELDS)}
        for key, tag in tagged.filter(object_id__in=some).values_list("object_id", "tag__name"):
            said[key].append(tag)
        PictureWords.objects.bulk_create(
            PictureWords(picture_id=key, folded=_folded(BETWEEN.join(words))) for key, words in said.items()
        )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0009_replaced_files_stay_a_while"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        migrations.CreateModel(
            name="PictureWords",
            fields=[
                (
                    "picture",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="articles.picture",
                    ),
                ),
                ("folded", models.TextField()),
            ],
            options={
                "verbose_name": "words of a picture",
                "verbose_name_plural": "words of pictures",
            },
        ),
        migrations.RunPython(keep_words_of_all, migrations.RunPython.noop),
    ]
