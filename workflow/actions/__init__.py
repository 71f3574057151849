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
from workflow.actions.assigning import assign, claim, give_back, pass_on
from workflow.actions.conversing import open_thread, reopen_talk, reply, resolve
from workflow.actions.creating import create, create_all
from workflow.actions.embargoes import lift_embargo, set_embargo
from workflow.actions.locking import forget, heartbeat, leave, open_for_editing, take_over
from workflow.actions.notes import annotate, declare
from workflow.actions.placing import hand_over, restage
from workflow.actions.planning import cancel, link, plan, replan, start, unlink
from workflow.actions.review import approve, file, override, send_back, sign
from workflow.actions.revising import drop_update, restore, revise, spike
from workflow.actions.sharing import comment_from_outside, share, unshare, visit
from workflow.actions.shelf import release, shelve
from workflow.actions.style import ignore, take
from workflow.actions.texts import save, set_aside

__all__ = [
    "annotate",
    "approve",
    "assign",
    "break_news",
    "cancel",
    "claim",
    "comment_from_outside",
    "create",
    "create_all",
    "declare",
    "drop_update",
    "file",
    "forget",
    "give_back",
    "hand_over",
    "heartbeat",
    "hold",
    "ignore",
    "kill",
    "leave",
    "lift_embargo",
    "link",
    "open_for_editing",
    "open_thread",
    "override",
    "pass_on",
    "plan",
    "publish",
    "release",
    "reopen",
    "reopen_talk",
    "replan",
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
    "start",
    "take",
    "take_over",
    "unlink",
    "unschedule",
    "unshare",
    "visit",
]
