"""The runner: poll -> handle -> write -> produce -> commit, with retry, dead letters and shutdown.

The order makes every crash harmless. Database writes and outbox rows go first, in one transaction; then outgoing
records, dead letters and pending outbox rows are appended to the log; then the position is committed. Whatever
was not committed is polled again, and since ids are deterministic, doing it again changes nothing.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import structlog

from pipeline.clock import Clock
from pipeline.errors import Fenced, ReadoutError, Reject, StageHalted, Transient
from pipeline.log.base import Consumer, EventLog, Message, Outgoing, Producer, TopicPartition
from pipeline.metrics import Metrics
from pipeline.progress import Progress
from pipeline.records import DeadLetter, Record, decode, encode, stable_id
from pipeline.retry import Backoff
from pipeline.stage import Effects, Stage
from pipeline.store.database import Database
from pipeline.topics import TOPICS, Topic

R = TypeVar("R", bound=Record)

_POLL_SECONDS = 0.5
_TICK_SECONDS = 1.0
_LAG_SECONDS = 5.0
_OUTBOX_BATCH = 500
_TOPIC_OF: dict[type[Record], Topic[Any]] = {topic.record: topic for topic in TOPICS}


@dataclass(frozen=True)
class RunnerSettings:
    """How a stage deals with failure."""

    backoff: Backoff = field(default_factory=Backoff)
    unknown_error_attempts: int = 3
    """How often a batch that fails for an unknown reason is tried before the record at fault is looked for."""
    dead_letter_share: float = 0.5
    """A stage stops when more than this share of its latest records went to the dead letters …"""
    dead_letter_sample: int = 50
    """… counted over at least so many records, and at most ten times as many."""


class Runner(Generic[R]):
    """Runs one stage as one member of its consumer group. One thread calls `run`."""

    def __init__(
        self,
        stage: Stage[R],
        log: EventLog,
        database: Database,
        metrics: Metrics,
        clock: Clock,
        settings: RunnerSettings = RunnerSettings(),
    ) -> None:
        self.name = stage.flow.stage
        self._stage = stage
        self._log = log
        self._database = database
        self._metrics = metrics
        self._clock = clock
        self._settings = settings
        self._logger = structlog.get_logger("readout.stage").bind(stage=self.name)
        self._progress = Progress(self.name)
        self._recent: deque[bool] = deque(maxlen=settings.dead_letter_sample * 10)
        self._tick_at = 0.0
        self._lag_at = 0.0
        self.halted: str | None = None
        """Why the stage stopped by itself, if it did."""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; the batch in hand is finished first.

        Raises `StageHalted` when going on would lose records; nothing of the batch in hand is committed then.
        """
        consumer = self._log.consumer(self.name, [self._stage.flow.reads.name])
        producer = self._log.producer()
        try:
            self._insist(self._load_progress, consumer, stop)
            self._insist(lambda: self._send_outbox(producer), consumer, stop)
            held: frozenset[TopicPartition] = frozenset()
            while not stop.is_set():
                messages = self._poll(consumer, stop)
                if messages is None:
                    continue
                if consumer.assignment() - held:
                    self._insist(self._start, consumer, stop)
                held = consumer.assignment()
                if messages:
                    self._batch(messages, consumer, producer, stop)
                else:
                    self._metrics.last_success.labels(self.name).set(self._clock.now().timestamp())
                self._housekeeping(consumer, producer, stop)
        except StageHalted as error:
            self.halted = str(error)
            self._logger.error("stage halted", reason=str(error))
            raise
        finally:
            producer.close()
            consumer.close()

    # --- one batch -----------------------------------------------------------------------------------------

    def _batch(
        self, messages: Sequence[Message], consumer: Consumer, producer: Producer, stop: threading.Event
    ) -> None:
        """Handle the messages, however often it takes, unless told to stop."""
        transient = unknown = 0
        while True:
            try:
                self._process(messages, consumer, producer)
                return
            except Fenced as error:
                self._logger.warning("partition lost", reason=str(error))
                consumer.rewind()
                return
            except Transient as error:
                transient += 1
                wait = max(self._settings.backoff.after(transient), error.retry_after or 0)
                self._failed(str(error), wait)
            except ReadoutError:
                raise
            except Exception as error:
                unknown += 1
                wait = self._settings.backoff.after(unknown)
                self._failed(_told(error), wait)
                if unknown >= self._settings.unknown_error_attempts:
                    self._isolate(messages, error, consumer, producer, stop)
                    return
            if self._wait(wait, consumer, stop):
                return

    def _isolate(
        self,
        messages: Sequence[Message],
        error: Exception,
        consumer: Consumer,
        producer: Producer,
        stop: threading.Event,
    ) -> None:
        """Find the record that fails for an unknown reason, and put that one aside."""
        if len(messages) == 1:
            self._insist(
                lambda: self._process(
                    messages, consumer, producer, put_aside=Reject("unexpected-error", _told(error))
                ),
                consumer,
                stop,
            )
            return
        middle = len(messages) // 2
        for half in (messages[:middle], messages[middle:]):
            if stop.is_set():
                return
            try:
                self._process(half, consumer, producer)
            except Transient:
                consumer.rewind()
                return
            except ReadoutError:
                raise
            except Exception as found:
                self._isolate(half, found, consumer, producer, stop)

    def _process(
        self,
        messages: Sequence[Message],
        consumer: Consumer,
        producer: Producer,
        *,
        put_aside: Reject | None = None,
    ) -> None:
        """One attempt: decide, write, produce, commit. With `put_aside`, the messages become dead letters."""
        began = self._clock.monotonic()
        now = self._clock.now()
        read = self._stage.flow.reads.record
        records: list[tuple[Message, R]] = []
        letters: list[DeadLetter] = []
        for message in messages:
            try:
                if put_aside is not None:
                    raise put_aside
                records.append((message, decode(read, message.value)))
            except Reject as reject:
                letters.append(self._letter(message, reject, now))
        effects = Effects()
        if records:
            with self._database.reading() as connection:
                effects = self._stage.handle([record for _, record in records], connection)
        by_id = {id(record): message for message, record in records}
        letters += [self._letter(by_id[id(record)], reject, now) for record, reject in effects.rejected]
        recent = self._judge(len(messages), len(letters))
        self._apply(effects, letters, producer, handled=len(messages), at=now)
        consumer.commit({TopicPartition(m.topic, m.partition): m.offset + 1 for m in messages})
        self._recent.extend(recent)
        self._report(effects, letters, self._clock.monotonic() - began)

    def _apply(
        self, effects: Effects, letters: Sequence[DeadLetter], producer: Producer, *, handled: int, at: datetime
    ) -> None:
        outbox = [(f"{type(record).__name__}:{_id(record)}", _outgoing(record)) for record in effects.outbox]
        progress = self._progress.after(handled, len(letters), at)
        self._database.apply((*effects.writes, progress.row()), outbox, at=at)
        self._progress = progress
        self._stage.applied(effects)
        producer.append([_outgoing(record) for record in (*effects.outgoing, *letters)])
        if outbox:
            self._send_outbox(producer)

    def _send_outbox(self, producer: Producer) -> None:
        while rows := self._database.pending(_OUTBOX_BATCH):
            producer.append([row.message for row in rows])
            self._database.mark_sent([row.id for row in rows], self._clock.now())

    def _judge(self, handled: int, lettered: int) -> list[bool]:
        recent = [True] * lettered + [False] * (handled - lettered)
        window = [*self._recent, *recent][-(self._recent.maxlen or 1) :]
        share = sum(window) / max(1, len(window))
        if lettered and len(window) >= self._settings.dead_letter_sample and share > self._settings.dead_letter_share:
            raise StageHalted(
                f"{self.name}: {share:.0%} of the latest {len(window)} records can't be handled, more than the"
                f" {self._settings.dead_letter_share:.0%} allowed; nothing of this batch was committed."
                " See `readout dead-letters list`, mend the cause, and start the stage again"
            )
        return recent

    def _letter(self, message: Message, reject: Reject, now: datetime) -> DeadLetter:
        return DeadLetter(
            id=stable_id(self.name, message.topic, message.partition, message.offset),
            stage=self.name,
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
            key=message.key,
            payload=message.value.decode("utf-8", errors="replace"),
            reason=reject.reason,
            detail=reject.detail,
            at=now,
        )

    def _report(self, effects: Effects, letters: Sequence[DeadLetter], seconds: float) -> None:
        for outcome in effects.outcomes:
            self._metrics.items.labels(self.name, outcome.name).inc()
            self._logger.info(
                "item", id=outcome.item, outcome=outcome.name, reason=outcome.reason or None, **outcome.details
            )
        for letter in letters:
            self._metrics.items.labels(self.name, "dead-letter").inc()
            self._metrics.dead_letters.labels(self.name, letter.reason).inc()
            self._logger.warning(
                "item", id=letter.id, outcome="dead-letter", reason=letter.reason, detail=letter.detail
            )
        self._metrics.add(effects.counts)
        self._metrics.batch_seconds.labels(self.name).observe(seconds)
        self._metrics.last_success.labels(self.name).set(self._clock.now().timestamp())

    # --- between batches -----------------------------------------------------------------------------------

    def _poll(self, consumer: Consumer, stop: threading.Event) -> list[Message] | None:
        try:
            return consumer.poll(self._stage.batch, _POLL_SECONDS)
        except Transient as error:
            wait = self._settings.backoff.after(1)
            self._failed(str(error), wait)
            self._wait(wait, consumer, stop)
            return None

    def _load_progress(self) -> None:
        self._progress = self._progress.load(self._database)

    def _start(self) -> None:
        with self._database.reading() as connection:
            self._stage.start(connection)

    def _housekeeping(self, consumer: Consumer, producer: Producer, stop: threading.Event) -> None:
        now = self._clock.monotonic()
        if now >= self._tick_at and consumer.assignment():
            self._tick_at = now + _TICK_SECONDS
            self._insist(lambda: self._tick(producer), consumer, stop)
        if now >= self._lag_at:
            self._lag_at = now + _LAG_SECONDS
            self._behind()

    def _tick(self, producer: Producer) -> None:
        now = self._clock.now()
        with self._database.reading() as connection:
            effects = self._stage.tick(now, connection)
        if effects.writes or effects.outgoing or effects.outbox:
            self._apply(effects, (), producer, handled=0, at=now)
            self._report(effects, (), 0)

    def _behind(self) -> int:
        """Messages not yet handled by the group; shown in the metrics on the way."""
        try:
            lag = self._log.lag(self.name, [self._stage.flow.reads.name])
        except Transient as error:
            self._logger.warning("lag unknown", reason=str(error))
            return 0
        now = self._clock.now()
        ages = [(now - row.oldest).total_seconds() for row in lag if row.oldest is not None]
        messages = sum(row.messages for row in lag)
        self._metrics.lag.labels(self.name).set(messages)
        self._metrics.oldest.labels(self.name).set(max(ages, default=0))
        return messages

    def _insist(self, work: Callable[[], Any], consumer: Consumer, stop: threading.Event) -> None:
        """Do it, however often it takes, unless told to stop."""
        failures = 0
        while not stop.is_set():
            try:
                work()
                return
            except Fenced:
                consumer.rewind()
                return
            except Transient as error:
                failures += 1
                wait = self._settings.backoff.after(failures)
                self._failed(str(error), wait)
                self._wait(wait, consumer, stop)

    def _failed(self, reason: str, wait: float) -> None:
        self._metrics.failures.labels(self.name).inc()
        self._progress = self._progress.failed(reason, self._clock.now())
        self._logger.warning("try again", reason=reason, wait_seconds=wait)

    def _wait(self, seconds: float, consumer: Consumer, stop: threading.Event) -> bool:
        """Wait without losing the place in the group; True if told to stop."""
        until = self._clock.monotonic() + seconds
        while (left := until - self._clock.monotonic()) > 0:
            if self._clock.wait(min(left, 1.0), stop):
                return True
            consumer.keep_alive()
        return stop.is_set()


def _outgoing(record: Record) -> Outgoing:
    topic = _TOPIC_OF[type(record)]
    return Outgoing(topic.name, topic.key(record), encode(record))


def _id(record: Record) -> str:
    return str(getattr(record, "id"))  # noqa: B009 (every record that travels has one)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:1000]
