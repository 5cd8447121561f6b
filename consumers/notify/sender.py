"""Sends messages, each channel in its own thread, so that one that hangs holds up no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from consumers.notify.channels.base import Channel
from consumers.notify.notification import Notification
from consumers.notify.render import Rendered
from pipeline.errors import Reject, Transient


@dataclass(frozen=True)
class Sent:
    """The channel took the message."""


@dataclass(frozen=True)
class Later:
    """It may take it later."""

    detail: str
    retry_after: float | None = None


@dataclass(frozen=True)
class Never:
    """It won't take it."""

    reason: str


Result = Sent | Later | Never


class Sender:
    """Keeps at most one hand-over per channel under way; a channel that is busy gets nothing new."""

    def __init__(
        self, channels: Sequence[Channel], render: Callable[[Notification], Rendered], *, patience: float = 2.0
    ) -> None:
        """`patience` is how many seconds `collect` waits for those under way; slower ones are collected next time."""
        self._channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self._render = render
        self._patience = patience
        self._threads = ThreadPoolExecutor(max(1, len(channels)), thread_name_prefix="notify")
        self._busy: dict[str, tuple[tuple[Notification, ...], Future[list[tuple[Notification, Result]]]]] = {}

    def idle(self) -> tuple[Channel, ...]:
        """Channels with nothing under way."""
        return tuple(channel for name, channel in self._channels.items() if name not in self._busy)

    def under_way(self) -> frozenset[tuple[str, str]]:
        """Keys of the rows that may be on their way this moment."""
        return frozenset(row.key for rows, _ in self._busy.values() for row in rows)

    def submit(self, channel: Channel, rows: Sequence[Notification], now: datetime) -> None:
        """Begin to send the rows, in order, over an idle channel."""
        if rows:
            self._busy[channel.name] = (tuple(rows), self._threads.submit(self._send, channel, rows, now))

    def collect(self) -> list[tuple[Notification, Result]]:
        """What became of rows sent; each is told once."""
        wait([future for _, future in self._busy.values()], timeout=self._patience)
        finished = [name for name, (_, future) in self._busy.items() if future.done()]
        return [told for name in finished for told in self._busy.pop(name)[1].result()]

    def _send(
        self, channel: Channel, rows: Sequence[Notification], now: datetime
    ) -> list[tuple[Notification, Result]]:
        results: list[tuple[Notification, Result]] = []
        for row in rows:
            result = self._send_one(channel, row, now)
            results.append((row, result))
            if isinstance(result, Later):
                break  # the channel has trouble; the rest stays pending, in order
        return results

    def _send_one(self, channel: Channel, row: Notification, now: datetime) -> Result:
        try:
            channel.send(self._render(row), now)
        except Transient as error:
            return Later(str(error), error.retry_after)
        except Reject as error:
            return Never(str(error))
        except Exception as error:  # a channel's library may raise anything; the row keeps it and is tried again
            return Later(f"{type(error).__name__} in channel {channel.name}")
        return Sent()
