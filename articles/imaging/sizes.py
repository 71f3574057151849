"""How wide the files made from a picture are."""

WIDTHS = (320, 640, 1280, 1920)


def widths_for(width: int) -> tuple[int, ...]:
    """Return the widths to make, smallest first, for a picture so many pixels wide as seen; never enlarge."""
    steps = [step for step in WIDTHS if step <= width]
    if width < WIDTHS[-1] and width not in steps:
        steps.append(width)
    return tuple(steps)


def size_at(width: int, *, of: tuple[int, int]) -> tuple[int, int]:
    """Return the size of a picture brought to this width with its proportions kept, at least a pixel high."""
    return width, max(1, round(of[1] * width / of[0]))
