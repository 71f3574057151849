"""Who sits where when nobody may fill two chairs: a maximum bipartite matching by augmenting paths. Pure."""

from collections.abc import Mapping, Sequence


def seat(able: Mapping[int, Sequence[int]], chairs: Mapping[int, int]) -> dict[int, int]:
    """Map people to stages so that as many of the `chairs` of each stage as can be are filled by who is `able`.

    A stage earlier in `chairs` is filled first; who is moved on to another stage leaves no chair empty behind.
    """
    seated: dict[int, int] = {}

    def place(stage: int, tried: set[int]) -> bool:
        for who in able[stage]:
            if who in tried or seated.get(who) == stage:
                continue
            tried.add(who)
            if who not in seated or place(seated[who], tried):
                seated[who] = stage
                return True
        return False

    for stage, needed in chairs.items():
        for _chair in range(needed):
            place(stage, set())
    return seated
