"""The pictures' fates as a table."""

from collections import Counter, defaultdict
from pathlib import PurePosixPath

from tests.corpus.account import alike
from tests.corpus.pictures import Fate, Gallery, Told

MEGABYTE = 1024 * 1024
EXAMPLES = 3
SHOWN = (Fate.DECODED, Fate.REFUSED, Fate.FAILED, Fate.SAME, Fate.LOST)


def show(gallery: Gallery, *, names_files: bool) -> None:
    """Print a line for each kind of file, the reasons with how often each was given, and how the worker fared."""
    by_kind: dict[str, Counter[Fate]] = defaultdict(Counter)
    for one in gallery.told:
        by_kind[PurePosixPath(one.path).suffix.lower() or "(none)"][one.fate] += 1
    print(f"\n{'pictures':<14} {'found':>7}" + "".join(f" {fate:>12}" for fate in SHOWN))
    for kind, counts in sorted(by_kind.items(), key=lambda item: (-item[1].total(), item[0])):
        print(_line(kind, counts))
    print(_line("all", sum(by_kind.values(), Counter[Fate]())))
    _reasons(gallery, names_files=names_files)
    lives = "alive throughout" if gallery.is_alive else "DIED"
    print(
        f"\nworker: {lives}, {gallery.processes_lost} of its processes lost; at most {gallery.peak / MEGABYTE:,.0f} MB"
        f" in one process; {gallery.seconds:.0f} s" + ("" if gallery.is_whole else "; INCOMPLETE")
    )


def _line(kind: str, counts: Counter[Fate]) -> str:
    return f"{kind:<14} {counts.total():>7,}" + "".join(f" {counts[fate]:>12,}" for fate in SHOWN)


def _reasons(gallery: Gallery, *, names_files: bool) -> None:
    told: dict[tuple[Fate, str], list[Told]] = defaultdict(list)
    for fate in (Fate.REFUSED, Fate.FAILED, Fate.LOST):
        for one in gallery.of(fate):
            told[fate, alike(one.why)].append(one)
    print("\nwhy not decoded")
    for (fate, why), ones in sorted(told.items(), key=lambda item: -len(item[1])):
        print(f"{len(ones):>6,}  {fate}: {why}")
        for one in ones if names_files or fate is Fate.LOST else ones[:EXAMPLES]:
            print(f"{'':>8}{one.path}{f': {one.why}' if names_files else ''}")
