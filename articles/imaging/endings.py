"""Whether a file ends as its format says, so that an upload that was cut off is refused at once and not by a worker."""

from typing import IO

from django.utils.translation import gettext as _
from PIL import Image

from articles.exceptions import PictureRefused

TAIL = 64 * 1024  # bytes: cameras append a little of their own behind the end
MOST_BOXES = 1_000

#: What stands at the end of a whole file (ITU T.81 B.1.1.3; PNG 11.2.5). Formats without such a mark are not listed.
MARKS = {"JPEG": b"\xff\xd9", "PNG": b"IEND"}
IN_BOXES = frozenset({"AVIF", "HEIF"})


def check_ending(file: IO[bytes], image: Image.Image) -> None:
    """Refuse a file that stops before its end; the pixels are not decoded."""
    file.seek(0, 2)
    size = file.tell()
    if image.format == "WEBP":
        file.seek(4)
        is_whole = size >= int.from_bytes(file.read(4), "little") + 8
    elif image.format in IN_BOXES:
        is_whole = _end_of_boxes(file, size) <= size
    else:
        file.seek(max(0, size - TAIL))
        is_whole = MARKS.get(image.format or "", b"") in file.read(TAIL)
    if not is_whole:
        raise PictureRefused(_("This picture is cut short: its end is missing. Export or upload it again."))


def _end_of_boxes(file: IO[bytes], size: int) -> int:
    """Return where the last box ends, by the lengths that the boxes give (ISO/IEC 14496-12, 4.2)."""
    end = 0
    for _box in range(MOST_BOXES):
        if end >= size:
            break
        file.seek(end)
        head = file.read(16)
        length = int.from_bytes(head[:4])
        if length == 1:
            length = int.from_bytes(head[8:16])
        if length < 8:  # the last box goes to the end of the file
            return size
        end += length
    return end
