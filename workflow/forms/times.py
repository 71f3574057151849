"""Times in forms: typed by one clock, which the person names; refused in a gap, asked for in an overlap."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from workflow.times import readings, wall_time, zones
from workflow.times.wall_time import Typed

FOLDS = [("0", lazy("the earlier")), ("1", lazy("the later"))]


class ZoneSelect(forms.Select):
    """One's own zone first, then the newsroom's, then all others by region; the long rest is rendered once."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        chosen = "" if value is None else str(value)
        first = [*self.first(), ("UTC", "UTC")]
        if chosen not in {key for key, _words in first}:
            first.append((chosen, chosen or "—"))
        options = format_html_join("", "{}", ((_option(key, words, key == chosen),) for key, words in first))
        named = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}{}</select>", named, options, _all_zones())

    def first(self) -> Iterator[tuple[str, str]]:
        """Say which stand first, and whose they are."""
        own, ours = readings.reader().zone, settings.NEWSROOM_TIME_ZONE
        if own.key != ours.key:
            yield own.key, _("%(place)s: your clock") % {"place": zones.place(own)}
        yield ours.key, _("%(place)s: the newsroom’s clock") % {"place": zones.place(ours)}


class ZoneField(forms.CharField):
    """The name of a zone that exists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": zones.LONGEST, "widget": ZoneSelect, **kwargs})

    def clean(self, value: Any) -> str:
        name = str(super().clean(value))
        try:
            return zones.named(name).key if name or self.required else ""
        except zones.UnknownZone as refusal:
            raise forms.ValidationError(str(refusal)) from None


class WallTimeField(forms.CharField):
    """A time as typed; the form makes an instant of it, since that takes a zone, and an overlap needs an answer.

    `reading` says what other clocks show then.
    """

    is_wall_time = True
    reading = ""
    read: Callable[..., Any] = staticmethod(wall_time.parse)
    write: Callable[..., str] = staticmethod(wall_time.as_typed)
    instant: Callable[[Any], datetime | None] = staticmethod(lambda meant: meant)

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "any"})
        super().__init__(**{"max_length": 40, "widget": widget, **kwargs})

    def needs_zone(self, text: str) -> bool:
        """Say whether this is a time of a clock, and not a longer span by the newsroom's calendar."""
        return bool(text)


class TimedForm(forms.Form):
    """A form some of whose fields are times, and whose `zone` says by which clock they are.

    `held` has what the story has now: a time that nobody touched stays the very same instant.
    """

    def __init__(self, *args: Any, held: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held: dict[str, Any] = {}
        self.typed: dict[str, Typed] = {}
        self.hold(held or {})

    @property
    def times(self) -> dict[str, WallTimeField]:
        return {name: made for name, made in self.fields.items() if isinstance(made, WallTimeField)}

    def hold(self, held: Mapping[str, Any]) -> None:
        """Start from what there is, by the person's own clock."""
        zone = readings.reader().zone
        self.initial["zone"] = zone.key
        for name, made in self.times.items():
            if held.get(name):
                self.held[name] = held[name]
                self.initial[name] = made.write(held[name], zone=zone)
                made.reading = _reading(made.instant(held[name]), zone)
                twice, at = self._offer_which(name, made, self.initial[name], zone), made.instant(held[name])
                if twice and at:
                    self.initial[f"{name}_fold"] = str(int(at >= twice.later))

    def clean(self) -> dict[str, Any]:
        said = {name: made for name, made in self.times.items() if self.cleaned_data.get(name)}
        needs_zone = any(made.needs_zone(self.cleaned_data[name]) for name, made in said.items())
        zone = self._zone() if needs_zone else settings.NEWSROOM_TIME_ZONE
        for name in self.times:
            if name in self.cleaned_data:
                self.cleaned_data[name] = self._instant(name, said[name], zone) if zone and name in said else None
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """Return what was said without what only told how to read the times."""
        aside = {"zone", *(f"{name}_fold" for name in self.times)}
        return {name: said for name, said in self.cleaned_data.items() if name not in aside}

    def in_words(self) -> list[str]:
        """Say each time that was typed by the newsroom's clock and the person's own, and as typed by any other."""
        said = {name: made.instant(self.cleaned_data[name]) for name, made in self.times.items() if name in self.typed}
        return [f"{self.fields[name].label}: {self._said(name, at)}." for name, at in said.items() if at]

    def _said(self, name: str, at: datetime) -> str:
        words, typed = readings.in_words(at), self.typed[name]
        return f"{words}, {readings.as_typed(typed)}" if readings.is_third(typed) else words

    def _zone(self) -> ZoneInfo | None:
        """Read the zone; which one it was is asked only where a time was typed."""
        if "zone" not in self.errors:
            try:
                return zones.named(self.cleaned_data.get("zone", ""))
            except zones.UnknownZone as refusal:
                self.add_error("zone", str(refusal))
        return None

    def _instant(self, name: str, made: WallTimeField, zone: ZoneInfo) -> Any:
        text, fold = self.cleaned_data[name], self.cleaned_data.get(f"{name}_fold")
        self._offer_which(name, made, text, zone)
        try:
            meant = self._meant(name, made, text, int(fold) if fold else None, zone)
        except wall_time.WallTimeRefused as refusal:
            self.add_error(name, str(refusal))
            return None
        made.reading = _reading(made.instant(meant), zone)
        self.typed[name] = Typed(made.write(meant, zone=zone), zone.key)
        return meant

    def _meant(self, name: str, made: WallTimeField, text: str, fold: int | None, zone: ZoneInfo) -> Any:
        """Return the instant; what is held stays to the microsecond where that is what still stands there."""
        held = self.held.get(name)
        if held is not None and fold is None and text == made.write(held, zone=zone):
            return held
        meant = made.read(text, zone=zone, fold=fold)
        is_held = isinstance(held, datetime) and held.replace(microsecond=0) == meant
        return held if is_held else meant

    def _offer_which(self, name: str, made: WallTimeField, text: str, zone: ZoneInfo) -> wall_time.IsTwice | None:
        """Ask which of two is meant, where the clock shows that time twice."""
        asked = self.fields[f"{name}_fold"]
        asked.widget = forms.HiddenInput()
        try:
            made.read(text, zone=zone)
        except wall_time.IsTwice as twice:
            shown = [(code, at.strftime(wall_time.SHOWN)) for code, at in (("0", twice.earlier), ("1", twice.later))]
            asked.widget = forms.RadioSelect(choices=shown)
            return twice
        except wall_time.WallTimeRefused:
            pass  # said where it is read for good
        return None


def which_of_two() -> forms.ChoiceField:
    """Return the field that answers for a time that comes twice; hidden until one does."""
    return forms.ChoiceField(label=lazy("Which of the two"), required=False, choices=FOLDS, widget=forms.HiddenInput)


def by_which_clock() -> ZoneField:
    """Return the field that says by which clock the times of a form are."""
    return ZoneField(label=lazy("By which clock"), required=False)


def _reading(at: datetime | None, zone: ZoneInfo) -> str:
    return readings.elsewhere(at, typed_in=zone) if at else ""


def _option(key: str, words: str, is_chosen: bool) -> SafeString:
    selected = SafeString(" selected") if is_chosen else ""
    return format_html('<option value="{}"{}>{}</option>', key, selected, words)


@cache
def _all_zones() -> SafeString:
    groups: Iterable[tuple[str, SafeString]] = (
        (region, format_html_join("", '<option value="{}">{}</option>', places)) for region, places in zones.by_region()
    )
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)
