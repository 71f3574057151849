"""The table of faults, in the order in which they are provoked. One function each."""

from tests.chaos.faults import crashes, database, disk, processes, queues, races, times
from tests.chaos.faults.fault import Fault
from tests.chaos.points import Work

#: Before the fleet starts: nobody else may do the work.
ALONE = [Fault("S1", f"bare processes die over {work}", crashes.in_bare_processes(work)) for work in Work]

#: With all processes running.
TOGETHER = [
    Fault("S9", "many clocks", queues.everything_at_once),
    Fault("S1", "worker killed", processes.worker_killed_in_mid_batch),
    Fault("S8", "tick doubled", queues.one_tick_many_times),
    Fault("S4 S7", "broker emptied", queues.emptied),
    Fault("S14", "claim holder frozen", processes.holder_frozen, takes=75),
    Fault("S11", "database killed", database.killed_in_mid_batch),
    Fault("S25", "cancel against fire", races.cancel_against_fire, takes=70),
    Fault("S32", "stopped at the second", processes.stopped_at_the_second),
    Fault("S23", "window missed", processes.window_missed, is_short=False),
    Fault("S13", "deadlock", database.circle, is_short=False),
    Fault("S16", "poison", queues.poison, is_short=False),
    Fault("S5", "broker away", queues.away, is_short=False),
    Fault("S6", "broker restarted", queues.deaf, is_short=False),
    Fault("S17", "machines' clocks wrong", times.machines_wrong, is_short=False, takes=50),
    Fault("S18", "database's clock back", times.database_back, is_short=False),
    Fault("S30", "disk full", disk.full, is_short=False),
    *(Fault("S1-S3", f"workers die over {work}", crashes.in_workers(work), is_short=work is Work.AIR) for work in Work),
    Fault("S10", "no clock at all", processes.nobody_at_all, is_short=False, takes=40),
]
