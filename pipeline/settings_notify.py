"""Settings of the notify stage: when a call is announced, and over which channels.

An address of a channel is a secret (chat services put the token into it): it is a `SecretStr`, which neither
prints nor dumps its value, and checks are on single fields, so that no error is about a table with one in it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from pipeline.records import EventKind, Value


class ChannelKind(StrEnum):
    """By what means a channel reaches people."""

    CONSOLE = "console"
    APPRISE = "apprise"
    ALERTMANAGER = "alertmanager"


Severity = Literal["low", "medium", "high"]

TOLD_BY_DEFAULT = (EventKind.NEW_CALL, EventKind.CONFLICT, EventKind.CONFLICT_WITHDRAWN)


class ChannelSettings(Value):
    """One channel."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    """What the notification log calls it. A renamed channel is a new one and is told nothing of the past."""
    kind: ChannelKind
    """By what means it reaches people."""
    url: SecretStr | None = Field(default=None, validate_default=True)
    """An Apprise URL, or the root address of an Alertmanager (``http://host:9093``, user and password allowed)."""
    min_severity: Severity = "low"
    """A conflict has its own severity; a new call is ``medium``, a changed call ``low``."""
    events: tuple[EventKind, ...] = TOLD_BY_DEFAULT
    """What it is told of."""

    @field_validator("url")
    @classmethod
    def _fits_kind(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        kind = info.data.get("kind")  # absent when it was wrong itself
        if kind is ChannelKind.CONSOLE and value is not None:
            raise ValueError("a console channel has no url")
        if kind in {ChannelKind.APPRISE, ChannelKind.ALERTMANAGER} and value is None:
            raise ValueError(f"a channel of kind {kind} needs a url")
        if kind is ChannelKind.ALERTMANAGER and value is not None and not _is_web_address(value.get_secret_value()):
            raise ValueError("an Alertmanager's url starts with http:// or https:// and names a host")
        return value


class NotifySettings(Value):
    """When and where to tell people."""

    channels: tuple[ChannelSettings, ...] = (ChannelSettings(name="console", kind=ChannelKind.CONSOLE),)
    """Where messages go; each is a `[[notify.channels]]` table."""
    official_sources: int = Field(default=1, ge=1, le=10)
    """A new call is announced as soon as this many sides' own official texts report it …"""
    independent_origins: int = Field(default=2, ge=1, le=50)
    """… or this many independent origins do."""
    attempts: int = Field(default=30, ge=1, le=1000)
    """How often a message is tried before it counts as failed; 30 is about a day."""
    board_url: str | None = None
    """Public address of the board; where it is set, alerts link to the call's page there."""

    @field_validator("board_url")
    @classmethod
    def _can_be_linked(cls, value: str | None) -> str | None:
        if value is not None and not _is_web_address(value):
            raise ValueError("the board's address starts with http:// or https:// and names a host")
        return value


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False
