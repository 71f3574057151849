"""What a C2PA manifest says, condensed to what an editor needs and put in plain words."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.enums import MADE_WITH_AI, DigitalSourceType
from articles.imaging.metadata import clean, source_type_of

LINE, MOST_ACTIONS, MOST_NAMES, MOST_GENERATIONS = 300, 50, 20, 20


class Validity(TextChoices):
    """What may be believed of Content Credentials."""

    VALID = "VALID", gettext_lazy("valid, and signed by somebody on the trust list")
    UNTRUSTED = "UNTRUSTED", gettext_lazy("intact, but the signer is on no trust list we know")
    INVALID = "INVALID", gettext_lazy("invalid: don’t rely on what they say")
    UNREAD = "UNREAD", gettext_lazy("not read")


STATES: Final = {"Trusted": Validity.VALID, "Valid": Validity.UNTRUSTED}
PROBLEMS: Final = {
    "MISSING": gettext_lazy(
        "This file carries Content Credentials, which can’t be read here: install requirements-credentials.txt."
    ),
    "TIMEOUT": gettext_lazy("Reading them took too long."),
    "CRASHED": gettext_lazy("Reading them failed: they are damaged, or made to do harm."),
    "assertion.dataHash.mismatch": gettext_lazy("The picture was changed after it was signed."),
    "assertion.bmffHash.mismatch": gettext_lazy("The picture was changed after it was signed."),
    "assertion.boxesHash.mismatch": gettext_lazy("The picture was changed after it was signed."),
    "assertion.hashedURI.mismatch": gettext_lazy("What is claimed was changed after it was signed."),
    "assertion.missing": gettext_lazy("Something that is claimed is missing."),
    "claimSignature.mismatch": gettext_lazy("The signature doesn’t fit the claims."),
    "claimSignature.missing": gettext_lazy("There is no signature."),
    "claimSignature.outsideValidity": gettext_lazy("It was signed when the certificate didn’t count."),
    "signingCredential.untrusted": gettext_lazy("The signer is on no trust list we know."),
    "signingCredential.invalid": gettext_lazy("The signer’s certificate is not valid."),
    "signingCredential.expired": gettext_lazy("The signer’s certificate had expired."),
    "signingCredential.ocsp.revoked": gettext_lazy("The signer’s certificate was revoked."),
}
ACTIONS: Final = {
    "c2pa.created": gettext_lazy("created"),
    "c2pa.opened": gettext_lazy("opened"),
    "c2pa.placed": gettext_lazy("another picture placed in it"),
    "c2pa.edited": gettext_lazy("edited"),
    "c2pa.edited.metadata": gettext_lazy("its words edited"),
    "c2pa.enhanced": gettext_lazy("enhanced"),
    "c2pa.cropped": gettext_lazy("cropped"),
    "c2pa.resized": gettext_lazy("resized"),
    "c2pa.orientation": gettext_lazy("turned or mirrored"),
    "c2pa.color_adjustments": gettext_lazy("colours adjusted"),
    "c2pa.filtered": gettext_lazy("a filter applied"),
    "c2pa.drawing": gettext_lazy("drawn upon"),
    "c2pa.addedText": gettext_lazy("text added"),
    "c2pa.removed": gettext_lazy("something removed"),
    "c2pa.deleted": gettext_lazy("something deleted"),
    "c2pa.redacted": gettext_lazy("a claim redacted"),
    "c2pa.converted": gettext_lazy("converted to another format"),
    "c2pa.transcoded": gettext_lazy("encoded anew"),
    "c2pa.repackaged": gettext_lazy("repackaged"),
    "c2pa.published": gettext_lazy("published"),
    "c2pa.watermarked": gettext_lazy("watermarked"),
    "c2pa.unknown": gettext_lazy("something unknown"),
}


def unread(problem: str) -> dict[str, Any]:
    """Return what is kept of Content Credentials that could not be read."""
    return {"validity": Validity.UNREAD.value, "problems": [problem]}


def condensed(answer: Any) -> dict[str, Any]:
    """Return what is kept of the library's answer; whatever its shape, no claim in it is longer than a line."""
    answer = _mapping(answer)
    if "error" in answer:
        return unread(_line(answer["error"]))
    lineage = list(_lineage(answer))
    active = lineage[0] if lineage else {}
    validity = STATES.get(_line(answer.get("validation_state")), Validity.INVALID)
    signature, actions = _mapping(active.get("signature_info")), list(_actions(active))
    return {
        "validity": validity.value,
        "problems": _problems(answer),
        "signer": _line(signature.get("issuer")) or _line(signature.get("common_name")),
        "signed_at": _line(signature.get("time")),
        "generator": _generator(active),
        "title": _line(active.get("title")),
        "actions": [_action(action) for action in actions[:MOST_ACTIONS]],
        "ingredients": _ingredients(active),
        "training": _training(active),
        "digital_source_type": "" if validity is Validity.INVALID else _source_type(lineage),
    }


