"""An article's page from its words and pictures: the same for readers and for a preview at the desk."""

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString, mark_safe

from articles import figures, furnishing, markup
from articles.enums import CorrectionType
from articles.figures import Address
from articles.shown import Pictures, ShownPicture


def article_context(
    words: Mapping[str, Any], pictures: Pictures, *, address: Address = figures.public_address
) -> dict[str, Any]:
    """Return what `articles/article.html` shows; `address` says where a picture's files are fetched."""
    lead = pictures.lead
    url = absolute(words["path"])
    image = _shared_image(lead, address)
    return {
        "story": words,
        "site_name": settings.SITE_NAME,
        "head": furnishing.head(words, url, image, _linked_data(words, url, _image_object(lead, image))),
        "kicker": furnishing.kicker(words),
        "byline": furnishing.byline(words["by"]),
        "body": body(words["body_html"], pictures, address=address),
        "lead": figures.figure_html(lead, figures.STORY_LEAD, address=address, loading="eager") if lead else "",
        "more": furnishing.more(words),
        "tags": furnishing.tag_list(_linked_tags(words)),
        "correction_label": CorrectionType(words["correction_type"]).label if words["correction_type"] else "",
    }


def body(html: str, pictures: Pictures, *, address: Address = figures.public_address) -> SafeString:
    """Put the pictures in their places in a rendered text, which was made safe when it was rendered."""
    return mark_safe(  # noqa: S308
        markup.fill(html, pictures=partial(_in_text, pictures.by_position, address))
    )


def absolute(path: str) -> str:
    """Return the whole address, as other machines need it."""
    return f"{settings.SITE_URL}{_quoted(path)}"


@lru_cache(maxsize=4096)
def _quoted(path: str) -> str:
    return str(iri_to_uri(path))


def _in_text(by_position: Mapping[int, ShownPicture], address: Address, position: int, is_figure: bool) -> str:
    use = by_position.get(position)
    if use is None:
        return ""
    show = figures.figure_html if is_figure else figures.picture_html
    return show(use, figures.IN_TEXT, address=address)


def _linked_tags(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Pair each tag, in the writer's order, with its slug; a tag without a page of its own has none."""
    slugs = dict(words.get("tag_slugs") or ())
    return [(name, slugs.get(name, "")) for name in words["tag_names"]]


def _shared_image(lead: ShownPicture | None, address: Address) -> dict[str, Any] | None:
    file = lead.to_share if lead else None
    if lead is None or file is None:
        return None
    where = absolute(address(lead.token, file.name))
    return {"": where, ":width": file.width, ":height": file.height, ":alt": lead.alt_text}


def _image_object(lead: ShownPicture | None, image: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Tell of the shared picture its credit line and, where AI made it, that in schema.org's own word."""
    if lead is None or image is None:
        return None
    told = {"@type": "ImageObject", "url": image[""], "width": image[":width"], "height": image[":height"]}
    if lead.credit_line:
        told["creditText"] = lead.credit_line
    if lead.is_made_with_ai:
        kind = f"{lead.source_type[0].upper()}{lead.source_type[1:]}"
        told["digitalSourceType"] = f"https://schema.org/{kind}DigitalSource"
    return told


def _linked_data(words: Mapping[str, Any], url: str, image: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": words["headline"],
        "description": words["dek"],
        "url": url,
        "mainEntityOfPage": url,
        "datePublished": words["first_published_at"].isoformat(),
        "dateModified": words["goes_live_at"].isoformat(),
        "articleSection": words["section_name"],
        "keywords": words["tag_names"],
        "author": [_person(author) for author in words["by"]],
        "publisher": {"@type": "NewsMediaOrganization", "name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"},
        **({"image": [image]} if image else {}),
        **_correction(words),
    }


def _person(author: Mapping[str, Any]) -> dict[str, str]:
    return {"@type": "Person", "name": author["name"], "url": absolute(f"/author/{author['slug']}/")}


def _correction(words: Mapping[str, Any]) -> dict[str, Any]:
    if not words["correction_note"]:
        return {}
    comment = {"@type": "CorrectionComment", "text": words["correction_note"]}
    return {"correction": {**comment, "datePublished": words["goes_live_at"].isoformat()}}
