"""What somebody looks for in the library of pictures."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from taggit.models import TaggedItem

from articles.enums import MADE_WITH_AI, DigitalSourceType
from articles.models import Article, Edition, Picture, PictureUse, PictureWords
from articles.pictures import searching
from articles.querysets import licensed

#: Words that are looked for; more are left out, so that nobody makes the database search for a whole text.
MOST_WORDS: Final = 8
SOON: Final = timedelta(days=30)
AI, UNSAID = "AI", "UNSAID"

Choice = tuple[str, str | Promise]
Asked = Callable[[datetime], Q]
ANY: Final[Choice] = ("", _("any"))

_BOUNDED = Q(licensed_from__isnull=False) | Q(licensed_until__isnull=False)
#: How the rights to a picture stand at an instant: each a name and what it asks.
RIGHTS: Final[dict[str, tuple[str | Promise, Asked]]] = {
    "LICENSED": (_("licensed now"), lambda now: _BOUNDED & licensed(now)),
    "ENDING": (_("ends within 30 days"), lambda now: licensed(now) & Q(licensed_until__lte=now + SOON)),
    "ENDED": (_("ended"), lambda now: Q(licensed_until__lte=now)),
    "NOT_YET": (_("not yet licensed"), lambda now: Q(licensed_from__gt=now)),
    "NO_WINDOW": (_("no window said"), lambda _now: ~_BOUNDED),
    "NO_TERMS": (_("no usage terms"), lambda _now: Q(usage_terms="")),
}
SHAPES: Final[dict[str, tuple[str | Promise, Q]]] = {
    "LANDSCAPE": (_("landscape"), Q(width__gt=F("height"))),
    "PORTRAIT": (_("portrait"), Q(width__lt=F("height"))),
    "SQUARE": (_("square"), Q(width=F("height"))),
}


def _in(texts: QuerySet[Any]) -> Exists:
    return Exists(PictureUse.objects.filter(picture=OuterRef("pk"), revision__in=texts))


def is_on_air(now: datetime) -> Exists:
    """Say whether readers see the picture; a list shows it beside each."""
    return _in(Edition.objects.on_air(now).values("revision"))


def _is_used() -> Q:
    """Say whether a story's newest text, or a text that has or had a time on air, shows the picture."""
    heads = Article.objects.filter(head__isnull=False).values("head")
    return Q(_in(heads)) | Q(_in(Edition.objects.values("revision")))


USES: Final[dict[str, tuple[str | Promise, Asked]]] = {
    "ON_AIR": (_("on air now"), lambda now: Q(is_on_air(now))),
    "USED": (_("used"), lambda _now: _is_used()),
    "UNUSED": (_("not used"), lambda _now: ~_is_used()),
}


class LibraryFilter(forms.Form):
    """By words, tag, creator and how things stand; what can't be read narrows nothing."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=100)
    creator = forms.CharField(label=_("Creator"), required=False, max_length=200)
    rights = forms.ChoiceField(label=_("Rights"), required=False)
    shape = forms.ChoiceField(label=_("Orientation"), required=False)
    use = forms.ChoiceField(label=_("Use"), required=False)
    made = forms.ChoiceField(
        label=_("How it was made"),
        required=False,
        choices=[ANY, (AI, _("made with AI, all ways")), (UNSAID, _("not said")), *DigitalSourceType.choices],
    )
    own = forms.BooleanField(label=_("uploaded by me"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.auto_id = "filter-%s"
        offered: dict[str, Mapping[str, tuple[str | Promise, Any]]] = {"rights": RIGHTS, "shape": SHAPES, "use": USES}
        for name, table in offered.items():
            choices = [ANY, *((code, row[0]) for code, row in table.items())]
            self.fields[name] = forms.ChoiceField(label=self.fields[name].label, required=False, choices=choices)

    def narrow(self, stored: "QuerySet[Picture]", *, by: User, now: datetime) -> "QuerySet[Picture]":
        """Keep what was asked for."""
        asked = self.asked
        if words := words_in(asked.get("q", "")):
            stored = stored.filter(_saying(words))
        if tag := asked.get("tag"):
            stored = stored.filter(_tagged(Q(tag__name__iexact=tag) | Q(tag__slug=tag)))
        if creator := asked.get("creator"):
            stored = stored.filter(_any_case("creator", creator))
        if asked.get("own"):
            stored = stored.filter(uploaded_by=by)
        return stored.filter(*self._standing(now))

    def _standing(self, now: datetime) -> list[Q]:
        asked = self.asked
        found = [RIGHTS[asked["rights"]][1](now)] if asked.get("rights") else []
        found += [SHAPES[asked["shape"]][1]] if asked.get("shape") else []
        found += [USES[asked["use"]][1](now)] if asked.get("use") else []
        return found + ([_made(asked["made"])] if asked.get("made") else [])

    @property
    def asked(self) -> dict[str, Any]:
        """Return what was said; what is wrong says nothing."""
        self.is_valid()
        return {name: said for name, said in getattr(self, "cleaned_data", {}).items() if said}

    @property
    def as_query(self) -> str:
        """Write what was asked for as part of an address, for the next page."""
        return urlencode({name: "1" if said is True else said for name, said in self.asked.items()})


def words_in(typed: str) -> list[str]:
    """Return the words to look for, each once."""
    return list(dict.fromkeys(searching.folded(typed).split()))[:MOST_WORDS]


def _saying(words: list[str]) -> Q:
    """Keep the pictures of which something says each of these words."""
    return Q(pk__in=PictureWords.objects.filter(*(Q(folded__contains=word) for word in words)).values("picture"))


def _any_case(field: str, word: str) -> Q:
    """Match whatever the case; SQLite knows only that of ASCII."""
    spelled = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    found = Q()
    for one in sorted(spelled):
        found |= Q((f"{field}__icontains", one))
    return found


def _tagged(tags: Q) -> Q:
    """Keep what has such a tag; SQLite would look for it again at each picture if it were asked by EXISTS."""
    items = TaggedItem.objects.filter(content_type__app_label="articles", content_type__model="picture")
    return Q(pk__in=items.filter(tags).values("object_id"))


def _made(code: str) -> Q:
    if code == AI:
        return Q(digital_source_type__in=sorted(MADE_WITH_AI))
    return Q(digital_source_type="" if code == UNSAID else code)
