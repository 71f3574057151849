"""Who hears that a story on air lost a picture to the end of its licence."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

RULES = {"LAPSE": ("AUTHORS", "EDITORS", "PUBLISHERS")}


def lay_down_the_rules(apps: StateApps | Apps, schema_editor: BaseDatabaseSchemaEditor | None = None) -> None:
    rule = apps.get_model("workflow", "NotificationRule")
    for verb, audiences in RULES.items():
        for audience in audiences:
            rule.objects.get_or_create(verb=verb, audience=audience, desk=None)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0020_the_picture_desk")]
    operations = [migrations.RunPython(lay_down_the_rules, migrations.RunPython.noop)]
