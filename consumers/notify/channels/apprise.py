"""Messages to chat, mail and the like: whatever Apprise knows an address scheme for."""

from __future__ import annotations

import logging
import re
from datetime import datetime

from apprise import Apprise, AppriseAsset, NotifyFormat

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
        # Their debug lines hold addresses with the tokens in them.
        for logger in ("apprise", "urllib3"):
            logging.getLogger(logger).setLevel(logging.WARNING)
        asset = AppriseAsset(app_id="Readout", app_desc="Readout", async_mode=False, interpret_emojis=False)
        service = Apprise.instantiate(url, asset=asset)
        if service is None:
            raise SettingsError(
                f"channel {name}: Apprise knows no service of this address, or a part of it is missing"
                f" (it starts with {clean(url.split(':', 1)[0], 20)!r}); see https://github.com/caronc/apprise/wiki"
            )
        self.name = name
        self._secrets = _secrets(url)
        self._apprise = Apprise(asset=asset)
        self._apprise.add(service)
        self._title_limit: int = service.title_maxlen
        self._limit = min(service.body_maxlen, _LONGEST)
        # Discord shows Markdown though its default here is text: what can be shown must be what is escaped.
        self._format = next(
            (f for f in (NotifyFormat.HTML, NotifyFormat.MARKDOWN) if service.resolve_format(f) == f),
            NotifyFormat.TEXT,
        )

    def send(self, message: Rendered, now: datetime) -> None:
        own_title = self._title_limit > 0
        body = compose(message, _STYLES[self._format], self._limit, with_title=not own_title)
        result = self._apprise.notify(
            body=body,
            title=title(message, self._title_limit) if own_title else "",
            body_format=self._format,
            timeout=_TIMEOUT,
            log_level=logging.WARNING,
        )
        if not result:
            said = "; ".join(entry.message for entry in result.logs()) or result.status.name.lower()
            raise Transient(clean(_masked(said, self._secrets), 300))


def _secrets(url: str) -> tuple[str, ...]:
    """All parts of an address that might be a user, password or token, longest first."""
    _, _, rest = url.partition("://")
    parts = {rest, *re.split(r"[/:@?&=#]", rest)}
    return tuple(sorted((part for part in parts if len(part) >= 6), key=len, reverse=True))


def _masked(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
