"""The account as a table."""

from collections import defaultdict
from collections.abc import Sequence

from tests.corpus.account import ASIDE, TAKEN, Account, Reason
from workflow.management.commands.import_posts import shown
from workflow.posts.importing import Outcome, Report

NAME = 56
EXAMPLES = 3


def show(accounts: Sequence[Account], *, names_files: bool) -> None:
    """Print a line a site, their sum, and the reasons with how often each was given."""
    titles = f"{'found':>6} {'imported':>9} {'refused':>8} {'no post':>8} {'pictures':>9}  second run"
    print(f"\n{'site':<{NAME}} {titles}")
    for account in accounts:
        print(_line(account.name, [account], _verdict(account)))
    print(_line("all", accounts, ""))
    _reasons(accounts, names_files=names_files)
    _notices(accounts)


def _line(name: str, accounts: Sequence[Account], verdict: str) -> str:
    found, pictures = sum(one.on_disk for one in accounts), sum(one.pictures for one in accounts)
    taken, refused, aside = (
        sum(one.count(*outcomes) for one in accounts) for outcomes in (TAKEN, (Outcome.REFUSED,), ASIDE)
    )
    return f"{name[:NAME]:<{NAME}} {found:>6,} {taken:>9,} {refused:>8,} {aside:>8,} {pictures:>9,}  {verdict}".rstrip()


def _verdict(account: Account) -> str:
    if not account.is_whole:
        return f"INCOMPLETE: {len(account.first)} of {account.on_disk} files told"
    return "no change" if account.is_repeatable else "CHANGED"


def _reasons(accounts: Sequence[Account], *, names_files: bool) -> None:
    told: dict[Reason, list[tuple[str, Report]]] = defaultdict(list)
    for account in accounts:
        for reason, report in account.reasons():
            told[reason].append((account.name, report))
    print("\nwhy not imported")
    for (kind, reason), reports in sorted(told.items(), key=lambda item: (item[0][0] == "not a post", -len(item[1]))):
        print(f"{len(reports):>6,}  {kind}: {shown(reason)}")
        is_refusal = kind.startswith(Outcome.REFUSED)
        for name, report in reports if is_refusal and names_files else reports[: EXAMPLES * is_refusal]:
            print(f"{'':>8}{name}/{shown(report.path)}{f': {shown(report.message)}' if names_files else ''}")


def _notices(accounts: Sequence[Account]) -> None:
    print("\nimported with a notice")
    counted = sum((account.notices() for account in accounts), start=type(accounts[0].notices())())
    for notice, count in counted.most_common():
        print(f"{count:>6,}  {shown(notice)}")
