"""When people are told, and the reason when they are not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.notify.notification import Notification, State, from_row
from consumers.notify.policy import BACKOFF, Known, Threshold, decide, refused, retry, severity
from pipeline.records import CallEvent, CallStatus, ConflictKind, EventKind
from pipeline.settings_notify import ChannelSettings
from tests.unit.notify.notify_builders import NOON, call, channel, confirmed, conflict, event, quote

ALL = tuple(EventKind)
USUAL = Threshold()


def told(events: list[CallEvent], to: ChannelSettings, threshold: Threshold = USUAL) -> list[Notification]:
    """The log after these events, in the order its rows were first written."""
    rows: dict[tuple[str, str], Notification] = {}
    known = Known()
    for one in events:
        decided = decide(one, to, threshold, known)
        known.put(decided)
        rows |= {row.key: row for row in decided}
    return list(rows.values())


def states(rows: list[Notification]) -> dict[str, tuple[str, str]]:
    return {row.event: (row.state.value, row.reason) for row in rows}


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        pytest.param(call(), ("withheld", "too-few-sources"), id="one origin is not enough"),
        pytest.param(call(official=("NOR",)), ("pending", ""), id="one official text is enough"),
        pytest.param(confirmed(), ("pending", ""), id="two independent origins are enough"),
        pytest.param(confirmed(status=CallStatus.PLANNED), ("withheld", "call-planned"), id="a plan is no call"),
        pytest.param(confirmed(status=CallStatus.PROPOSED), ("withheld", "call-proposed"), id="nor is a proposal"),
        pytest.param(confirmed(status=CallStatus.DENIED), ("withheld", "call-denied"), id="nor a denied call"),
    ],
)
def test_a_new_call_is_announced_once_it_is_well_reported(summary: object, expected: tuple[str, str]) -> None:
    assert states(told([event(call=summary)], channel())) == {"e1": expected}


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        pytest.param(Threshold(1, 3), "withheld", id="three wanted"),
        pytest.param(Threshold(1, 2), "pending", id="two wanted"),
    ],
)
def test_how_many_sources_are_enough_can_be_set(threshold: Threshold, expected: str) -> None:
    assert states(told([event()], channel(), threshold))["e1"][0] == expected


@pytest.mark.parametrize("later", [EventKind.CALL_CHANGED, EventKind.CONFLICT], ids=str)
def test_a_later_event_of_the_call_releases_the_announcement_with_what_it_knows(later: EventKind) -> None:
    more = quote("Lima confirmed that the two presidents spoke", source="Andes Wire")
    rows = told([event(call=call()), event(later, number=2, evidence=(more,))], channel(events=ALL))
    first = rows[0]
    assert (first.event, first.kind, first.state) == ("e1", EventKind.NEW_CALL, State.PENDING)
    assert first.content.call == confirmed()
    assert [q.source for q in first.content.evidence] == ["Harbour Gazette", "Andes Wire"]
    assert first.due_at == NOON + timedelta(minutes=2)


def test_the_event_that_releases_an_announcement_is_not_told_as_a_change_as_well() -> None:
    rows = told([event(call=call()), event(EventKind.CALL_CHANGED, number=2)], channel(events=ALL))
    assert states(rows)["e2"] == ("withheld", "told-as-new-call")


def test_a_planned_call_is_announced_when_it_was_held() -> None:
    rows = told(
        [event(call=confirmed(status=CallStatus.PLANNED)), event(EventKind.CALL_CHANGED, number=2)], channel()
    )
    assert states(rows) == {"e1": ("pending", ""), "e2": ("withheld", "not-wanted")}


def test_a_second_new_call_event_of_one_call_is_not_told_again() -> None:
    assert states(told([event(), event(number=2)], channel()))["e2"] == ("withheld", "already-told")


def test_a_change_of_a_call_nobody_was_told_of_is_not_told() -> None:
    rows = told([event(EventKind.CALL_CHANGED, call=call())], channel(events=ALL))
    assert states(rows) == {"e1": ("withheld", "call-not-told")}


def test_an_event_in_the_log_already_changes_nothing() -> None:
    known = Known(told([event()], channel()))
    assert decide(event(), channel(), USUAL, known) == ()


@pytest.mark.parametrize(
    ("least", "severe", "expected"),
    [
        pytest.param("low", "low", ("pending", ""), id="at the bound"),
        pytest.param("medium", "low", ("withheld", "below-severity"), id="below"),
        pytest.param("high", "medium", ("withheld", "below-severity"), id="below the highest"),
        pytest.param("high", "high", ("pending", ""), id="the highest"),
    ],
)
def test_a_channel_is_told_from_its_severity_on(least: str, severe: str, expected: tuple[str, str]) -> None:
    one = event(EventKind.CONFLICT, conflict=conflict(severity=severe))
    assert states(told([one], channel(min_severity=least)))["e1"] == expected


def test_a_channel_is_told_only_the_kinds_it_asks_for() -> None:
    rows = told([event()], channel(events=(EventKind.CONFLICT,)))
    assert states(rows) == {"e1": ("withheld", "not-wanted")}


@pytest.mark.parametrize(
    ("changes", "summary", "expected"),
    [
        pytest.param({"provisional": True}, call(), ("withheld", "provisional"), id="provisional"),
        pytest.param({}, call(), ("pending", ""), id="whatever the number of origins"),
        pytest.param({}, call(status=CallStatus.PLANNED), ("withheld", "call-planned"), id="of a planned call"),
        pytest.param(
            {"kind": ConflictKind.DENIAL}, call(status=CallStatus.DENIED), ("pending", ""), id="denial of the call"
        ),
    ],
)
def test_a_conflict_is_told_when_it_stands(
    changes: dict[str, object], summary: object, expected: tuple[str, str]
) -> None:
    one = event(EventKind.CONFLICT, conflict=conflict(**changes), call=summary)
    assert states(told([one], channel()))["e1"] == expected


def test_a_conflict_is_told_once_when_it_is_no_longer_provisional() -> None:
    rows = told(
        [
            event(EventKind.CONFLICT, number=1, conflict=conflict(provisional=True)),
            event(EventKind.CONFLICT, number=2),
            event(EventKind.CONFLICT, number=3),
        ],
        channel(),
    )
    assert states(rows) == {
        "e1": ("withheld", "provisional"),
        "e2": ("pending", ""),
        "e3": ("withheld", "already-told"),
    }


def test_a_call_that_was_told_under_another_id_is_not_told_again() -> None:
    renamed = confirmed(id="2026-03-02-nor-per", aliases=(confirmed().id,))
    rows = told(
        [
            event(),
            event(EventKind.CONFLICT, number=2),
            event(number=3, call=renamed),
            event(EventKind.CONFLICT, number=4, call=renamed, conflict=conflict(id="c1-renamed")),
            event(EventKind.CALL_CHANGED, number=5, call=renamed),
        ],
        channel(events=ALL),
    )
    assert [row.state.value for row in rows] == ["pending", "pending", "withheld", "withheld", "pending"]


def test_a_call_released_under_a_new_id_is_told_under_that() -> None:
    renamed = confirmed(id="2026-03-02-nor-per", aliases=(confirmed().id,))
    rows = told([event(call=call()), event(EventKind.CALL_CHANGED, number=2, call=renamed)], channel())
    assert (rows[0].state, rows[0].call) == (State.PENDING, "2026-03-02-nor-per")


def test_two_conflicts_of_one_call_are_both_told() -> None:
    other = conflict(id="c2", topic="a visit")
    rows = told([event(EventKind.CONFLICT), event(EventKind.CONFLICT, number=2, conflict=other)], channel())
    assert {row.state for row in rows} == {State.PENDING}


def test_a_withdrawal_takes_back_a_message_still_waiting_and_is_not_told_itself() -> None:
    rows = told([event(EventKind.CONFLICT), event(EventKind.CONFLICT_WITHDRAWN, number=2)], channel())
    assert states(rows) == {
        "e1": ("withheld", "taken-back"),
        "e2": ("withheld", "taken-back-before-it-was-sent"),
    }


def test_a_withdrawal_goes_where_the_conflict_went_whatever_its_severity() -> None:
    to = channel(min_severity="high")
    claim = told([event(EventKind.CONFLICT, conflict=conflict(severity="high"))], to)[0].sent(NOON)
    withdrawn = event(EventKind.CONFLICT_WITHDRAWN, number=2, conflict=conflict(severity="low"))
    (row,) = decide(withdrawn, to, USUAL, Known([claim]))
    assert row.state is State.PENDING


def test_a_withdrawal_of_a_conflict_nobody_was_told_of_is_not_told() -> None:
    rows = told([event(EventKind.CONFLICT_WITHDRAWN)], channel())
    assert states(rows) == {"e1": ("withheld", "conflict-not-told")}


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(ALL),
        st.sampled_from([call(), call(official=("PER",)), confirmed(), confirmed(status=CallStatus.PLANNED)]),
        st.booleans(),
    ),
    max_size=12,
)


@given(_STEPS, st.data())
def test_in_any_order_and_with_any_replay_each_thing_is_told_once(
    steps: list[tuple[EventKind, object, bool]], data: st.DataObject
) -> None:
    events = [
        event(kind, number=n, call=summary, conflict=conflict(provisional=wait))
        if kind in {EventKind.CONFLICT, EventKind.CONFLICT_WITHDRAWN}
        else event(kind, number=n, call=summary)
        for n, (kind, summary, wait) in enumerate(steps)
    ]
    again = data.draw(st.integers(0, len(events)))
    to = channel(events=ALL)
    undisturbed, replayed = told(events, to), told([*events[:again], *events], to)
    assert undisturbed == replayed
    for kind in (EventKind.NEW_CALL, EventKind.CONFLICT):
        assert sum(row.kind is kind and row.state is State.PENDING for row in undisturbed) <= 1
    assert len(undisturbed) == len(events)
    assert all(bool(row.reason) == (row.state is State.WITHHELD) for row in undisturbed)


def test_retries_wait_longer_each_time_and_end_as_failed() -> None:
    (row,) = told([event()], channel())
    waits = []
    for _ in range(4):
        row = retry(row, NOON, "no answer", 5, None)
        assert row.due_at is not None
        waits.append((row.due_at - NOON).total_seconds())
    last = retry(row, NOON, "no answer", 5, None)
    assert waits == [5, 10, 20, 40]
    assert (last.state, last.reason, last.attempts, last.due_at) == (State.FAILED, "gave-up: no answer", 5, None)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(90.0, 90, id="as asked"),
        pytest.param(1.0, 5, id="never sooner than the backoff"),
        pytest.param(1e12, BACKOFF.longest, id="never beyond the longest wait"),
    ],
)
def test_a_wait_that_the_other_side_asks_for_is_kept(asked: float, expected: float) -> None:
    (row,) = told([event()], channel())
    later = retry(row, NOON, "busy", 5, asked)
    assert later.due_at == NOON + timedelta(seconds=expected)


def test_a_refused_message_is_not_tried_again() -> None:
    (row,) = told([event()], channel())
    after = refused(row, "refused: too long")
    assert (after.state, after.attempts, after.due_at) == (State.FAILED, 1, None)


def test_a_row_survives_the_database() -> None:
    (row,) = told([event(EventKind.CONFLICT)], channel())
    assert from_row(row.as_row()) == row


def test_an_event_without_a_conflict_of_its_own_has_the_severity_of_its_kind() -> None:
    assert [severity(event(kind)) for kind in (EventKind.NEW_CALL, EventKind.CALL_CHANGED)] == ["medium", "low"]
