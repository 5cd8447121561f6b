"""When people are told: a pure decision for one event and one channel, with its reason.

Each event gets one row per channel, whatever is decided, so that the log answers "why was I not told?".
There is at most one announcement of a call, and one of a conflict, per channel, ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from consumers.notify.notification import Notification, State
from pipeline.records import CallEvent, CallStatus, CallSummary, ConflictKind, ConflictSummary, EventKind, Quote
from pipeline.retry import Backoff
from pipeline.settings_notify import ChannelSettings, Severity

_RANK: dict[Severity, int] = {"low": 0, "medium": 1, "high": 2}

BACKOFF = Backoff(first=5, longest=3600)

_LIVE = {State.PENDING, State.SENT, State.FAILED}


@dataclass(frozen=True)
class Threshold:
    """When a new call counts as reported well enough to be announced: one of the two is enough."""

    official_sources: int = 1
    independent_origins: int = 2


class Known:
    """What the log holds about the calls at hand. `put` keeps it true while a batch is decided."""

    def __init__(self, rows: Iterable[Notification] = ()) -> None:
        self._rows = {row.key: row for row in rows}

    def put(self, rows: Iterable[Notification]) -> None:
        self._rows |= {row.key: row for row in rows}

    def has(self, event: str, channel: str) -> bool:
        return (event, channel) in self._rows

    def of_call(self, call: CallSummary, channel: str, kind: EventKind) -> list[Notification]:
        """Rows of one kind about one call, under any id it ever had, on one channel; in no particular order."""
        names = names_of(call)
        return [r for r in self._rows.values() if r.call in names and (r.channel, r.kind) == (channel, kind)]


def names_of(call: CallSummary) -> frozenset[str]:
    """All public ids that the call has and had."""
    return frozenset({call.id, *call.aliases})


def severity(event: CallEvent) -> Severity:
    """How much an event matters: a conflict's own severity, ``medium`` for a new call, else ``low``."""
    if event.conflict is not None:
        return event.conflict.severity
    return "medium" if event.kind is EventKind.NEW_CALL else "low"


def decide(
    event: CallEvent, channel: ChannelSettings, threshold: Threshold, known: Known
) -> tuple[Notification, ...]:
    """The rows to write for one event on one channel; none if the log has the event already.

    Besides the event's own row there may be earlier rows of the same call that it changes: a withheld new call
    that it releases, a waiting conflict message that it takes back.
    """
    if known.has(event.id, channel.name):
        return ()
    released = _released(event, channel, threshold, known)
    cancelled = _cancelled(event, channel, known)
    reason = _reason_against(event, channel, threshold, known, bool(released), bool(cancelled))
    own = Notification(
        event=event.id,
        channel=channel.name,
        state=State.WITHHELD if reason else State.PENDING,
        reason=reason,
        content=event,
        due_at=None if reason else event.at,
    )
    return (*released, *cancelled, own)


def retry(row: Notification, now: datetime, detail: str, attempts: int, wait: float | None) -> Notification:
    """The row after a send that failed but may succeed later: due again after a growing delay, or given up.

    `attempts` is how many are allowed; `wait` is how many seconds the other side asked for, if it did.
    """
    made = row.attempts + 1
    if made >= attempts:
        return replace(row, state=State.FAILED, reason=f"gave-up: {detail}", attempts=made, due_at=None)
    delay = max(BACKOFF.after(made), min(wait or 0, BACKOFF.longest))
    return replace(row, reason=detail, attempts=made, due_at=now + timedelta(seconds=delay))


def refused(row: Notification, reason: str, *, tried: bool = True) -> Notification:
    """The row after a send that can never succeed."""
    return replace(row, state=State.FAILED, reason=reason, attempts=row.attempts + (1 if tried else 0), due_at=None)


