"""Channels from their settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from consumers.notify.channels.alertmanager import AlertmanagerChannel
from consumers.notify.channels.apprise import AppriseChannel
from consumers.notify.channels.base import Channel
from consumers.notify.channels.console import ConsoleChannel
from consumers.notify.render import Rendered
from pipeline.errors import SettingsError
from pipeline.settings_notify import ChannelKind, ChannelSettings, NotifySettings


def build_channels(settings: NotifySettings, show: Callable[[Rendered], None]) -> tuple[Channel, ...]:
    """One channel for each of the settings; `show` draws a message on the console.

    Raises `SettingsError` for an address that can't be one, and for a name that two channels have.
    """
    twice = [name for name, times in Counter(channel.name for channel in settings.channels).items() if times > 1]
    if twice:
        raise SettingsError(f"two channels have the same name: {', '.join(twice)}")
    return tuple(_channel(channel, show) for channel in settings.channels)


def _channel(settings: ChannelSettings, show: Callable[[Rendered], None]) -> Channel:
    url = settings.url.get_secret_value() if settings.url else ""
    match settings.kind:
        case ChannelKind.CONSOLE:
            return ConsoleChannel(settings.name, show)
        case ChannelKind.APPRISE:
            return AppriseChannel(settings.name, url)
        case ChannelKind.ALERTMANAGER:
            return AlertmanagerChannel(settings.name, url)
