"""Makes the results of polls durable: entries to the log first, then the memory of what was seen.

A crash between the two publishes the entries again, with the same ids. Results are written together: many polls
that end at one time cost one append and one transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import structlog

from pipeline.clock import Clock
from pipeline.errors import Transient
from pipeline.log.base import Outgoing, Producer
from pipeline.records import Entry, encode
from pipeline.topics import ENTRIES
from producers.feeds.state import Change, FeedStates

T = TypeVar("T")

_LAZY_SECONDS = 30.0
_SOON_SECONDS = 1.0
_LAZY_MOST = 20_000
_RETRY_FIRST = 0.5
_RETRY_LONGEST = 30.0


@dataclass(frozen=True, slots=True)
class _Pending:
    messages: tuple[Outgoing, ...]
    change: Change
    written: asyncio.Future[None]


class Recorder:
    """Owns the thread on which the log and the memory are used. `run` must be running as a task."""

    def __init__(self, producer: Producer, states: FeedStates, clock: Clock) -> None:
        self._producer = producer
        self._states = states
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="feeds-recorder")
        self._pending: list[_Pending] = []
        self._lazy: dict[str, Change] = {}
        self._lazy_due_at = 0.0
        self._wake = asyncio.Event()
        self._closing = False
        self._log = structlog.get_logger("feeds")

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run something that uses the memory on the recorder's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def publish(self, entries: Sequence[Entry], change: Change) -> None:
        """Returns when the entries are on the log and the change is remembered.

        Raises `Transient` if the recorder is closed before that: then the change is not remembered.
        """
        messages = tuple(Outgoing(ENTRIES.name, ENTRIES.key(entry), encode(entry)) for entry in entries)
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.append(_Pending(messages, change, written))
        self._wake.set()
        await written

    def remember(self, change: Change, *, soon: bool = False) -> None:
        """Remember a change that published nothing, within half a minute, or `soon`: within a second or two. To lose
        it in a crash only costs a poll."""
        due = self._clock.monotonic() + (_SOON_SECONDS if soon else _LAZY_SECONDS)
        self._lazy_due_at = min(self._lazy_due_at, due) if self._lazy else due
        earlier = self._lazy.get(change.state.id)
        self._lazy[change.state.id] = Change(change.state, (earlier.seen if earlier else ()) + change.seen)

    async def run(self) -> None:
        """Write what is handed in, until `close`. Raises what the log or the memory raise, except `Transient`."""
        try:
            while not (self._closing and not self._pending and not self._lazy):
                if not self._closing:
                    await self._something_to_do()
                if self._pending or self._lazy:
                    await self._write_all()
        finally:
            for pending in self._pending:
                if not pending.written.done():
                    pending.written.set_exception(Transient("the recorder has stopped"))
            self._thread.shutdown()

    def close(self) -> None:
        """Let `run` write what is left, without waiting for a log or memory that can't be had, and end."""
        self._closing = True
        self._wake.set()

    async def _something_to_do(self) -> None:
        while not (self._pending or self._closing or self._lazy_due()):
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _SOON_SECONDS)

    def _lazy_due(self) -> bool:
        overdue = bool(self._lazy) and self._clock.monotonic() >= self._lazy_due_at
        return self._closing or overdue or len(self._lazy) >= _LAZY_MOST

    async def _write_all(self) -> None:
        pending, self._pending = self._pending, []
        lazy: list[Change] = []
        if self._lazy_due():
            lazy, self._lazy = list(self._lazy.values()), {}
        else:  # what is published for a feed is newer than what was noted of it
            lazy = [note for one in pending if (note := self._lazy.pop(one.change.state.id, None)) is not None]
        messages = [message for one in pending for message in one.messages]
        changes = [*lazy, *(one.change for one in pending)]
        wait = _RETRY_FIRST
        while True:
            try:
                await self.in_thread(lambda: self._write(messages, changes))
                break
            except Transient as error:
                self._log.warning("feeds-not-recorded", entries=len(messages), reason=str(error), retry_in=wait)
                if self._closing:
                    for one in pending:
                        one.written.set_exception(Transient(f"not recorded: {error}"))
                    return
                await asyncio.sleep(error.retry_after or wait)
                wait = min(wait * 2, _RETRY_LONGEST)
            except BaseException as error:
                for one in pending:
                    one.written.set_exception(Transient(f"not recorded: {error}"))
                raise
        for one in pending:
            if not one.written.done():
                one.written.set_result(None)

    def _write(self, messages: list[Outgoing], changes: list[Change]) -> None:
        if messages:
            self._producer.append(messages)
        self._states.save(changes, self._clock.now())
