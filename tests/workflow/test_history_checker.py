"""The checker of the chaos run complains of each history that was doctored, and of no whole one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.history import Account, Deed, Glance, Promise, Window, judge

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def deed(
    event: int, story: int, action: str, at: float, before: str, after_: str, planned: float | None = None
) -> Deed:
    planned_at = None if planned is None else after(planned)
    return Deed(event, story, story * 10, action, planned_at, after(at), after(at + 0.1), before, after_)


def whole() -> Account:
    """Two stories at noon; the first ends a minute later. A reader looked, a receiver heard."""
    return Account(
        promises=[Promise(1, 10, "AIR", NOON), Promise(2, 20, "AIR", NOON), Promise(1, 10, "EXPIRE", after(60))],
        deeds=[
            deed(1, 1, "SCHEDULE", -60, "", "SCHEDULED", 0),
            deed(2, 2, "SCHEDULE", -60, "", "SCHEDULED", 0),
            deed(3, 1, "AIR", 0.5, "SCHEDULED", "PUBLISHED", 0),
            deed(4, 2, "AIR", 0.5, "SCHEDULED", "PUBLISHED", 0),
            deed(5, 1, "EXPIRE", 60.5, "PUBLISHED", "PUBLISHED", 60),
        ],
        windows=[
            Window(
                1,
                NOON,
                after(60),
                [glance(-0.2, 404), glance(-0.05, 200), glance(0.1, 200), glance(59.95, 200), glance(60, 410)],
            )
        ],
        statuses={1: "PUBLISHED", 2: "PUBLISHED"},
        heard={3: ["a"], 4: ["b", "b"], 5: ["c"]},
    )


def glance(asked: float, status: int) -> Glance:
    return Glance(after(asked), after(asked + 0.1), status)


def broken(account: Account) -> list[str]:
    return judge(account, within=5).broken


def test_a_whole_history_passes_with_its_figures() -> None:
    verdict = judge(whole(), within=5)
    assert (verdict.broken, verdict.kept) == ([], 3)
    assert verdict.worst == pytest.approx(0.6)
    assert verdict.p99 == pytest.approx(0.6)


def change(account: Account, event: int, **changes: object) -> None:
    account.deeds = [replace(one, **changes) if one.event == event else one for one in account.deeds]


def doubled(account: Account) -> None:
    account.deeds.append(deed(6, 2, "AIR", 2, "PUBLISHED", "PUBLISHED", 0))
    assert account.heard is not None
    account.heard[6] = ["d"]


def missing(account: Account) -> None:
    account.deeds = [one for one in account.deeds if one.event != 5]
    account.heard = None


def unpromised(account: Account) -> None:
    del account.promises[1]


def early(account: Account) -> None:
    change(account, 4, at=after(-0.001))


def committed_early(account: Account) -> None:
    change(account, 4, committed_at=after(-0.001))


def late(account: Account) -> None:
    change(account, 4, committed_at=after(5.1))


def never_marked(account: Account) -> None:
    """The first story was announced after its end, and nobody was told that it was missed."""
    account.promises[0] = replace(account.promises[0], excused_until=after(70))
    change(account, 3, at=after(70), committed_at=after(70))


def marked_for_nothing(account: Account) -> None:
    account.deeds.append(deed(6, 1, "MISS", 61, "PUBLISHED", "PUBLISHED", 0))


def wrong_revision(account: Account) -> None:
    change(account, 4, revision=21)


def wrong_plan(account: Account) -> None:
    change(account, 4, planned_at=after(0.2))


def broken_chain(account: Account) -> None:
    change(account, 5, before="SCHEDULED")


def wrong_status(account: Account) -> None:
    account.statuses[2] = "SCHEDULED"


def moved_back(account: Account) -> None:
    change(account, 5, after="SCHEDULED")
    account.statuses[1] = "SCHEDULED"


def seen(account: Account, *glances: Glance) -> None:
    (window,) = account.windows
    account.windows = [replace(window, glances=[*window.glances, *glances])]


def page_early(account: Account) -> None:
    seen(account, glance(-0.2, 200))


def page_late(account: Account) -> None:
    seen(account, glance(0, 404))


def page_after_its_end(account: Account) -> None:
    seen(account, glance(60, 200))


def page_down(account: Account) -> None:
    seen(account, glance(10, 500))


def page_never_looked_at(account: Account) -> None:
    (window,) = account.windows
    account.windows = [replace(window, glances=window.glances[:2])]


def heard_twice(account: Account) -> None:
    assert account.heard is not None
    account.heard[4] = ["b", "e"]


def heard_never(account: Account) -> None:
    assert account.heard is not None
    del account.heard[4]


def heard_of_nothing(account: Account) -> None:
    assert account.heard is not None
    account.heard[99] = ["z"]


DOCTORED: dict[Callable[[Account], None], str] = {
    doubled: "happened 2 times",
    missing: "EXPIRE of story 1 with revision 10 happened 0 times",
    unpromised: "nobody promised it",
    early: "is 0.001 s early",
    committed_early: "is 0.001 s early",
    late: "5.1 s late, at most 5 s",
    never_marked: "was missed and is marked so 0 times",
    marked_for_nothing: "was not missed and is marked so 1 times",
    wrong_revision: "AIR of story 2 with revision 21 happened and nobody promised it",
    wrong_plan: "the ledger",
    broken_chain: "starts from SCHEDULED, but PUBLISHED stood before",
    wrong_status: "story 2 is SCHEDULED, its last event says PUBLISHED",
    moved_back: "is planned again after it aired",
    page_early: "a reader saw it 0.100 s before its time",
    page_late: "0.000 s after its time its page answered 404",
    page_after_its_end: "a reader saw it after its end",
    page_down: "its page answered 500",
    page_never_looked_at: "nobody looked",
    heard_twice: "a receiver heard 2 times",
    heard_never: "a receiver heard 0 times",
    heard_of_nothing: "which is not on the record",
}


@pytest.mark.parametrize("doctor", DOCTORED, ids=lambda doctor: doctor.__name__)
def test_a_doctored_history_is_found(doctor: Callable[[Account], None]) -> None:
    account = whole()
    doctor(account)
    assert any(DOCTORED[doctor] in complaint for complaint in broken(account)), broken(account)


def test_what_was_down_is_excused_until_it_was_up_and_not_longer() -> None:
    account = whole()
    change(account, 4, committed_at=after(30))
    account.promises[1] = replace(account.promises[1], excused_until=after(26))
    assert broken(account) == []
    account.promises[1] = replace(account.promises[1], excused_until=after(24))
    assert len(broken(account)) == 1


def test_while_the_database_is_away_a_page_may_fail_and_still_not_show_too_early() -> None:
    account = whole()
    account.may_be_down = True
    page_down(account)
    assert broken(account) == []
    page_early(account)
    assert len(broken(account)) == 1
