"""The ways by which deliveries are made: a command without a broker, and a worker of the deliveries' queue."""

import signal
from io import StringIO

import pytest
from celery import current_app
from django.core.management import call_command
from django.core.management.base import CommandError

from newsroom.celery import BEAT
from tests import processes
from tests.people import Newsroom
from tests.workflow.mailroom import lay_down_the_rules, told
from workflow.enums import Verb
from workflow.tasks import deliver, nag


def test_the_command_delivers_once_and_says_how_much(newsroom: Newsroom) -> None:
    newsroom.act("send_back", newsroom.filed(), note="Names, please.")
    said = StringIO()
    call_command("deliver_due", stdout=said)
    assert said.getvalue() == "Dispatched: 3 events. Sent: 1, failed: 0, no longer theirs: 0.\n"
    assert told(newsroom.reporter) == [Verb.SEND_BACK]


@pytest.mark.parametrize("pause", ["0", "-1", "4000", "nan"])
def test_an_odd_pause_is_refused(db: None, pause: str) -> None:
    with pytest.raises(CommandError, match="--watch takes"):
        call_command("deliver_due", "--watch", pause)


def test_the_loop_delivers_without_a_broker_and_stops_when_asked(live_newsroom: Newsroom) -> None:
    lay_down_the_rules()
    live_newsroom.filed()
    with processes.command("deliver_due", "--watch", "0.2") as loop:
        processes.wait_until(lambda: told(live_newsroom.editor) == [Verb.FILE], loop)
        loop.popen.send_signal(signal.SIGTERM)
        assert loop.popen.wait(timeout=20) == 0


def test_beat_sends_deliveries_and_reminders_to_their_own_queue() -> None:
    sent = {entry["task"]: entry["options"]["expires"] <= entry["schedule"] for entry in BEAT.values()}
    for task in (deliver, nag):
        assert current_app.amqp.router.route({}, task.name)["queue"].name == "deliveries"
        assert sent[task.name], "a message that is late is not worth a run"


def test_the_tasks_are_safe_to_run_twice(newsroom: Newsroom) -> None:
    newsroom.filed()
    for _time in range(2):
        nag()
        deliver()
    assert told(newsroom.editor) == [Verb.FILE]
