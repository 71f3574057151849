"""Where the eye goes in a picture of the library, for the texts to come."""

import logging
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles.exceptions import TextRefused
from articles.models import Picture
from articles.pictures.looking_again import look_again

logger = logging.getLogger(__name__)


def aim(*, picture: Picture, by: User, now: datetime, x: float, y: float) -> Picture:
    """Set the focal point that new uses start from, in shares from the left and the top; its crops are made soon.

    Uses that exist keep their own. Raises `TextRefused`.
    """
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise TextRefused(_("The focal point lies in the picture: from 0 to 100 % from its left and from its top."))
    with transaction.atomic():
        picture.focus_x, picture.focus_y = x, y
        picture.save(update_fields=["focus_x", "focus_y"])
        look_again(Picture.objects.filter(pk=picture.pk), soon=True)
    logger.info("User %d set the focal point of picture %d at %s", by.pk, picture.pk, now.isoformat())
    return picture
