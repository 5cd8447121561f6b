"""A call as text for a terminal: who says what, side by side, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from consumers.reconcile.ledger import Line
from consumers.reconcile.view import Account, Call, Conflict, Undertaking
from pipeline.records import DateInterval, Quote
from readout.commands.common import shown

_QUOTES = 4
_LONGEST_WORDING = 120


def calls_table(calls: Sequence[Call]) -> Table:
    """One row a call."""
    return _table(
        f"{len(calls)} calls",
        ("call", "who", "status", "medium", "reports", "origins", "official", "commitments", "conflicts"),
        [
            (
                call.id,
                people(call),
                call.summary.status.value,
                call.medium.value,
                call.summary.reports,
                len(call.summary.origins),
                " ".join(call.summary.official),
                len(call.commitments),
                sum(not conflict.withdrawn for conflict in call.conflicts),
            )
            for call in calls
        ],
    )


def commitments_table(calls: Sequence[Call]) -> Table:
    """One row a commitment of these calls."""
    return _table(
        f"{sum(len(call.commitments) for call in calls)} commitments",
        ("call", "actor", "kind", "how firm", "what", "figures", "when", "said by"),
        [
            (
                call.id,
                " ".join(one.actor),
                one.kind.value,
                one.modality.value,
                wording(one),
                figures(one),
                one.deadline,
                " ".join(one.claimed_by),
            )
            for call in calls
            for one in call.commitments
        ],
    )


def ledger_table(lines: Sequence[Line]) -> Table:
    """One row a commitment, followed over the calls that speak of it."""
    return _table(
        f"{len(lines)} commitments",
        ("actor", "to", "kind", "what", "figures", "how firm", "state", "said by", "acknowledged", "calls"),
        [
            (
                " ".join(line.actor),
                " ".join(line.beneficiary),
                line.kind.value,
                line.object or line.subject,
                " → ".join(line.figures),
                line.modality.value,
                line.state.value,
                " ".join(line.claimed_by),
                "yes" if line.acknowledged else "no",
                "\n".join(dict.fromkeys(entry.call for entry in line.entries)),
            )
            for line in lines
        ],
    )


def conflicts_table(calls: Sequence[Call]) -> Table:
    """One row a conflict of these calls."""
    return _table(
        f"{sum(len(call.conflicts) for call in calls)} conflicts",
        ("call", "kind", "grade", "claimed by", "by", "about", "severity", "state"),
        [
            (
                call.id,
                one.summary.kind.value,
                one.summary.grade,
                one.summary.claimed_by,
                one.summary.by,
                one.summary.topic,
                one.summary.severity,
                state(one),
            )
            for call in calls
            for one in call.conflicts
        ],
    )


def print_call(console: Console, call: Call) -> None:
    """All that is known of a call."""
    console.print(Text(f"{call.id}  {people(call)}", style="bold"))
    console.print(
        f"{interval(call.date)}{' (presumed)' if call.presumed_date else ''}; {call.summary.status.value};"
        f" {call.medium.value}; {call.summary.reports} reports of {len(call.summary.origins)} independent origins"
        f" ({shown(', '.join(call.summary.origins))})"
    )
    if call.initiator:
        console.print(f"initiated by {call.initiator}")
    if call.initiator_disputed:
        console.print("the sides dispute who placed the call")
    if first := call.first_side:
        side, hours = first
        console.print(
            f"{side} published first" + (f", the next side {hours:.1f} h later" if hours is not None else "")
        )
    if call.accounts:
        console.print()
        console.print(_accounts(call.accounts))
    if call.cells:
        console.print()
        console.print(_matrix(call))
    if call.commitments:
        console.print()
        console.print(commitments_table([call]))
        for one in call.commitments:
            console.print(Padding(_quotes([wording.quote for wording in one.wordings]), (0, 0, 0, 2)))
    for conflict in call.conflicts:
        console.print()
        console.print(_conflict(conflict))
    console.print()
    console.print(
        _table(
            f"{len(call.reports)} reports",
            ("source", "published", "status", "why it joins", "article"),
            [(r.source, r.published, r.status.value, r.reason.detail, r.url or r.ref) for r in call.reports],
        )
    )


def people(call: Call) -> str:
    """The leaders on the line."""
    return " – ".join(f"{p.name} ({p.country or 'unresolved'})" for p in call.summary.participants)


def interval(date: DateInterval | None) -> str:
    """The day or days of a call."""
    if date is None:
        return "date not known"
    return str(date.start) if date.start == date.end else f"{date.start} to {date.end}"


def wording(one: Undertaking) -> str:
    """What is undertaken, in the fullest of the words that tell it."""
    told = max((w.quote.evidence.exact for w in one.wordings), key=len, default=one.subject)
    return shorten(" ".join(told.split()), _LONGEST_WORDING, placeholder=" …")


def figures(one: Undertaking) -> str:
    """The quantities, with the values that they replace."""
    return "; ".join(
        f"{q.value:g} {q.unit}" + (f" (from {q.former:g})" if q.former is not None else "") for q in one.quantities
    )


def state(conflict: Conflict) -> str:
    """Whether the conflict stands."""
    if conflict.withdrawn:
        return "withdrawn"
    return "provisional" if conflict.summary.provisional else "stands"


def _accounts(accounts: Sequence[Account]) -> Table:
    table = Table(title="What each side says", title_justify="left", show_lines=True)
    for account in accounts:
        table.add_column(f"{account.side} ({'official text' if account.official else 'as reported'})", ratio=1)
    table.add_row(*(Text(shown(", ".join(account.topics))) for account in accounts))
    table.add_row(*(_quotes(account.quotes) for account in accounts))
    return table


def _matrix(call: Call) -> Table:
    sides = sorted({side for cell in call.cells for side in cell.states})
    return _table(
        "Matter by matter",
        ("matter", "kind", *sides),
        [
            (cell.what, cell.kind, *(cell.states[s].value if s in cell.states else "" for s in sides))
            for cell in call.cells
        ],
    )


def _conflict(conflict: Conflict) -> RenderableType:
    summary = conflict.summary
    return Group(
        Text(
            shown(
                f"{summary.kind.value} ({summary.grade}, {state(conflict)}, {summary.severity}): {summary.topic};"
                f" claimed by {summary.claimed_by or '?'}, {summary.by or '?'}"
            ),
            style="bold",
        ),
        Padding(_quotes([*summary.claim, *summary.answer]), (0, 0, 0, 2)),
    )


def _quotes(quotes: Sequence[Quote]) -> Text:
    text = Text()
    for quote in quotes[:_QUOTES]:
        text.append(f"“{shown(quote.evidence.exact)}”", style="italic")
        text.append(f" — {shown(quote.source)}\n", style="dim")
    if len(quotes) > _QUOTES:
        text.append(f"… and {len(quotes) - _QUOTES} more\n", style="dim")
    return text


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == "call")
    for row in rows:
        table.add_row(*(Text(shown(value)) for value in row))
    return table
