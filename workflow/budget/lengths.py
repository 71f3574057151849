"""How long a text is, in the words that a reader sees."""

from articles import markup
from articles.exceptions import TextRefused

#: Characters up to which a text is read as Markdown: beyond it a list of many would take too long.
LONGEST_READ = 40_000


def words_in(body: str) -> int:
    """Count the words without markup; in a book, or what can’t be rendered, all that stands apart."""
    if len(body) > LONGEST_READ:
        return len(body.split())
    try:
        return markup.word_count(body)
    except TextRefused:
        return len(body.split())