def _reason_against(
    event: CallEvent, channel: ChannelSettings, threshold: Threshold, known: Known, released: bool, cancelled: bool
) -> str:
    """Why the event is not told on the channel; empty if it is."""
    if event.kind not in channel.events:
        return "not-wanted"
    if event.kind is EventKind.CONFLICT_WITHDRAWN:
        # A retraction goes where the claim went, whatever its severity.
        if cancelled:
            return "taken-back-before-it-was-sent"
        return "" if _conflict_rows(event, channel, known, {State.PENDING, State.SENT}) else "conflict-not-told"
    if _RANK[severity(event)] < _RANK[channel.min_severity]:
        return "below-severity"
    match event.kind:
        case EventKind.NEW_CALL:
            if _announced(event, channel, known):
                return "already-told"
            return _reason_to_wait(event.call, threshold)
        case EventKind.CALL_CHANGED:
            if released:
                return "told-as-new-call"
            return "" if _announced(event, channel, known) else "call-not-told"
        case EventKind.CONFLICT:
            return _reason_against_conflict(event, channel, known)


def _reason_to_wait(call: CallSummary, threshold: Threshold) -> str:
    if call.status is not CallStatus.HELD:
        return f"call-{call.status.value}"
    if len(call.official) >= threshold.official_sources or len(call.origins) >= threshold.independent_origins:
        return ""
    return "too-few-sources"


def _reason_against_conflict(event: CallEvent, channel: ChannelSettings, known: Known) -> str:
    if event.conflict is None:
        return "no-conflict-given"
    if _conflict_rows(event, channel, known, _LIVE):
        return "already-told"
    if event.conflict.provisional:
        return "provisional"
    # That a side denies the call is news whatever the call's status; other conflicts are about a call that was held.
    if event.conflict.kind is not ConflictKind.DENIAL and event.call.status is not CallStatus.HELD:
        return f"call-{event.call.status.value}"
    return ""


def _announced(event: CallEvent, channel: ChannelSettings, known: Known) -> bool:
    rows = known.of_call(event.call, channel.name, EventKind.NEW_CALL)
    return any(row.state in _LIVE for row in rows)


def _conflict_rows(
    event: CallEvent, channel: ChannelSettings, known: Known, states: set[State]
) -> list[Notification]:
    if event.conflict is None:
        return []
    subject = _subject(event.conflict)
    return [
        row
        for row in known.of_call(event.call, channel.name, EventKind.CONFLICT)
        if row.state in states and row.content.conflict and _subject(row.content.conflict) == subject
    ]


def _subject(conflict: ConflictSummary) -> tuple[str, str | None, str]:
    """What makes a conflict the same one within its call; its id changes with the id of the call."""
    return conflict.kind.value, conflict.by, conflict.topic


def _released(
    event: CallEvent, channel: ChannelSettings, threshold: Threshold, known: Known
) -> tuple[Notification, ...]:
    """The withheld new-call row that may go out now that the event says more of the call."""
    if event.kind is EventKind.NEW_CALL or EventKind.NEW_CALL not in channel.events:
        return ()
    if _RANK["medium"] < _RANK[channel.min_severity] or _reason_to_wait(event.call, threshold):
        return ()
    if _announced(event, channel, known):
        return ()
    waiting = known.of_call(event.call, channel.name, EventKind.NEW_CALL)
    if not waiting:
        return ()
    first = min(waiting, key=lambda row: (row.content.at, row.event))
    told = first.content.model_copy(
        update={"call": event.call, "evidence": _merged(first.content.evidence, event.evidence)}
    )
    return (replace(first, state=State.PENDING, reason="", content=told, due_at=event.at),)


def _cancelled(event: CallEvent, channel: ChannelSettings, known: Known) -> tuple[Notification, ...]:
    """The conflict message still waiting that the event takes back."""
    if event.kind is not EventKind.CONFLICT_WITHDRAWN:
        return ()
    return tuple(
        replace(row, state=State.WITHHELD, reason="taken-back", due_at=None)
        for row in _conflict_rows(event, channel, known, {State.PENDING})
    )


def _merged(first: tuple[Quote, ...], second: tuple[Quote, ...]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys((*first, *second)))
