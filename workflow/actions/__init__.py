"""The only entrance for people, imports and jobs: one function a verb.

Each takes `story`, the `version` that the person saw, `by` and `now`, and does in one transaction: permission, the
conditional move, the content write, the Event. It returns the Event or raises a `WorkflowError` that is fit to show.
"""

from workflow.actions.airing import (
    break_news,
    hold,
    publish,
    reschedule,
    schedule,
    unschedule,
)
from workflow.actions.assigning import assign, claim, give_back, pass_on
from workflow.actions.bulk import ask_for_many, go_on, stop
from workflow.actions.calendars import drop_filter, keep_filter, subscribe, unsubscribe
from workflow.actions.conversing import open_thread, reopen_talk, reply, resolve
from workflow.actions.creating import create, create_all
from workflow.actions.embargoes import lift_embargo, set_embargo
from workflow.actions.ending import kill, reopen, set_expiry
from workflow.actions.locking import forget, heartbeat, leave, open_for_editing, take_over
from workflow.actions.missed import decide
from workflow.actions.notes import annotate, declare
from workflow.actions.packages import detach, schedule_together
from workflow.actions.picture_embargoes import bind_picture, free_picture
from workflow.actions.picture_focus import aim_picture
from workflow.actions.picture_rights import set_rights
from workflow.actions.picture_words import describe_picture
from workflow.actions.placing import hand_over, restage
from workflow.actions.planning import cancel, link, plan, reinstate, replan, start, unlink
from workflow.actions.review import approve, file, override, send_back, sign
from workflow.actions.revising import drop_update, restore, revise, spike
from workflow.actions.sharing import comment_from_outside, share, unshare, visit
from workflow.actions.shelf import release, shelve
from workflow.actions.style import ignore, take
from workflow.actions.texts import save, set_aside

__all__ = [
    "aim_picture",
    "annotate",
    "approve",
    "ask_for_many",
    "assign",
    "bind_picture",
    "break_news",
    "cancel",
    "claim",
    "comment_from_outside",
    "create",
    "create_all",
    "decide",
    "declare",
    "describe_picture",
    "detach",
    "drop_filter",
    "drop_update",
    "file",
    "forget",
    "free_picture",
    "give_back",
    "go_on",
    "hand_over",
    "heartbeat",
    "hold",
    "ignore",
    "keep_filter",
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
    "reinstate",
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
    "schedule_together",
    "send_back",
    "set_aside",
    "set_embargo",
    "set_expiry",
    "set_rights",
    "share",
    "shelve",
    "sign",
    "spike",
    "start",
    "stop",
    "subscribe",
    "take",
    "take_over",
    "unlink",
    "unschedule",
    "unshare",
    "unsubscribe",
    "visit",
]