def told(kept: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what is kept as lines of a name and a text, for a page; empty lines are left out."""
    done = (_done(action) for action in kept.get("actions", []))
    source_type = kept.get("digital_source_type", "")
    lines = [
        (_("Validity"), str(Validity(kept["validity"]).label)),
        (_("Why"), " ".join(str(PROBLEMS.get(problem, problem)) for problem in kept.get("problems", []))),
        (_("Signed by"), kept.get("signer", "")),
        (_("Signed"), kept.get("signed_at", "")),
        (_("Made with"), kept.get("generator", "")),
        (_("Title"), kept.get("title", "")),
        (_("What was done"), ", ".join(done)),
        (_("Made from"), ", ".join(kept.get("ingredients", []))),
        (_("How it was made"), str(DigitalSourceType(source_type).label) if source_type else ""),
        (_("Training of AI"), _("not allowed") if kept.get("training") == "notAllowed" else ""),
    ]
    return [(name, text) for name, text in lines if text]


def _lineage(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the active manifest, then that of the picture it was made from, and so on back."""
    known, label = _mapping(answer.get("manifests")), answer.get("active_manifest")
    for _generation in range(MOST_GENERATIONS):
        manifest = _mapping(known.get(label)) if isinstance(label, str) else {}
        if not manifest:
            return
        yield manifest
        parents = (one for one in _mappings(manifest.get("ingredients")) if one.get("relationship") == "parentOf")
        label = next(parents, {}).get("active_manifest")


def _source_type(lineage: list[dict[str, Any]]) -> str:
    """Return how the picture was made: an AI that had a hand in it counts before all, else its first origin."""
    said = [source_type_of(_line(action.get("digitalSourceType"))) for one in lineage for action in _actions(one)]
    return next((code for code in said if code in MADE_WITH_AI), next(filter(None, reversed(said)), ""))


def _actions(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for assertion in _mappings(manifest.get("assertions")):
        if _line(assertion.get("label")).startswith("c2pa.actions"):
            yield from _mappings(_mapping(assertion.get("data")).get("actions"))


def _action(action: dict[str, Any]) -> dict[str, str]:
    agent = action.get("softwareAgent")
    return {
        "action": _line(action.get("action")),
        "agent": _line(agent if isinstance(agent, str) else _mapping(agent).get("name")),
        "digital_source_type": source_type_of(_line(action.get("digitalSourceType"))),
    }


def _done(action: dict[str, str]) -> str:
    said = str(ACTIONS.get(action["action"], action["action"]))
    made = action["digital_source_type"]
    more = [str(DigitalSourceType(made).label)] if made else []
    more += [action["agent"]] if action["agent"] else []
    return f"{said} ({', '.join(more)})" if more else said


def _problems(answer: dict[str, Any]) -> list[str]:
    """Return the codes of what failed in the picture's own manifest, or what is said where there is no code."""
    results = _mapping(_mapping(answer.get("validation_results")).get("activeManifest"))
    failed = _mappings(results.get("failure") or answer.get("validation_status"))
    codes = dict.fromkeys(_line(one.get("code")) or _line(one.get("explanation")) for one in failed)
    worst_first = sorted(codes, key=lambda code: code == "signingCredential.untrusted")
    return [code for code in worst_first if code and not code.startswith("cawg.")][:MOST_NAMES]


def _generator(manifest: dict[str, Any]) -> str:
    info = next(_mappings(manifest.get("claim_generator_info")), {})
    named = f"{_line(info.get('name'))} {_line(info.get('version'))}".strip()
    return named or _line(manifest.get("claim_generator"))


def _ingredients(manifest: dict[str, Any]) -> list[str]:
    titles = (_line(one.get("title")) for one in _mappings(manifest.get("ingredients")))
    return list(filter(None, titles))[:MOST_NAMES]


def _training(manifest: dict[str, Any]) -> str:
    for assertion in _mappings(manifest.get("assertions")):
        if _line(assertion.get("label")).endswith("training-mining"):
            entries = _mapping(_mapping(assertion.get("data")).get("entries"))
            uses = [_line(_mapping(use).get("use")) for name, use in entries.items() if name.endswith("training")]
            return next((use for use in uses if use == "notAllowed"), "")
    return ""


def _line(said: Any) -> str:
    return clean(said, length=LINE) if isinstance(said, str) else ""


def _mapping(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _mappings(said: Any) -> Iterator[dict[str, Any]]:
    return (one for one in said if isinstance(one, dict)) if isinstance(said, list) else iter(())
