"""Refusals of the publishing side. Each message is one sentence that is fit to show."""


class ArticleError(Exception):
    """Base of every refusal raised by `articles`; `str()` of it may be shown to a person."""


class PictureRefused(ArticleError):
    """The file is not a picture that can be used: unreadable, of another type, or too large."""


class PostRefused(ArticleError):
    """A post on disk can't be read: names the field (or line) and what to do about it."""

    def __init__(self, message: str, *, field: str = "", line: int | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.line = line


class TextRefused(ArticleError):
    """A text can't be kept as it is: too long, or with characters that no text may hold."""


class SlugTaken(ArticleError):
    """Another article has, or is planned at, the address that this one would get."""


class NoSection(ArticleError):
    """The story has no section yet, and its address starts with one."""


class NoSlug(ArticleError):
    """The story has no slug, and its address ends with one: no letter or digit of its headline could make one."""
