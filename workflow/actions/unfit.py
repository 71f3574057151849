"""What a writer of articles finds unfit, refused in words that the desk shows."""

from collections.abc import Iterator
from contextlib import contextmanager

from articles.exceptions import ArticleError
from workflow.exceptions import Missing


@contextmanager
def refused() -> Iterator[None]:
    """Turn what `articles` refuses into a refusal of the move, once its transaction is undone."""
    try:
        yield
    except ArticleError as refusal:
        raise Missing(str(refusal)) from refusal
