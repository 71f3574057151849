"""A story whose announcements fail in the database, as a bad row would."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from workflow.models import Story

POISON = {
    "sqlite": """
CREATE TRIGGER poison BEFORE INSERT ON workflow_event WHEN NEW.story_id = {story} AND NEW.verb IN ('AIR', 'EXPIRE')
BEGIN SELECT RAISE(ABORT, 'a poisoned story'); END
""",
    "postgresql": """
CREATE OR REPLACE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a poisoned story' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER poison BEFORE INSERT ON workflow_event
    FOR EACH ROW WHEN (NEW.story_id = {story} AND NEW.verb IN ('AIR', 'EXPIRE')) EXECUTE FUNCTION poison();
""",
}


@contextmanager
def poisoned(story: Story) -> Iterator[None]:
    """Let the announcements of one story fail in the database."""
    with connection.cursor() as cursor:
        cursor.execute(POISON[connection.vendor].format(story=story.pk))
        yield
        cursor.execute("DROP TRIGGER poison" + (" ON workflow_event" if connection.vendor == "postgresql" else ""))
