"""From a story's values to the bytes of a file: the same bytes where nothing was edited."""

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from articles.exceptions import PostRefused
from articles.formats.edits import Edit, edits_between, entries
from articles.formats.encoding import LINE_BREAK, encode, with_newlines
from articles.formats.fields import Fields
from articles.formats.front_matter import Cut, cut
from articles.formats.reading import read_header
from articles.formats.toml_edits import edit_toml
from articles.formats.values import Post, PostValues, Source
from articles.formats.yaml_edits import edit_yaml, rebuild_yaml, yaml_line

EDITORS: dict[str, tuple[Callable[..., str], ...]] = {"yaml": (edit_yaml, rebuild_yaml), "toml": (edit_toml,)}
"""How to edit a header, the gentlest way first."""


def write_post(values: PostValues, *, source: Source | None, zone: ZoneInfo) -> bytes:
    """Write a story as a post; without a source it gets a fresh header, with dates in `zone`.

    Only the lines of keys whose values differ from the source's are rewritten. Encoding, byte order mark, line breaks,
    comments, order and unknown keys stay. Raise PostRefused where a header can't take an edit.
    """
    if source is None:
        return (_fresh_header(values, zone) + with_newlines(values.body, "\n")).encode()
    before, fields = read_header(source.header, source)
    edits = edits_between(before, values, fields, zone=zone)
    header = _edited(before, values, edits, zone) if edits else source.header
    text = _joined(header, with_newlines(values.body, source.newline), _newline(source))
    return encode(text, encoding=source.encoding, has_bom=source.has_bom)


def _fresh_header(values: PostValues, zone: ZoneInfo) -> str:
    lines = [yaml_line(edit, with_zone=False) for edit in _all_keys(values, zone)]
    return "".join(["---\n", *lines, "---\n\n"])


def _all_keys(values: PostValues, zone: ZoneInfo) -> Iterator[Edit]:
    """Name every key of a new header in its order; what a story lacks is left out, but for empty lists."""
    yield Edit("layout", values.layout or "post")
    yield Edit("title", values.headline)
    if values.original_date:
        yield Edit("date", values.original_date.astimezone(zone))
    if values.authors:
        yield Edit("author", values.authors[0] if len(values.authors) == 1 else values.authors)
    yield Edit("categories", values.categories)
    yield Edit("tags", values.tags)
    if values.dek:
        yield Edit("excerpt", values.dek)
    if values.image:
        yield Edit("image", values.image)
    if values.picture_uses:
        yield Edit("picture_uses", entries(values.picture_uses))


def _edited(before: Post, values: PostValues, edits: list[Edit], zone: ZoneInfo) -> str:
    source, newline = before.source, _newline(before.source)
    if source.kind == "none":
        return f"---{newline}" + "".join(yaml_line(edit, newline=newline) for edit in edits) + f"---{newline}{newline}"
    parts = cut(source.header)
    nearly = ""
    for edit_header in EDITORS[source.kind]:
        header = _with_inner(parts, edit_header(parts.inner, edits, newline=newline))
        after = _read_again(header, source)
        if after and _keeps_the_rest(before, after[0]):
            if not _missed(after, values, zone):
                return header
            nearly = nearly or header
    if not nearly:
        raise PostRefused(_("The header of “%(file)s” can't take the edits.") % {"file": source.file_name})
    return nearly


def _with_inner(parts: Cut, inner: str) -> str:
    return parts.opening + inner + parts.closing


def _read_again(header: str, source: Source) -> tuple[Post, Fields] | None:
    try:
        return read_header(header, source)
    except PostRefused:
        return None


def _keeps_the_rest(before: Post, after: Post) -> bool:
    return after.extra == before.extra and after.redirects == before.redirects and after.is_draft == before.is_draft


def _missed(after: tuple[Post, Fields], values: PostValues, zone: ZoneInfo) -> list[Edit]:
    """List what the edited header still says otherwise; a value with odd spacing may never read back as itself."""
    post, fields = after
    return [edit for edit in edits_between(post, values, fields, zone=zone) if edit.value is not None]


def _joined(header: str, body: str, newline: str) -> str:
    if header and body and not header.endswith(("\n", "\r")):
        header += newline
    if not header and _would_be_cut(body):
        header = f"---{newline}---{newline}"
    return header + body


def _would_be_cut(body: str) -> bool:
    try:
        return cut(body).kind != "none"
    except PostRefused:
        return True


def _newline(source: Source) -> str:
    """Give the file's line break; in a file that mixes them the header's first, as the lines around an edit have it."""
    if source.newline in ("\n", "\r\n", "\r"):
        return source.newline
    found = LINE_BREAK.search(source.header)
    return found[0] if found else "\n"
