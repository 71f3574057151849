"""Who hears of what the clock does; and the record is append-only again, its table rebuilt."""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

append_only = import_module("workflow.migrations.0002_events_are_append_only")

RULES = {
    # Whoever planned it hears that it came true, whatever somebody else tried at that second.
    "AIR": ("SCHEDULER",),
    "SET_EMBARGO": ("AUTHORS", "SCHEDULER"),
    "LIFT_EMBARGO": ("AUTHORS", "EDITORS", "PUBLISHERS"),
    "BIND_PICTURE": ("EDITORS", "PUBLISHERS"),
    "FREE_PICTURE": ("EDITORS", "PUBLISHERS"),
    "DETACH": ("SCHEDULER",),
    "WARN": ("SCHEDULER", "EDITORS"),
    "ORPHAN": ("EDITORS", "PUBLISHERS"),
    "MISS": ("SCHEDULER", "PUBLISHERS"),
    "DECIDE": ("SCHEDULER",),
    "ALARM": ("ADMINS",),
    "ALL_CLEAR": ("ADMINS",),
}


def lay_down_the_rules(apps: StateApps | Apps, schema_editor: BaseDatabaseSchemaEditor | None = None) -> None:
    rule = apps.get_model("workflow", "NotificationRule")
    for verb, audiences in RULES.items():
        for audience in audiences:
            rule.objects.get_or_create(verb=verb, audience=audience, desk=None)


def let_the_database_say_no(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS events_are_append_only_{event}", params=None)
            schema_editor.execute(append_only.SQLITE.format(event=event), params=None)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0012_timed_everything")]
    operations = [
        migrations.RunPython(lay_down_the_rules, migrations.RunPython.noop),
        migrations.RunPython(let_the_database_say_no, migrations.RunPython.noop),
    ]
