"""Lists of feeds as OPML, to and from other readers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from pydantic import ValidationError

from pipeline.errors import SettingsError
from pipeline.http.address import why_not_url
from pipeline.text.plain import tidy
from producers.feeds.settings import FeedSettings, feed_id_for

NAMESPACE = "urn:readout:feeds"
MOST_BYTES = 5_000_000
_OWN = tuple(name for name in FeedSettings.model_fields if name not in ("url", "source"))


@dataclass(frozen=True, slots=True)
class Imported:
    """What an OPML file gave."""

    feeds: tuple[FeedSettings, ...]
    skipped: tuple[tuple[str, str], ...]
    """Address and reason of each outline that was not taken."""


def import_opml(text: str | bytes, known: Iterable[FeedSettings] = ()) -> Imported:
    """Read an OPML list. Feeds whose address is in `known` or came before are skipped.

    Attributes that `export_opml` wrote are read back; other feeds get an id made from their address. Raises
    `SettingsError` if the text is no OPML.
    """
    data = text.encode() if isinstance(text, str) else text
    if len(data) > MOST_BYTES:
        raise SettingsError(f"the OPML file has {len(data)} bytes; {MOST_BYTES} are allowed")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False)
    try:
        root = etree.fromstring(data.strip(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise SettingsError(f"the file is no OPML: {error}") from error
    if root is None or str(root.tag).rpartition("}")[2].lower() != "opml":
        raise SettingsError("the file is no OPML")
    known = list(known)
    ids, urls = {feed.id for feed in known}, {feed.url for feed in known}
    feeds: list[FeedSettings] = []
    skipped: list[tuple[str, str]] = []
    for outline in root.iter("{*}outline"):
        # Attribute names are written in every way there is: xmlUrl, xmlurl, XMLURL.
        plain = {str(name).lower(): tidy(str(value)) for name, value in outline.attrib.items()}
        url = plain.get("xmlurl", "")
        if not url:
            continue
        feed = _feed(url, plain, ids, urls)
        if isinstance(feed, str):
            skipped.append((url, feed))
        else:
            feeds.append(feed)
            ids.add(feed.id)
            urls.add(feed.url)
    return Imported(tuple(feeds), tuple(skipped))


def _feed(url: str, plain: dict[str, str], ids: set[str], urls: set[str]) -> FeedSettings | str:
    """The feed of one outline, or why it is not taken."""
    if url in urls:
        return "is in the list already"
    reason = why_not_url(url)
    if reason:
        return reason
    own = {name: value for name in _OWN if (value := plain.get(f"{{{NAMESPACE}}}{name}".lower()))}
    if own.get("id", "") in ids or "id" not in own:
        own["id"] = feed_id_for(url, ids)
    try:
        return FeedSettings.model_validate(
            {"url": url, "source": (plain.get("title") or plain.get("text") or url)[:200], **own}
        )
    except ValidationError as error:
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def export_opml(feeds: Iterable[FeedSettings], title: str = "Readout feeds") -> str:
    """The list as OPML 2.0; what OPML has no word for is kept in attributes of our own."""
    root = etree.Element("opml", nsmap={"readout": NAMESPACE}, version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        outline = etree.SubElement(body, "outline", type="rss", text=feed.source, xmlUrl=feed.url)
        for name, value in feed.model_dump(mode="json", exclude_defaults=True, include=set(_OWN)).items():
            outline.set(f"{{{NAMESPACE}}}{name}", str(value).lower() if isinstance(value, bool) else str(value))
    return str(etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8"), "utf-8")
