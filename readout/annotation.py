"""What extraction finds, in the form that documents are annotated in: one JSON object for each document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from consumers.extract.extraction import Extraction
from pipeline.records import Commitment, Evidence, ReportedCall, ReportedConflict


def annotated(ident: str, found: Extraction) -> dict[str, Any]:
    """The object for the document `ident`: `id`, `calls`, `commitments`, `conflicts`; countries as codes, dates as
    ISO days, evidence as `exact`, `start`, `end` in the document text (title, blank line, text).

    Possible mentions are left out: they say nothing by themselves. What an article with nothing but those says
    was promised or disputed belongs to no call that is shown, and is left out with them.
    """
    if not found.calls:
        return {"id": ident, "calls": [], "commitments": [], "conflicts": []}
    return {
        "id": ident,
        "calls": [_call(call) for call in found.calls],
        "commitments": [_commitment(commitment) for commitment in found.commitments],
        "conflicts": [_conflict(conflict) for conflict in found.conflicts],
    }


def _call(call: ReportedCall) -> dict[str, Any]:
    return {
        "participants": [{"name": person.name, "country": person.country} for person in call.participants],
        "status": call.status.value,
        "medium": call.medium.value,
        "date": call.date.model_dump(mode="json") if call.date else None,
        "role": call.role.value,
        "initiator": call.initiator,
        "multi": call.multi,
        "uncertain": call.uncertain,
        "confidence": call.confidence.value,
        "evidence": _evidence(call.evidence),
    }


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        "actor": list(commitment.actor),
        "beneficiary": list(commitment.beneficiary),
        "kind": commitment.kind.value,
        "modality": commitment.modality.value,
        "quantities": [quantity.model_dump(mode="json", exclude_none=True) for quantity in commitment.quantities],
        "deadline": commitment.deadline,
        "asserted_by": commitment.asserted_by,
        "confidence": commitment.confidence.value,
        "evidence": _evidence(commitment.evidence),
    }


def _conflict(conflict: ReportedConflict) -> dict[str, Any]:
    return {
        "kind": conflict.kind.value,
        "claimed_by": conflict.claimed_by,
        "by": conflict.by,
        "topic": conflict.topic,
        "evidence": _evidence(conflict.evidence),
    }


def _evidence(spans: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [span.model_dump() for span in spans]
