"""The only entrance for people, imports and jobs: one function a verb.

Each takes `story`, the `version` that the person saw, `by` and `now`, and does in one transaction: permission, the
conditional move, the content write, the Event. It returns the Event or raises a `WorkflowError` that is fit to show.
"""

from workflow.actions.airing import hold, kill, publish, reopen, reschedule, schedule, set_expiry, unschedule
from workflow.actions.embargoes import lift_embargo, set_embargo
from workflow.actions.notes import annotate
from workflow.actions.review import approve, file, override, send_back, sign
from workflow.actions.revising import drop_update, restore, revise, spike
from workflow.actions.texts import create, save, set_aside

__all__ = [
    "annotate",
    "approve",
    "create",
    "drop_update",
    "file",
    "hold",
    "kill",
    "lift_embargo",
    "override",
    "publish",
    "reopen",
    "reschedule",
    "restore",
    "revise",
    "save",
    "schedule",
    "send_back",
    "set_aside",
    "set_embargo",
    "set_expiry",
    "sign",
    "spike",
    "unschedule",
]
