"""What follows from an Event: who hears of it, and whether they did.

`dispatch` writes the deliveries of new Events, `deliver` sends those that are due. Neither is ever called by a move:
only by the deliveries queue, or by `manage.py deliver_due`. Both may run twice, and by many at once.
"""

from workflow.deliveries.again import dispatch_again, send_again
from workflow.deliveries.inbox import choose, mark_all_read, mark_read
from workflow.deliveries.outbox import dispatch
from workflow.deliveries.run import Tally
from workflow.deliveries.sending import deliver

__all__ = [
    "Tally",
    "choose",
    "deliver",
    "dispatch",
    "dispatch_again",
    "mark_all_read",
    "mark_read",
    "send_again",
]
