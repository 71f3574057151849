"""One change of the words of many pictures: chosen in the library, shown before it is done, done picture by picture."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from articles import instant
from articles.models import Picture
from workflow.actions.many_pictures import MOST, Outcome, describe_many
from workflow.actions.picture_words import label, said_of
from workflow.desk import picture_record, pictures, shown_pictures
from workflow.desk.entrance import Member, for_members
from workflow.desk.shown_pictures import ShownPicture
from workflow.forms.library import LibraryFilter
from workflow.forms.many_pictures import ManyWordsForm, keys_in, seen_written

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What would change of one picture: each field with what stands there and what would."""

    shown: ShownPicture
    words: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FieldCount:
    """Of how many pictures a field would change, and of how many it would replace words that stand there."""

    label: str
    changed: int
    replaced: int


@require_POST
@for_members
def many(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Ask what to say of the chosen pictures; with `step`, show what would change, and then change it."""
    step = request.POST.get("step", "")
    if not step:
        keys = ",".join(map(str, _chosen(request, member)))
        return _ask(request, ManyWordsForm(initial={"pictures": keys, "query": request.POST.get("query", "")}))
    form = ManyWordsForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=422)
    if step == "again":
        return _ask(request, form)
    said = _said(form.cleaned_data["pictures"])
    return _act(request, member, form, said) if step == "write" else _show(request, form, said)


def _chosen(request: HttpRequest, member: Member) -> list[int]:
    """Return the pictures that were ticked, or with `all` the newest of all that were found, and one more than many."""
    if "all" in request.POST:
        found = pictures.found_by(LibraryFilter(QueryDict(request.POST.get("query", ""))), member)
        return list(found[: MOST + 1])
    try:
        return keys_in(",".join(request.POST.getlist("picture")))
    except ValueError:
        raise BadRequest from None


def _ask(request: HttpRequest, form: ManyWordsForm, *, status: int = 200) -> HttpResponseBase:
    try:
        keys = keys_in(str(form["pictures"].value() or ""))
    except ValueError:
        raise BadRequest from None
    chosen = Picture.objects.filter(pk__in=keys[:MOST]).order_by("-pk")
    context = {
        "here": "pictures",
        "form": form,
        "pictures": shown_pictures.of(chosen),
        "count": len(keys),
        "most": MOST,
    }
    return render(request, "workflow/many_pictures.html", context, status=status)


def _said(keys: list[int]) -> list[tuple[Picture, Said]]:
    """Return the chosen pictures that there are, newest first, with what is said of each; two queries."""
    found = Picture.objects.filter(pk__in=keys).prefetch_related("tags").order_by("-pk")  # type: ignore[misc]
    return [(picture, said_of(picture)) for picture in found]


def _show(request: HttpRequest, form: ManyWordsForm, said: list[tuple[Picture, Said]]) -> HttpResponseBase:
    order = form.order
    changing = [(picture, before) for picture, before in said if order.changes(before)]
    shown = shown_pictures.of(picture for picture, _before in changing)
    words = [picture_record.changes_of(before, order.changes(before)) for _picture, before in changing]
    seen = seen_written(((picture.pk, before) for picture, before in said), order.fields)
    context = {
        "here": "pictures",
        "form": ManyWordsForm(form.data.dict() | {"seen": seen}),  # type: ignore[attr-defined]
        "changes": [Change(*both) for both in zip(shown, words, strict=True)],
        "counts": _counts(changing, form),
        "untouched": len(said) - len(changing),
    }
    return render(request, "workflow/many_pictures_preview.html", context)


def _counts(changing: list[tuple[Picture, Said]], form: ManyWordsForm) -> list[FieldCount]:
    changed, replaced = Counter[str](), Counter[str]()
    for _picture, before in changing:
        wanted = form.order.changes(before)
        changed.update(list(wanted))
        replaced.update(name for name, text in wanted.items() if _is_lost(before[name], text))
    return [FieldCount(capfirst(label(name)), changed[name], replaced[name]) for name in form.order.fields]


def _is_lost(before: Any, after: Any) -> bool:
    """Say whether something goes that stands there; a tag that joins others replaces none."""
    return bool(set(before) - set(after)) if isinstance(before, list) else bool(before)


def _act(
    request: HttpRequest, member: Member, form: ManyWordsForm, said: list[tuple[Picture, Said]]
) -> HttpResponseBase:
    try:
        seen = form.what_was_seen
    except ValueError:
        raise BadRequest from None
    outcomes = describe_many(pictures=said, order=form.order, seen=seen, by=member.user, now=instant.now())
    written = sum(outcome.event is not None for outcome in outcomes)
    refused = [outcome for outcome in outcomes if outcome.refusal]
    if refused:
        return _tell(request, refused, written, back=_back(form))
    messages.success(request, ngettext("%d picture was changed.", "%d pictures were changed.", written) % written)
    return redirect(_back(form))


def _tell(request: HttpRequest, refused: list[Outcome], written: int, *, back: str) -> HttpResponseBase:
    context = {"here": "pictures", "refused": refused, "written": written, "back": back}
    return render(request, "workflow/many_pictures_refused.html", context, status=409)


def _back(form: ManyWordsForm) -> str:
    """Return to the library as it was narrowed."""
    query = LibraryFilter(QueryDict(form.cleaned_data["query"])).as_query
    return reverse("desk_pictures") + (f"?{query}" if query else "")
