"""S11, S13: a database that dies, and two transactions that wait for each other in a circle."""

import time

import psycopg
from django.db import connection

from tests.chaos.harness import orders
from tests.chaos.harness.house import House
from tests.chaos.harness.orders import Order
from tests.chaos.harness.outcome import Outcome, of, together
from tests.chaos.harness.scene import Scene
from tests.chaos.harness.servers import until

POINTS = ("air.events", "air.first_air", "tick.claimed", "tick.recorded", "air.stories")


def killed_in_mid_batch(house: House) -> Outcome:
    """S11: PostgreSQL stopped as by `pg_ctl -m immediate` while a batch is half written, and started again."""
    times = 1 if house.is_short else 5
    outcomes = [_killed_once(house, point) for point in POINTS[:times]]
    return together(f"stopped by -m immediate in mid-batch {times} times, at {', '.join(POINTS[:times])}", outcomes)


def _killed_once(house: House, point: str) -> Outcome:
    scene = Scene(house)
    scene.may_be_down = True
    orders.give(point, Order.WAIT)
    scene.plan(600, ahead=1.5, watched=1)
    with scene.readers():
        orders.await_takers(point)
        house.crash_the_database()
        time.sleep(0.5)
        house.start_the_database()
        orders.withdraw(point)
        scene.excuse()
        scene.settle(within=5)
        time.sleep(0.5)
    return of("", scene, within=5)


def circle(house: House) -> Outcome:
    """S13: somebody locks an edition first and its story last; once the tick is the victim, once the other."""
    outcomes = [_circle(house, is_tick_the_victim=who) for who in (True, False)]
    return together("2 deadlocks, the tick the victim of one", outcomes)


def _circle(house: House, *, is_tick_the_victim: bool) -> Outcome:
    scene, before = Scene(house), _deadlocks()
    stories = scene.plan(100, ahead=3)
    with psycopg.connect(house.postgres.url) as other:
        patience = "10s" if is_tick_the_victim else "10ms"
        other.execute(f"SET LOCAL deadlock_timeout = '{patience}'")
        other.execute("SET LOCAL lock_timeout = '20s'")
        other.execute(
            "SELECT 1 FROM articles_edition edition JOIN workflow_story story ON story.article_id = edition.article_id"
            " WHERE story.id = %s FOR UPDATE OF edition",
            [stories[-1]],
        )
        until(lambda: _blocked_by(other.info.backend_pid), "A tick that waits for the edition", 15)
        try:
            other.execute("SELECT 1 FROM workflow_story WHERE id = %s FOR UPDATE", [stories[0]])
        except psycopg.errors.DeadlockDetected:
            other.rollback()
        else:
            other.commit()
    scene.settle(within=5)
    until(lambda: _deadlocks() > before, "The count of deadlocks", 10)
    return of("", scene, within=5)


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot(), deadlocks FROM pg_stat_database WHERE datname = 'postgres'")
        return int(cursor.fetchone()[1])


def _blocked_by(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))", [pid])
        return bool(cursor.fetchone()[0])
