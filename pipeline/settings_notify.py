"""Settings of the notify stage: when a call is announced, and over which channels.

An address of a channel is a secret (chat services put the token into it): it is a `SecretStr`, which neither
prints nor dumps its value.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from pipeline.records import EventKind


class ChannelKind(StrEnum):
    """By what means a channel reaches people."""

    CONSOLE = "console"
    APPRISE = "apprise"
    ALERTMANAGER = "alertmanager"


Severity = Literal["low", "medium", "high"]

TOLD_BY_DEFAULT = (EventKind.NEW_CALL, EventKind.CONFLICT, EventKind.CONFLICT_WITHDRAWN)


class ChannelSettings(BaseModel):
    """One channel."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    """What the notification log calls it. A renamed channel is a new one and is told nothing of the past."""
    kind: ChannelKind
    url: SecretStr | None = None
    """An Apprise URL, or the root address of an Alertmanager (``http://host:9093``, user and password allowed)."""
    min_severity: Severity = "low"
    """A conflict has its own severity; a new call is ``medium``, a changed call ``low``."""
    events: tuple[EventKind, ...] = TOLD_BY_DEFAULT

    @model_validator(mode="after")
    def _address_fits_kind(self) -> Self:
        if self.kind is ChannelKind.CONSOLE:
            if self.url is not None:
                raise ValueError("a console channel has no url")
            return self
        if self.url is None:
            raise ValueError(f"a channel of kind {self.kind} needs a url")
        if self.kind is ChannelKind.ALERTMANAGER:
            address = urlsplit(self.url.get_secret_value())
            if address.scheme not in {"http", "https"} or not address.hostname:
                raise ValueError("an Alertmanager's url starts with http:// or https:// and names a host")
        return self


class NotifySettings(BaseModel):
    """When and where to tell people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channels: tuple[ChannelSettings, ...] = (ChannelSettings(name="console", kind=ChannelKind.CONSOLE),)
    official_sources: Annotated[int, Field(ge=1)] = 1
    """A new call is announced as soon as this many sides' own official texts report it …"""
    independent_origins: Annotated[int, Field(ge=1)] = 2
    """… or this many independent origins do."""
    attempts: Annotated[int, Field(ge=1)] = 30
    """How often a message is tried before it counts as failed; 30 is about a day."""
    board_url: str | None = None
    """Public address of the board; where it is set, alerts link to the call's page there."""

    @field_validator("board_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("the board's address starts with http:// or https://")
        return value

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        twice = [name for name, times in Counter(channel.name for channel in self.channels).items() if times > 1]
        if twice:
            raise ValueError(f"two channels have the same name: {', '.join(twice)}")
        return self
