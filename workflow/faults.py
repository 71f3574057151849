"""What went wrong, as a row can say it."""

LONGEST = 500


def in_words(fault: Exception) -> str:
    """Return a fault's kind and words, cut to its column, without the NUL that PostgreSQL refuses."""
    return fitting(f"{type(fault).__name__}: {fault}")


def fitting(words: str) -> str:
    """Cut words to their column."""
    return words.replace("\0", "")[:LONGEST]
