"""Calls for the board's tests, stored as reconcile stores them; every text here is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from consumers.reconcile.reasons import Join, JoinReason
from consumers.reconcile.rows import account_rows, call_row, commitment_rows, conflict_rows
from consumers.reconcile.view import (
    Account,
    Call,
    Cell,
    CellState,
    Conflict,
    Difference,
    JoinedReport,
    Undertaking,
    Wording,
)
from pipeline.records import (
    CallStatus,
    CallSummary,
    CommitmentKind,
    Confidence,
    ConflictKind,
    ConflictSummary,
    DateInterval,
    Evidence,
    Medium,
    Modality,
    Participant,
    Passage,
    Quantity,
    Quote,
    Role,
)
from pipeline.stage import Upsert
from pipeline.store.database import Database

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NAMES = {"NOR": "Ada Fjord", "PER": "Luis Andes", "KEN": "Wanja Ziwa"}

NORWAY_SAYS = "Peru will open two ports to our boats and take 30 million crates"
PERU_SAYS = "The two leaders spoke at length about the health of the sea"
NOT_SAID = "The note from Lima has no word on ports"


def quote(words: str, **changes: Any) -> Quote:
    values: dict[str, Any] = {
        "source": "Harbour Gazette",
        "url": "https://gazette.example/a",
        "published": NOON,
        "evidence": Evidence(exact=words, start=0, end=len(words)),
    }
    return Quote(**values | changes)


def account(side: str, words: str, **changes: Any) -> Account:
    shown = quote(words)
    values: dict[str, Any] = {
        "side": side,
        "official": True,
        "published": NOON,
        "articles": ("a1",),
        "topics": ("fish",),
        "passages": (Passage(side=side, evidence=shown.evidence, official=True),),
        "quotes": (shown,),
    }
    return Account(**values | changes)


def undertaking(call: str, **changes: Any) -> Undertaking:
    quantities = (Quantity(value=30, unit="million crates", former=12),)
    wording = Wording(
        asserted_by="NOR",
        official=True,
        modality=Modality.COMMITTED,
        quantities=quantities,
        deadline=None,
        quote=quote(NORWAY_SAYS),
    )
    values: dict[str, Any] = {
        "id": f"u-{call}",
        "thread": "t-fish",
        "subject": "fish",
        "actor": ("PER",),
        "beneficiary": ("NOR",),
        "kind": CommitmentKind.PURCHASE,
        "modality": Modality.COMMITTED,
        "action": "buy",
        "object": "fish",
        "quantities": quantities,
        "deadline": "this season",
        "claimed_by": ("NOR",),
        "confidence": Confidence.HIGH,
        "published": NOON,
        "wordings": (wording,),
    }
    return Undertaking(**values | changes)


def conflict(call: str, **changes: Any) -> Conflict:
    values: dict[str, Any] = {
        "id": f"c-{call}",
        "kind": ConflictKind.OMISSION,
        "grade": "reported",
        "provisional": False,
        "topic": "fish quotas",
        "claimed_by": "NOR",
        "by": "PER",
        "severity": "medium",
        "confidence": Confidence.HIGH,
        "claim": (quote(NORWAY_SAYS),),
        "answer": (quote(NOT_SAID),),
    }
    withdrawn = bool(changes.pop("withdrawn", False))
    summary = ConflictSummary(**values | changes)
    return Conflict(
        summary=summary,
        key=(summary.kind.value, summary.by or "", summary.topic),
        withdrawn=withdrawn,
        why="reported: 1 independent origin says so",
        due_at=None,
    )


def call(day: date | None, *sides: str, **changes: Any) -> Call:
    ident = f"{day or 'undated'}-{'-'.join(side.lower() for side in sides)}"
    summary = CallSummary(
        id=ident,
        aliases=changes.pop("aliases", ()),
        participants=changes.pop("participants", tuple(Participant(name=NAMES[s], country=s) for s in sides)),
        status=CallStatus.HELD,
        medium=Medium.PHONE,
        date=DateInterval(start=day, end=day) if day else None,
        reports=1,
        origins=("Harbour Gazette",),
        official=sides[:1],
    )
    report = JoinedReport(
        id=f"r-{ident}",
        article="a1",
        ref="a1",
        story="s1",
        source="Harbour Gazette",
        url="https://gazette.example/a",
        title="Leaders speak of fish",
        published=NOON,
        official_of=None,
        status=CallStatus.HELD,
        role=Role.MAIN,
        origin="Harbour Gazette",
        reason=JoinReason(code=next(iter(Join))),
        quotes=(quote("The two leaders spoke by phone on Sunday"),),
    )
    cell = Cell(
        what="Ports opened to boats",
        kind="trade",
        subject="ports",
        actor=("PER",),
        states={sides[0]: CellState.ASSERTED, sides[1]: CellState.OMITTED},
        evidence={sides[0]: quote(NORWAY_SAYS), sides[1]: None},
    )
    edited = Difference(what="edition", detail="The page changed: one passage gone.", quotes=(quote("Old words"),))
    values: dict[str, Any] = {
        "summary": summary,
        "parties": sides,
        "presumed_date": False,
        "initiator": sides[0],
        "initiator_disputed": False,
        "multi": False,
        "first_published": NOON,
        "updated_at": NOON,
        "reports": (report,),
        "earlier": (),
        "accounts": (account(sides[0], NORWAY_SAYS, differences=(edited,)), account(sides[1], PERU_SAYS)),
        "commitments": (undertaking(ident),),
        "cells": (cell,),
        "conflicts": (conflict(ident),),
    }
    return Call(**values | changes)


def store(database: Database, *calls: Call) -> None:
    """Write the calls as the reconcile stage would."""
    aliases = tuple({"alias": alias, "call": one.id} for one in calls for alias in one.summary.aliases)
    database.apply(
        [
            Upsert("calls", tuple(call_row(one) for one in calls)),
            Upsert("accounts", tuple(row for one in calls for row in account_rows(one))),
            Upsert("commitments", tuple(row for one in calls for row in commitment_rows(one))),
            Upsert("conflicts", tuple(row for one in calls for row in conflict_rows(one))),
            Upsert("call_aliases", aliases),
        ],
        at=NOON,
    )
