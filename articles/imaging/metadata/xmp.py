"""XMP packets: read with tolerance for every way RDF can be written, written in one."""

import codecs
from collections.abc import Mapping
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml import ElementTree
from PIL import Image

from articles.imaging.metadata.properties import PREFIXES, RDF, SOURCE_TYPE, TEXTS, Property, expanded

MOST_BYTES = 1_000_000
MOST_DESCRIPTIONS, MOST_ITEMS = 100, 1_000
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def descriptions(image: Image.Image) -> list[Element]:
    """Return what the packet says of the picture itself, not of the pictures that it was made from."""
    packet = image.info.get("xmp", b"")
    packet = packet.encode() if isinstance(packet, str) else packet
    if not packet or len(packet) > MOST_BYTES:
        return []
    root = ElementTree.fromstring(packet if packet.startswith(UTF_16) else packet.strip(b"\0 \r\n\t"))
    about = next(root.iter(f"{{{RDF}}}RDF"), None)
    return [] if about is None else about.findall(f"{{{RDF}}}Description")[:MOST_DESCRIPTIONS]


def value(about: list[Element], place: Property) -> str:
    """Return a property's text; of many languages the default one, of many items all of them."""
    return ", ".join(values(about, place))


def values(about: list[Element], place: Property) -> list[str]:
    """Return a property's items, from the first description that has any."""
    for one in about:
        found = [text for text in _values(one, place) if text.strip()]
        if found:
            return found
    return []


def _values(description: Element, place: Property) -> list[str]:
    element = description.find(place.xmp_name)
    if element is None:
        return [description.get(place.xmp_name) or ""]
    if ":" in place.form:
        return _fields(element, expanded(place.form))
    items = list(element.iter(f"{{{RDF}}}li"))[:MOST_ITEMS]
    if element.find(f"{{{RDF}}}Alt") is not None:
        items = sorted(items, key=lambda item: item.get(LANGUAGE) != "x-default")[:1]
    if items:
        return [item.text or "" for item in items]
    return [element.text or element.get(f"{{{RDF}}}resource") or ""]


def _fields(element: Element, name: str) -> list[str]:
    """Return one field of each structure, as an element or as an attribute."""
    return [one.text or "" if one.tag == name else one.get(name) or "" for one in element.iter()][:MOST_ITEMS]


def packet(words: Mapping[str, str], *, most: int) -> bytes:
    """Write a packet of so many bytes at most, its longest text halved until it fits; nothing for no words."""
    said = {name: text for name, text in words.items() if text}
    written = _packet(said)
    while len(written) > most:
        longest = max(said, key=lambda name: len(said[name]))
        said[longest] = said[longest][: len(said[longest]) // 2].rstrip()
        written = _packet(said)
    return written if said else b""


def _packet(said: Mapping[str, str]) -> bytes:
    places = TEXTS | {"digital_source_type": SOURCE_TYPE}
    lines = "".join(_line(places[name], escape(text)) for name, text in said.items())
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in PREFIXES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="" {spaces}>{lines}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _line(place: Property, text: str) -> str:
    if ":" in place.form:
        item = f'<rdf:li rdf:parseType="Resource"><{place.form}>{text}</{place.form}></rdf:li>'
        inner = f"<rdf:Seq>{item}</rdf:Seq>"
    elif place.form == "Alt":
        inner = f'<rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>'
    elif place.form:
        inner = f"<rdf:{place.form}><rdf:li>{text}</rdf:li></rdf:{place.form}>"
    else:
        inner = text
    return f"<{place.xmp}>{inner}</{place.xmp}>"
