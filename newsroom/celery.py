"""The Celery app: which queue has which task, when beat sends it, and how the broker may fail.

A broker only wakes workers. The database holds what must happen, and the sweeps below send again what is pending, so
that a lost message costs seconds and a doubled one nothing.
"""

import os
import signal
from typing import Any

from celery import Celery, Task
from celery.signals import task_postrun, task_prerun, worker_process_init
from django.conf import settings

from workflow.watch.pulses import EVERY, PULSES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

BEAT = {
    "publish what is due": {"task": "workflow.tick", "schedule": 1.0, "options": {"expires": 2}},
    "tell who has to hear": {"task": "workflow.deliver", "schedule": 3.0, "options": {"expires": 3}},
    "go on with moves of many": {"task": "workflow.move_many", "schedule": 2.0, "options": {"expires": 2}},
    "remind of what waits": {"task": "workflow.nag", "schedule": 60.0, "options": {"expires": 60}},
    "look at what airs soon": {"task": "workflow.check_planned", "schedule": 30.0, "options": {"expires": 30}},
    "notice ended licences": {"task": "workflow.find_lapses", "schedule": 10.0, "options": {"expires": 10}},
    "look for missed ends of licences": {
        "task": "workflow.find_lapses",
        "schedule": 3600.0,
        "kwargs": {"everything": True},
        "options": {"expires": 3600},
    },
    "forget ended sessions": {"task": "workflow.forget_sessions", "schedule": 3600.0, "options": {"expires": 3600}},
    "render missing pictures": {"task": "articles.render_missing", "schedule": 5.0, "options": {"expires": 5}},
    "make what comes later": {"task": "articles.render_later", "schedule": 10.0, "options": {"expires": 10}},
    "watch over the clock": {"task": "workflow.watch", "schedule": 10.0, "options": {"expires": 10}},
    **{
        f"feel the pulse of {queue}": {
            "task": "workflow.pulse",
            "schedule": float(EVERY),
            "kwargs": {"queue": queue},
            "options": {"queue": queue, "expires": pulse.lasts},
        }
        for queue, pulse in PULSES.items()
    },
}

QUEUES = {
    "workflow.tick": {"queue": "clock"},
    "workflow.watch": {"queue": "clock"},
    "articles.*": {"queue": "pictures"},
    "workflow.deliver*": {"queue": "deliveries"},
    "workflow.nag": {"queue": "deliveries"},
    "workflow.find_lapses": {"queue": "deliveries"},
    "workflow.move_many": {"queue": "deliveries"},
}

# Seconds. A message counts as lost only after the longest task is certainly over, or it would run twice.
SOFT_TIME_LIMIT, TIME_LIMIT, VISIBILITY_TIMEOUT = 120, 150, 600

# Seconds after a task’s limit: who still runs then ends by itself, lest the worker’s own timer did not come.
GRACE = 5

# A request that cannot reach the broker gives up within a second: the sweep will do what it wanted.
PUBLISHING_PATIENCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}

CONNECTION = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
    "connect_retries_timeout": 1,
    **PUBLISHING_PATIENCE,
}

app = Celery("newsroom")


def configuration() -> dict[str, Any]:
    """Say everything that Celery must know; read at first use, when the settings stand."""
    return {
        "broker_url": settings.REDIS_URL,
        "broker_transport_options": CONNECTION,
        "broker_connection_timeout": 1,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "task_publish_retry_policy": PUBLISHING_PATIENCE,
        "task_default_queue": "deliveries",
        "task_routes": QUEUES,
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_soft_time_limit": SOFT_TIME_LIMIT,
        "task_time_limit": TIME_LIMIT,
        "worker_prefetch_multiplier": 1,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "beat_schedule": BEAT,
        "beat_max_loop_interval": 1,
        "timezone": "UTC",
    }


app.add_defaults(configuration)
app.autodiscover_tasks()


@worker_process_init.connect
def wind_the_alarm(**_process: Any) -> None:
    """Let each process of a worker's pool end by itself what hangs there; a task in a thread can't be ended so."""
    task_prerun.connect(_set, weak=False)
    task_postrun.connect(_stop, weak=False)


def _set(task: "Task[Any, Any]", **_run: Any) -> None:
    signal.alarm((task.time_limit or TIME_LIMIT) + GRACE)


def _stop(**_run: Any) -> None:
    signal.alarm(0)
