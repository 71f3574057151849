"""Older files say no more of how a picture was made than that software made it; no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_the_picture_desk"),
    ]

    operations = [
        migrations.AlterField(
            model_name="picture",
            name="digital_source_type",
            field=models.CharField(
                blank=True,
                choices=[
                    ("digitalCapture", "taken with a digital camera"),
                    ("computationalCapture", "put together by the camera from several shots"),
                    ("negativeFilm", "scanned from a negative"),
                    ("positiveFilm", "scanned from a slide"),
                    ("print", "scanned from a print"),
                    ("humanEdits", "a photograph edited by a person"),
                    ("compositeCapture", "put together from photographs"),
                    ("algorithmicallyEnhanced", "a photograph changed by an algorithm"),
                    ("digitalCreation", "drawn by a person with a digital tool"),
                    ("dataDrivenMedia", "drawn from data"),
                    ("screenCapture", "a screenshot"),
                    ("virtualRecording", "recorded in a virtual world"),
                    ("algorithmicMedia", "made by an algorithm that learnt from no examples"),
                    ("trainedAlgorithmicMedia", "made with AI"),
                    ("compositeWithTrainedAlgorithmicMedia", "put together with parts made with AI"),
                    ("softwareImage", "made by software, as older files say"),
                    ("compositeSynthetic", "put together with synthetic parts"),
                ],
                max_length=40,
                verbose_name="how it was made",
            ),
        ),
        migrations.AlterField(
            model_name="pictureuse",
            name="digital_source_type",
            field=models.CharField(
                choices=[
                    ("digitalCapture", "taken with a digital camera"),
                    ("computationalCapture", "put together by the camera from several shots"),
                    ("negativeFilm", "scanned from a negative"),
                    ("positiveFilm", "scanned from a slide"),
                    ("print", "scanned from a print"),
                    ("humanEdits", "a photograph edited by a person"),
                    ("compositeCapture", "put together from photographs"),
                    ("algorithmicallyEnhanced", "a photograph changed by an algorithm"),
                    ("digitalCreation", "drawn by a person with a digital tool"),
                    ("dataDrivenMedia", "drawn from data"),
                    ("screenCapture", "a screenshot"),
                    ("virtualRecording", "recorded in a virtual world"),
                    ("algorithmicMedia", "made by an algorithm that learnt from no examples"),
                    ("trainedAlgorithmicMedia", "made with AI"),
                    ("compositeWithTrainedAlgorithmicMedia", "put together with parts made with AI"),
                    ("softwareImage", "made by software, as older files say"),
                    ("compositeSynthetic", "put together with synthetic parts"),
                ],
                max_length=40,
                null=True,
                verbose_name="how it was made",
            ),
        ),
    ]
