"""The only entrance for people, imports and jobs: one function a verb.

Each takes `story`, the `version` that the person saw, `by` and `now`, and does in one transaction: permission, the
conditional move, the content write, the Event. It returns the Event or raises a `WorkflowError` that is fit to show.
"""

from workflow.actions.airing import (
    break_news,
    hold,
    kill,
    publish,
    reopen,
    reschedule,
    schedule,
    set_expiry,
    unschedule,
)
from workflow.actions.conversing import open_thread, reopen_talk, reply, resolve
from workflow.actions.embargoes import lift_embargo, set_embargo
from workflow.actions.locking import forget, heartbeat, leave, open_for_editing, take_over
from workflow.actions.notes import annotate, declare
from workflow.actions.placing import hand_over, restage
from workflow.actions.review import approve, file, override, send_back, sign
from workflow.actions.revising import drop_update, restore, revise, spike
from workflow.actions.sharing import comment_from_outside, share, unshare, visit
from workflow.actions.shelf import release, shelve
from workflow.actions.texts import create, save, set_aside

__all__ = [
    "annotate",
    "approve",
    "break_news",
    "comment_from_outside",
    "create",
    "declare",
    "drop_update",
    "file",
    "forget",
    "hand_over",
    "heartbeat",
    "hold",
    "kill",
    "leave",
    "lift_embargo",
    "open_for_editing",
    "open_thread",
    "override",
    "publish",
    "release",
    "reopen",
    "reopen_talk",
    "reply",
    "reschedule",
    "resolve",
    "restage",
    "restore",
    "revise",
    "save",
    "schedule",
    "send_back",
    "set_aside",
    "set_embargo",
    "set_expiry",
    "share",
    "shelve",
    "sign",
    "spike",
    "take_over",
    "unschedule",
    "unshare",
    "visit",
]
