"""The focal point of a picture in the library."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles import pictures
from articles.models import Picture
from workflow.actions import library, unfit
from workflow.enums import Verb
from workflow.models import Event


def aim_picture(*, picture: Picture, by: User, now: datetime, x: float, y: float) -> Event | None:
    """Set where the eye goes, in shares from the left and the top; None where it is there already.

    New texts start from it; texts that use the picture already keep their crops.
    """
    with unfit.refused(), transaction.atomic():
        library.check_permission(Verb.DESCRIBE, by)
        fresh = Picture.objects.select_for_update().get(pk=picture.pk)
        before = [fresh.focus_x, fresh.focus_y]
        if before == [x, y]:
            return None
        library.check_stand_in(fresh, by)
        pictures.aim(picture=fresh, by=by, now=now, x=x, y=y)
        return library.record(Verb.DESCRIBE, fresh, by, now, focus=[before, [x, y]])
