"""What a picture's page says of its focal point and its crops."""

from typing import Any

from articles.imaging import crops
from articles.models import Picture
from workflow.desk.entrance import Member
from workflow.forms.crops import NAMES, FocusForm, boxes_in_words


def section(_member: Member, found: Picture) -> dict[str, Any]:
    """Return what `_picture_crops.html` shows; every member of a desk may move the focal point."""
    own = crops.of_focus(found.focus_x, found.focus_y)
    return {
        "focus": FocusForm(picture=found),
        "crop_names": NAMES,
        "crop_boxes": boxes_in_words(own, (found.width, found.height)),
    }
