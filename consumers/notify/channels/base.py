"""The contract of a channel."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from consumers.notify.render import Rendered


class Channel(Protocol):
    """One place where people read messages. `send` is called from one thread at a time."""

    name: str
    burst: int
    """How many messages may go out before the log is written, which is how many a crash may repeat: one where people
    would see the repetition."""

    def send(self, message: Rendered, now: datetime) -> None:
        """Hand the message over; return once the other side has taken it. Ends within a minute, one way or the other.

        Raises `Transient` if it may succeed later, `Reject` if this message never will. Neither text holds a secret.
        """
