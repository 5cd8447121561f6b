"""Messages to chat, mail and the like: whatever Apprise knows an address scheme for."""

from __future__ import annotations

import logging
import re
from datetime import datetime

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat

from consumers.notify.clean import clean
from consumers.notify.formats import Html, Markdown, Plain, Style, compose, title
from consumers.notify.render import Rendered
from pipeline.errors import SettingsError, Transient

_TIMEOUT = 30
_STYLES: dict[NotifyFormat, Style] = {
    NotifyFormat.HTML: Html(),
    NotifyFormat.MARKDOWN: Markdown(),
    NotifyFormat.TEXT: Plain(),
}
_LONGEST = 8000
"""More than anybody reads in an alert, where a service would take it."""


class AppriseChannel:
    """One Apprise address.

    Apprise tells no reason apart from another, so every failure is `Transient`. An address with several targets
    counts as failed when one of them fails, and is then tried again as a whole: one channel for each target is
    better.
    """

    burst = 1

    def __init__(self, name: str, url: str) -> None:
        """Raises `SettingsError` for an address that Apprise doesn't know; it does not repeat the address."""
        _keep_addresses_out_of_the_log()
        asset = AppriseAsset(app_id="Readout", app_desc="Readout", async_mode=False, interpret_emojis=False)
        service = Apprise.instantiate(url, asset=asset)
        if service is None:
            scheme, separator, _ = url.partition("://")
            named = f" of {clean(scheme, 20)}://" if separator else ""
            raise SettingsError(
                f"channel {name}: Apprise can't use this address{named}: it knows no such service, or a part of the"
                " address is missing; see https://github.com/caronc/apprise/wiki"
            )
        self.name = name
        self._secrets = _secrets(url)
        self._apprise = Apprise(asset=asset)
        self._apprise.add(service)
        self._title_limit: int = service.title_maxlen
        self._limit = min(service.body_maxlen, _LONGEST)
        self.markup = _format(service)
        """What the service shows, and so what the texts are escaped for."""

    def send(self, message: Rendered, now: datetime) -> None:
        own_title = self._title_limit > 0
        body = compose(message, _STYLES[self.markup], self._limit, with_title=not own_title)
        result = self._apprise.notify(
            body=body,
            title=title(message, self._title_limit) if own_title else "",
            body_format=self.markup,
            timeout=_TIMEOUT,
            log_level=logging.WARNING,
        )
        if not result:
            said = "; ".join(entry.message for entry in result.logs()) or result.status.name.lower()
            raise Transient(clean(_masked(said, self._secrets), 300))


def _keep_addresses_out_of_the_log() -> None:
    """Lines of Apprise, and debug lines of its HTTP library, hold addresses with the tokens in them.

    What matters of them is in the reason of a failure, masked.
    """
    apprise = logging.getLogger("apprise")
    apprise.propagate = False
    if not apprise.handlers:
        apprise.addHandler(logging.NullHandler())
    logging.getLogger("urllib3").setLevel(logging.INFO)


def _format(service: NotifyBase) -> NotifyFormat:
    """The service's own choice; but where it knows Markdown and no HTML, it shows text as Markdown (Discord does)."""
    markdown, web = NotifyFormat.MARKDOWN, NotifyFormat.HTML
    shows_markdown = service.resolve_format(markdown) == markdown and service.resolve_format(web) != web
    return markdown if shows_markdown else NotifyFormat(service.resolve_format(None))


def _secrets(url: str) -> tuple[str, ...]:
    """All parts of an address that might be a user, password or token, longest first."""
    _, _, rest = url.partition("://")
    parts = {rest, *re.split(r"[/:@?&=#]", rest)}
    return tuple(sorted((part for part in parts if len(part) >= 6), key=len, reverse=True))


def _masked(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
