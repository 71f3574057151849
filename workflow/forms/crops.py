"""Focal points and crops as people type them: in percent of the picture, to a tenth.

A use's are one line, such as `30 20; 16:9 0 12.5 100`: the focal point from the left and the top, then for each crop
set by hand its ratio, left, top and width; its height follows.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.imaging import crops
from articles.imaging.crops import Crop, Point
from articles.models import Picture

MOST_CHARACTERS = 200
NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,6})?", re.ASCII)
#: What people call each ratio.
NAMES = {ratio: ratio.replace("x", ":") for ratio in crops.RATIOS}
_RATIOS = {name: ratio for ratio, name in NAMES.items()} | {ratio: ratio for ratio in NAMES}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line says: the focal point, and left, top and width of the boxes set by hand."""

    focus: Point = crops.MIDDLE
    boxes: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)


class CropField(forms.CharField):
    """A line of focal point and crops; None where no such field was sent, so that nothing changes."""

    names = NAMES

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Focal point and crops in percent"),
            required=False,
            max_length=MOST_CHARACTERS,
            widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
            help_text=gettext_lazy(
                "From the left and from the top; then for each crop by hand its ratio, left, top and width: "
                "30 20; 16:9 0 12.5 100. An empty line means the middle."
            ),
        )

    def clean(self, value: Any) -> Typed | None:
        return None if value is None else read(super().clean(value))


class FocusForm(forms.Form):
    """Where the eye goes in a picture of the library."""

    focus_x = forms.FloatField(label=gettext_lazy("From the left, in percent"), min_value=0, max_value=100)
    focus_y = forms.FloatField(label=gettext_lazy("From the top, in percent"), min_value=0, max_value=100)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, picture: Picture) -> None:
        self.kept = {"focus_x": picture.focus_x, "focus_y": picture.focus_y}
        super().__init__(typed, initial={name: percent(share) for name, share in self.kept.items()})
        for one in self.fields.values():
            one.widget.attrs |= {"step": "0.1", "dir": "ltr"}

    def point(self) -> Point:
        """Return the focal point in shares; what nobody touched stays as exact as it was."""
        return self._share("focus_x"), self._share("focus_y")

    def _share(self, name: str) -> float:
        typed, kept = round(self.cleaned_data[name] / 100, 3), self.kept[name]
        return kept if percent(typed) == percent(kept) else typed


def percent(share: float) -> str:
    """Write a share in percent: `12.5`, `50`."""
    return f"{share * 100:.1f}".removesuffix(".0")


def line_of(crop: Crop | None) -> str:
    """Write what is kept as `read` reads it; what is no number from 0 to 1 is left out."""
    parts = [" ".join(map(percent, crops.focus_of(crop)))]
    for ratio, name in NAMES.items():
        if box := crops.kept_box(crop, ratio):
            parts.append(" ".join((name, *map(percent, box[:3]))))
    return "; ".join(parts)


def read(line: str) -> Typed:
    """Read a line; raises `ValidationError` in words for what it does not understand."""
    focus, boxes = crops.MIDDLE, {}
    for number, part in enumerate(part for part in line.split(";") if part.strip()):
        words = part.split()
        if (ratio := _RATIOS.get(words[0])) and ratio not in boxes:
            left, top, width = _shares(words[1:], 3, part)
            boxes[ratio] = (left, top, width)
        elif number == 0:
            x, y = _shares(words, 2, part)
            focus = (x, y)
        else:
            raise _not_understood(part)
    return Typed(focus, boxes)


def placed(typed: Typed, size: tuple[int, int]) -> Crop | None:
    """Return what to keep of a picture of this size; raises `ValidationError` where a box does not fit in it."""
    kept = dict(crops.of_focus(*typed.focus) or {})
    for ratio, (left, top, width) in typed.boxes.items():
        box = crops.box_at(left, top, width, ratio, size)
        if not crops.fits(box, ratio, size):
            raise _does_not_fit(ratio, size)
        kept[ratio] = list(crops.box_of({ratio: box}, ratio, size))
    return kept or None


def in_words(crop: Crop | None, size: tuple[int, int]) -> Iterator[str]:
    """Say where the focal point is and which crops were set by hand; nothing where all is in the middle."""
    if (point := crops.focus_of(crop)) != crops.MIDDLE:
        yield _("Focal point: %(left)s %% from the left, %(top)s %% from the top") % _where(*point)
    for ratio, name in NAMES.items():
        if box := crops.by_hand(crop, ratio, size):
            where = _where(box[0], box[1]) | {"ratio": name, "width": percent(box[2])}
            yield _("%(ratio)s by hand: %(left)s %% from the left, %(top)s %% from the top, %(width)s %% wide") % where


def boxes_in_words(crop: Crop | None, size: tuple[int, int]) -> list[tuple[str, str, str]]:
    """Say of each ratio, its code and its name first, what is shown there."""
    said = []
    for ratio, name in NAMES.items():
        left, top, width, _height = crops.box_of(crop, ratio, size)
        where = _where(left, top) | {"width": percent(width)}
        said.append((ratio, name, _("%(left)s %% from the left, %(top)s %% from the top; %(width)s %% wide") % where))
    return said


def _where(left: float, top: float) -> dict[str, str]:
    return {"left": percent(left), "top": percent(top)}


def _shares(words: list[str], count: int, part: str) -> list[float]:
    numbers = [float(word.replace(",", ".")) for word in words if NUMBER.fullmatch(word)]
    if len(words) != count or len(numbers) != count or max(numbers) > 100:
        raise _not_understood(part)
    return [round(number / 100, 3) for number in numbers]


def _not_understood(part: str) -> forms.ValidationError:
    return forms.ValidationError(
        _(
            "“%(part)s” is no focal point and no crop: write two numbers from 0 to 100, then crops such as "
            "“16:9 0 12.5 100”, each ratio once, with a semicolon between them. The ratios are %(ratios)s."
        )
        % {"part": part.strip()[:60], "ratios": ", ".join(NAMES.values())}
    )


def _does_not_fit(ratio: str, size: tuple[int, int]) -> forms.ValidationError:
    most = crops.largest(ratio, size)[0]
    return forms.ValidationError(
        _(
            "The crop %(ratio)s sticks out of the picture or is too small: it may be %(least)s to %(most)s %% wide "
            "here. Move it, change its width, or take it out of the line to follow the focal point."
        )
        % {"ratio": NAMES[ratio], "least": percent(most * crops.SMALLEST), "most": percent(most)}
    )
