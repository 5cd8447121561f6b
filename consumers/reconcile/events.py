"""What to tell of a change: the difference between a call as it was and as it is, as events. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consumers.reconcile.view import Call, Conflict
from pipeline.records import CallEvent, DateInterval, EventKind, Quote, stable_id

_MOST_QUOTES = 3


def events_of(before: Call | None, after: Call, cause: str, at: datetime) -> tuple[CallEvent, ...]:
    """The events that a change of one call gives rise to; none if nothing that matters changed.

    `before` is None for a call not known until now. `cause` is the id of the report or decision that brought the
    change, `at` its ingest time; both only go into the events, so the same change makes the same events again.
    """
    events = []
    if before is None:
        events.append(_call_event(EventKind.NEW_CALL, after, at, stable_id("new_call", after.id), ()))
    else:
        changed = changes(before, after)
        if changed:
            ident = stable_id("call_changed", after.id, cause)
            events.append(_call_event(EventKind.CALL_CHANGED, after, at, ident, changed))
    return (*events, *_conflict_events(before, after, cause, at))


def window_closed(call: Call, conflict: Conflict) -> CallEvent:
    """The event for a conflict that no longer waits for the other side; its time is the window's end."""
    assert conflict.due_at is not None
    return _conflict_event(EventKind.CONFLICT, call, conflict, conflict.due_at, "settled")


def changes(before: Call, after: Call) -> tuple[str, ...]:
    """One sentence for each thing about the call itself that changed."""
    old, new = before.summary, after.summary
    said = []
    if old.status is not new.status:
        said.append(f"Status: {old.status.value}, now {new.status.value}.")
    if old.date != new.date:
        said.append(f"Date: {_days(old.date)}, now {_days(new.date)}.")
    if old.id != new.id:
        said.append(f"Id: {old.id}, now {new.id}.")
    if old.medium is not new.medium:
        said.append(f"Medium: {old.medium.value}, now {new.medium.value}.")
    was, now = [p.name for p in old.participants], [p.name for p in new.participants]
    if was != now:
        said.append(f"On the line: {', '.join(was)}; now {', '.join(now)}.")
    said += [f"{side}'s own text is in hand." for side in new.official if side not in old.official]
    fresh = [origin for origin in new.origins if origin not in old.origins]
    if fresh and len(new.origins) > len(old.origins):
        said.append(f"Independent origins: {len(old.origins)}, now {len(new.origins)} ({', '.join(fresh)}).")
    return tuple(said)


def _days(interval: DateInterval | None) -> str:
    if interval is None:
        return "not known"
    start, end = interval.start.isoformat(), interval.end.isoformat()
    return start if start == end else f"{start} to {end}"


def _call_event(kind: EventKind, call: Call, at: datetime, ident: str, changed: Sequence[str]) -> CallEvent:
    return CallEvent(id=ident, kind=kind, call=call.summary, changed=tuple(changed), evidence=_evidence(call), at=at)


def _evidence(call: Call) -> tuple[Quote, ...]:
    """One quote of each origin, official texts first."""
    official = sorted(call.reports, key=lambda r: (r.official_of not in call.parties, r.role.value != "main"))
    by_origin: dict[str, Quote] = {}
    for report in official:
        for quote in report.quotes:
            by_origin.setdefault(report.origin, quote)
    return tuple(by_origin.values())[:_MOST_QUOTES]


def _conflict_events(before: Call | None, after: Call, cause: str, at: datetime) -> list[CallEvent]:
    old = {c.key: c for c in before.conflicts} if before else {}
    new = {c.key: c for c in after.conflicts}
    events = []
    for key, conflict in new.items():
        known = old.get(key)
        if conflict.withdrawn:
            if known is not None and not known.withdrawn:
                events.append(_conflict_event(EventKind.CONFLICT_WITHDRAWN, after, conflict, at, cause))
        elif known is None or known.withdrawn:
            events.append(_conflict_event(EventKind.CONFLICT, after, conflict, at, "found"))
        elif known.summary.provisional and not conflict.summary.provisional:
            events.append(_conflict_event(EventKind.CONFLICT, after, conflict, conflict.due_at or at, "settled"))
    for key, conflict in old.items():
        if key not in new and not conflict.withdrawn:
            events.append(_conflict_event(EventKind.CONFLICT_WITHDRAWN, after, conflict, at, cause))
    return events


def _conflict_event(kind: EventKind, call: Call, conflict: Conflict, at: datetime, mark: str) -> CallEvent:
    summary = conflict.summary
    return CallEvent(
        id=stable_id(kind.value, summary.id, mark),
        kind=kind,
        call=call.summary,
        conflict=summary,
        evidence=(*summary.claim, *summary.answer)[:_MOST_QUOTES],
        at=at,
    )
