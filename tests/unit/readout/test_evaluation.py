"""The measures of `readout evaluate`, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from producers.archive import ArchivedArticle
from readout.evaluation import (
    CALLS,
    COMMITMENTS,
    CONFLICTS,
    DOCUMENTS,
    ErrorClass,
    SourceKind,
    Tally,
    evaluate,
    overlap,
    score,
    source_kind,
)
from readout.labels import LabelledCall, LabelledCommitment, LabelledConflict, LabelledDocument

WORDS = "The two leaders spoke by telephone on Monday evening"


def call(*sides: str, **changes: Any) -> LabelledCall:
    values: dict[str, Any] = {
        "participants": [{"name": side, "country": side} for side in sides or ("NOR", "SWE")],
        "status": "held",
        "medium": "phone",
        "evidence": WORDS,
    }
    return LabelledCall.model_validate(values | changes)


def commitment(**changes: Any) -> LabelledCommitment:
    values: dict[str, Any] = {
        "actor": ["SWE"],
        "kind": "purchase",
        "modality": "committed",
        "asserted_by": "NOR",
        "evidence": "Sweden will buy ten new ferries",
    }
    return LabelledCommitment.model_validate(values | changes)


def conflict(**changes: Any) -> LabelledConflict:
    values = {"kind": "omission", "by": "SWE", "evidence": "Stockholm does not mention the ferries"}
    return LabelledConflict.model_validate(values | changes)


def document(*parts: LabelledCall | LabelledCommitment | LabelledConflict) -> LabelledDocument:
    return LabelledDocument(
        id="d",
        calls=tuple(part for part in parts if isinstance(part, LabelledCall)),
        commitments=tuple(part for part in parts if isinstance(part, LabelledCommitment)),
        conflicts=tuple(part for part in parts if isinstance(part, LabelledConflict)),
    )


def counts(tally: Tally) -> tuple[int, int, int]:
    return tally.found, tally.missed, tally.spurious


@pytest.mark.parametrize(
    ("label", "found", "wanted"),
    [
        ([call()], [call()], (1, 0, 0)),
        ([call("NOR", "SWE")], [call("SWE", "NOR")], (1, 0, 0)),
        ([call()], [], (0, 1, 0)),
        ([], [call()], (0, 0, 1)),
        ([call()], [call("NOR", "DNK")], (0, 1, 1)),
        ([call()], [call(status="planned")], (0, 1, 1)),
        ([call(status="planned")], [call(status="proposed")], (1, 0, 0)),
        ([call(status="denied")], [call(status="held")], (0, 1, 1)),
        ([call(), call(status="planned")], [call()], (1, 1, 0)),
        ([call()], [call(), call()], (1, 0, 1)),
        ([call(role="background")], [], (0, 0, 0)),
        ([call(role="background")], [call()], (0, 0, 0)),
        ([call(uncertain=True)], [call(status="denied")], (0, 0, 0)),
        ([call(multi=True)], [call()], (0, 0, 0)),
        ([call(role="background"), call()], [call()], (1, 0, 0)),
        ([call()], [call(), call(role="background", status="planned")], (1, 0, 0)),
        ([], [call(role="background")], (0, 0, 1)),
    ],
    ids=[
        "found",
        "in any order of sides",
        "missed",
        "spurious",
        "other sides",
        "another standing",
        "planned and proposed are one",
        "a denial is not held",
        "two calls of one pair",
        "one label has one find",
        "background need not be found",
        "background may be found",
        "uncertain may be found, however it stands",
        "a call of many may be found",
        "a main call goes before one in passing",
        "more of a labelled pair in passing",
        "a call in passing that is none",
    ],
)
def test_calls(label: list[LabelledCall], found: list[LabelledCall], wanted: tuple[int, int, int]) -> None:
    sheet, _ = score(document(*label), document(*found))
    assert counts(sheet[CALLS]) == wanted


@pytest.mark.parametrize(
    ("label", "found", "wanted"),
    [
        ([call()], [call("DNK", "FIN")], (1, 0, 0)),
        ([call()], [call(status="planned")], (0, 1, 0)),
        ([], [call()], (0, 0, 1)),
        ([call(status="planned")], [call()], (0, 0, 1)),
        ([call(uncertain=True)], [call()], (0, 0, 0)),
        ([call(role="background")], [call()], (0, 0, 0)),
        ([], [call(status="planned")], (0, 0, 0)),
    ],
    ids=[
        "any held call counts",
        "none held was found",
        "there is none",
        "it is only planned",
        "it is uncertain",
        "it is held, in passing",
        "none was said to be held",
    ],
)
def test_documents_with_a_held_call(
    label: list[LabelledCall], found: list[LabelledCall], wanted: tuple[int, int, int]
) -> None:
    sheet, _ = score(document(*label), document(*found))
    assert counts(sheet[DOCUMENTS]) == wanted


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ([commitment()], (1, 0, 0)),
        ([commitment(evidence="will buy ten ferries, as planned, in spring")], (1, 0, 0)),
        ([commitment(evidence="Something else altogether was said")], (0, 1, 1)),
        ([commitment(actor=["DNK"])], (0, 1, 1)),
        ([commitment(actor=["DNK", "SWE"])], (1, 0, 0)),
        ([commitment(evidence="")], (0, 1, 1)),
    ],
    ids=["same", "half of the words", "other words", "another actor", "an actor in common", "no words"],
)
def test_commitments(found: list[LabelledCommitment], wanted: tuple[int, int, int]) -> None:
    sheet, _ = score(document(commitment()), document(*found))
    assert counts(sheet[COMMITMENTS]) == wanted


def test_conflicts_are_told_apart_by_kind() -> None:
    sheet, slips = score(document(conflict()), document(conflict(kind="denial")))
    assert counts(sheet[CONFLICTS]) == (0, 1, 1)
    assert [slip.error for slip in slips] == [ErrorClass.MISSED_CONFLICT, ErrorClass.SPURIOUS_CONFLICT]


def test_details_are_compared_for_what_was_found() -> None:
    day = {"start": "2026-03-02", "end": "2026-03-02"}
    sheet, slips = score(
        document(call(date=day), commitment(quantities=[{"value": 10, "unit": "ferries"}])),
        document(
            call(date=day, medium="video"),
            commitment(quantities=[{"value": 10.0, "unit": "new ferries"}], modality="considering"),
        ),
    )
    assert sheet[CALLS].shares == {"date": 1.0, "status": 1.0, "medium": 0.0, "initiator": 1.0}
    assert sheet[COMMITMENTS].shares == {"asserted_by": 1.0, "modality": 0.0, "kind": 1.0, "quantities": 1.0}
    assert [(slip.error, slip.labelled, slip.found) for slip in slips] == [
        (ErrorClass.WRONG_MEDIUM, "phone", "video"),
        (ErrorClass.WRONG_MODALITY, "committed", "considering"),
    ]


def test_quantities_are_asked_only_where_the_label_has_some() -> None:
    sheet, slips = score(document(commitment()), document(commitment(quantities=[{"value": 3, "unit": "x"}])))
    assert "quantities" not in sheet[COMMITMENTS].shares
    assert slips == []


@pytest.mark.parametrize(
    ("found", "error"),
    [
        (call(status="planned"), ErrorClass.WRONG_STATUS),
        (call("NOR", "DNK"), ErrorClass.WRONG_SIDES),
    ],
    ids=["standing", "sides"],
)
def test_a_call_told_wrongly_is_one_error_not_two(found: LabelledCall, error: ErrorClass) -> None:
    _, slips = score(document(call()), document(found))
    assert [slip.error for slip in slips] == [error]


def test_another_call_elsewhere_in_the_text_is_two_errors() -> None:
    _, slips = score(document(call()), document(call("DNK", "FIN", evidence="Others had rung on Friday")))
    assert [slip.error for slip in slips] == [ErrorClass.MISSED_CALL, ErrorClass.SPURIOUS_CALL]


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("a b c d", "a b", True),
        ("a b c d", "a b x y", True),
        ("a b c d", "a x y z", False),
        ("A, b!", "a B", True),
        ("a a a", "a b b", False),
        ("", "a", False),
        ("", "", False),
    ],
    ids=[
        "contained",
        "half",
        "a quarter",
        "case and points",
        "repeated words count once each",
        "empty",
        "both empty",
    ],
)
def test_overlap(one: str, other: str, wanted: bool) -> None:
    assert overlap(one, other) is wanted
    assert overlap(other, one) is wanted


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"official_of": "NOR"}, SourceKind.OFFICIAL),
        ({"official_of": "NOR", "speaker": "Ada Holm"}, SourceKind.POST),
        ({"text": "One sentence."}, SourceKind.FEED_ITEM),
        ({"text": "A sentence of some length. " * 30}, SourceKind.ARTICLE),
    ],
    ids=["official", "post", "feed item", "article"],
)
def test_the_kind_of_source_is_told_from_the_document(changes: dict[str, Any], kind: SourceKind) -> None:
    assert source_kind(ArchivedArticle.model_validate({"id": "d", **changes})) is kind


def test_a_document_in_which_nothing_was_found_counts_as_missed() -> None:
    documents = {"d": ArchivedArticle(id="d", official_of="NOR")}
    result = evaluate(documents, {"d": document(call())}, {})
    assert counts(result.overall[CALLS]) == (0, 1, 0)
    assert counts(result.by_kind[SourceKind.OFFICIAL][CALLS]) == (0, 1, 0)
    assert list(result.by_kind) == [SourceKind.OFFICIAL]


def test_the_gravest_errors_come_first() -> None:
    documents = {name: ArchivedArticle(id=name) for name in "de"}
    labels = {"d": document(call(), commitment()), "e": LabelledDocument(id="e")}
    found = {"d": document(call(medium="video")), "e": LabelledDocument(id="e", calls=(call(),))}
    errors = [slip.error for slip in evaluate(documents, labels, found).slips]
    assert errors == [ErrorClass.SPURIOUS_CALL, ErrorClass.MISSED_COMMITMENT, ErrorClass.WRONG_MEDIUM]


def test_a_measure_of_nothing_is_zero() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1, Tally().shares) == (0.0, 0.0, 0.0, {})
