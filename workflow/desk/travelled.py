"""A public page at another time, as the desk gets it: the page that readers get, byte for byte, with two things done
to it afterwards. Its links stay within that time, and a banner above it says when that is.

So the public pages know nothing of it, and nothing that they keep in memory is touched.
"""

import re
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.templatetags.static import static
from django.urls import Resolver404, ResolverMatch, resolve

#: The public pages that can be seen at another time, by their name in `articles.urls`.
PAGES = frozenset({"article", "author", "changes", "front", "picture", "rss", "section", "tag"})
HEADER = '<header class="masthead">'

TAG = re.compile(r'<(?:a|img|link|source)(?:\s+[a-z0-9-]+(?:="[^"]*")?)+\s*>')
ADDRESS = re.compile(r'(?<=\s)(href|src)="([^"]*)"')
ADDRESSES = re.compile(r'(?<=\s)srcset="([^"]*)"')
FEED_LINK = re.compile(r'(<link>|<media:content [^>]*?url=")([^<"]*)')


def page_at(path: str) -> ResolverMatch | None:
    """Return the public page that stands at a path; None for what is none, or can't be seen at another time."""
    match = _match(path)
    return match if match and match.view_name in PAGES else None


def completed(path: str) -> str:
    """Return the path of a page that was asked for without its last stroke; empty if it was not."""
    return f"{path}/" if _match(path) is None and page_at(f"{path}/") else ""


def html(page: str, *, base: str, banner: str) -> str:
    """Keep the links of a page within its time, and put the banner above its masthead."""
    within = TAG.sub(lambda tag: _within(tag[0], base), page)
    stylesheet = f'<link rel="stylesheet" href="{escape(static("css/travel.css"))}">\n</head>'
    return within.replace("</head>", stylesheet, 1).replace(HEADER, f"{banner}{HEADER}", 1)


def feed(xml: str, *, base: str, words: str) -> str:
    """Keep the links of a feed within its time, and say in a comment when that is."""
    declaration, _end, rest = xml.partition("?>")
    within = FEED_LINK.sub(lambda link: f"{link[1]}{_moved(link[2], base)}", rest)
    return f"{declaration}?>\n<!-- {words.replace('--', '')} -->\n{within.lstrip()}"


def _within(tag: str, base: str) -> str:
    moved = ADDRESS.sub(lambda found: f'{found[1]}="{_moved(found[2], base)}"', tag)
    return ADDRESSES.sub(
        lambda found: f'srcset="{", ".join(_moved(one, base) for one in found[1].split(", "))}"', moved
    )


def _moved(address: str, base: str) -> str:
    """Put the time before an address on this site, with or without the site's own name, if time counts there."""
    site = settings.SITE_URL if address.startswith(f"{settings.SITE_URL}/") else ""
    path = address.removeprefix(site)
    is_own = path.startswith("/") and not path.startswith(("//", settings.STATIC_URL))
    return f"{site}{base}{path}" if is_own and _has_times(path) else address


def _has_times(address: str) -> bool:
    """Say whether time counts there; where no page stands a story may have stood, so that it does."""
    path = unquote(urlsplit(unescape(address).split(" ")[0]).path)
    match = _match(path)
    return match is None or match.view_name in PAGES


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None
