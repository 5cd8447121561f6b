"""Messages on the screen of whoever runs Readout."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from consumers.notify.render import Rendered


class ConsoleChannel:
    """Hands each message to `show`, which draws it."""

    burst = 20

    def __init__(self, name: str, show: Callable[[Rendered], None]) -> None:
        self.name = name
        self._show = show

    def send(self, message: Rendered, now: datetime) -> None:
        self._show(message)
