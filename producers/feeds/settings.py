"""The list of feeds: `config/feeds.toml`, read, checked and edited."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, TypeAdapter, ValidationError
from tomlkit.exceptions import TOMLKitError

from pipeline.errors import SettingsError
from pipeline.http.address import why_not_url
from pipeline.records import Origin
from producers.feeds.schedule import OFFICIAL, ORDINARY, Pace

Country = Annotated[str, StringConstraints(pattern=r"^([A-Z]{3}|EU|UN|NATO)$")]

_URL = TypeAdapter(HttpUrl)


class FeedSettings(BaseModel):
    """One feed of the list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,79}$")]
    """Its own short name: small letters, digits, points and hyphens. What is remembered of the feed hangs on it."""
    url: str
    """Address of the feed, http or https."""
    source: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """Name of the outlet or site, as a reader knows it."""
    outlet_country: Country | None = None
    """Country of the outlet: ISO 3166-1 alpha-3."""
    official_of: Country | None = None
    """For an official site or a leader's own account: the country it speaks for, or EU, UN, NATO."""
    speaker: str | None = None
    """For a leader's own account: the person who speaks in it."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] | None = None
    """Language of the feed (BCP 47)."""
    full_text: bool = False
    """The feed carries whole texts: its pages are never fetched."""
    floor_seconds: Annotated[int, Field(ge=10, le=86_400)] | None = None
    """Never poll more often than this; without it 60 for official feeds, 180 for others."""
    interval_seconds: Annotated[int, Field(ge=1, le=604_800)] | None = None
    """Always poll after this time, whatever the feed publishes or asks for."""
    allow_private: bool = False
    """The feed may live at a private or loopback address."""
    enabled: bool = True

    @property
    def origin(self) -> Origin:
        return Origin(
            source=self.source,
            outlet_country=self.outlet_country,
            official_of=self.official_of,
            speaker=self.speaker,
        )

    @property
    def pace(self) -> Pace:
        """How the feed is to be polled."""
        base = OFFICIAL if self.official_of else ORDINARY
        return Pace(
            floor=self.floor_seconds or base.floor,
            ceiling=max(base.ceiling, float(self.floor_seconds or 0)),
            worth=base.worth,
            longest_hint=base.longest_hint,
            fixed=self.interval_seconds,
        )

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").lower()


def load_feeds(path: Path) -> tuple[FeedSettings, ...]:
    """All feeds of the list, switched-off ones too.

    Raises `SettingsError` that names the file, the line and what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: the list of feeds can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: the list of feeds is not UTF-8: {error}") from error
    return read_feeds(text, str(path))


def read_feeds(text: str, where: str) -> tuple[FeedSettings, ...]:
    """Like `load_feeds`, from text; `where` stands for the file in messages."""
    try:
        document = tomlkit.parse(text).unwrap()
    except TOMLKitError as error:
        raise SettingsError(f"{where}: {error}") from error
    for name in document:
        if name != "feed":
            raise SettingsError(f"{where}: unknown table {name!r}; the list consists of [[feed]] tables")
    lines = _lines_of_feeds(text)
    feeds: list[FeedSettings] = []
    for number, values in enumerate(document.get("feed", [])):
        place = f"{where}:{lines[number]}" if number < len(lines) else where
        feeds.append(_one(values, place))
    _must_differ(feeds, where)
    return tuple(feeds)


def _one(values: dict[str, Any], place: str) -> FeedSettings:
    name = values.get("id", "without id") if isinstance(values, dict) else "?"
    try:
        feed = FeedSettings.model_validate(values)
        _URL.validate_python(feed.url)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "url"
        message = first["msg"]
        if first["type"] == "extra_forbidden":
            message = f"unknown setting; allowed are {', '.join(FeedSettings.model_fields)}"
        raise SettingsError(f"{place}: feed {name!r}, {field}: {message}") from error
    reason = why_not_url(feed.url)
    if reason:
        raise SettingsError(f"{place}: feed {name!r}, url: {reason}")
    return feed


def _must_differ(feeds: Iterable[FeedSettings], where: str) -> None:
    ids: set[str] = set()
    urls: dict[str, str] = {}
    for feed in feeds:
        if feed.id in ids:
            raise SettingsError(f"{where}: two feeds have the id {feed.id!r}")
        if feed.url in urls:
            raise SettingsError(f"{where}: feeds {urls[feed.url]!r} and {feed.id!r} have the same address")
        ids.add(feed.id)
        urls[feed.url] = feed.id


def _lines_of_feeds(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*feed\s*\]\]", line)]


def add_feeds(path: Path, feeds: Iterable[FeedSettings]) -> None:
    """Append feeds to the list, all or none, leaving the rest of the file as it is.

    Raises `SettingsError` if an id or address is there already.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for feed in feeds:
        table = tomlkit.table()
        for name, value in feed.model_dump(exclude_defaults=True).items():
            table.add(name, value)
        block = tomlkit.dumps({"feed": [table.unwrap()]})
        text = f"{text.rstrip()}\n\n{block}" if text.strip() else block
    read_feeds(text, str(path))
    _replace(path, text)


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def feed_id_for(url: str, taken: Iterable[str] = ()) -> str:
    """A short name made from an address, different from those `taken`."""
    parts = urlsplit(url)
    words = re.sub(r"[^a-z0-9]+", "-", f"{(parts.hostname or 'feed').removeprefix('www.')}{parts.path}".lower())
    base = words.strip("-")[:60] or "feed"
    names, number = set(taken), 1
    name = base
    while name in names:
        number += 1
        name = f"{base}-{number}"
    return name
