"""The house's rules of who hears of what. What happened before there were any is nobody's news."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

RULES = {
    "FILE": ("SIGNERS",),
    "SAVE": ("SIGNERS",),
    "SIGN": ("AUTHORS", "SIGNERS"),
    "APPROVE": ("AUTHORS", "PUBLISHERS"),
    "OVERRIDE": ("AUTHORS", "EDITORS"),
    "SEND_BACK": ("AUTHORS",),
    "SCHEDULE": ("AUTHORS",),
    "RESCHEDULE": ("AUTHORS", "SCHEDULER"),
    "UNSCHEDULE": ("AUTHORS", "SCHEDULER"),
    "HOLD": ("SCHEDULER", "EDITORS"),
    "PUBLISH": ("AUTHORS",),
    "AIR": ("AUTHORS",),
    "BREAK_NEWS": ("AUTHORS", "EDITORS"),
    "KILL": ("AUTHORS", "EDITORS"),
    "SHELVE": ("EDITORS",),
    "RELEASE": ("EDITORS",),
    "DECLARE": ("SIGNERS",),
    "RESTAGE": ("SIGNERS",),
    "HAND_OVER": ("EDITORS", "SIGNERS"),
    "NAG": ("SIGNERS",),
    "ESCALATE": ("EDITORS",),
    "ASSIGN": ("REPORTER",),
    "CANCEL": ("REPORTER",),
    "COMMENT": ("AUTHORS", "MENTIONED"),
    "RESOLVE": ("MENTIONED",),
    "TAKE_OVER": ("MENTIONED",),
}

SETTLE = """
INSERT INTO workflow_dispatch (event_id, at, error) SELECT id, at, '' FROM workflow_event
"""


def lay_down_the_rules(apps: StateApps | Apps, schema_editor: BaseDatabaseSchemaEditor | None = None) -> None:
    rule = apps.get_model("workflow", "NotificationRule")
    rule.objects.bulk_create(
        rule(verb=verb, audience=audience) for verb, audiences in RULES.items() for audience in audiences
    )


def settle_the_past(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(SETTLE, params=None)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0009_several_may_have_a_page_open")]
    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("channel", "INBOX"), ("read_at", None)),
                fields=["user", "-id"],
                name="unread_of_a_person",
            ),
        ),
        migrations.RunPython(settle_the_past, migrations.RunPython.noop),
        migrations.RunPython(lay_down_the_rules, migrations.RunPython.noop),
    ]
