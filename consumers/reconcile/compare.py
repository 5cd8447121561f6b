"""The two sides' claims laid side by side: which speak of one matter, and what the other side does with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from consumers.reconcile.claims import POSITION, Claim, claim_words
from consumers.reconcile.undertakings import unit_of
from consumers.reconcile.view import Cell, CellState
from consumers.reconcile.words import covered, likeness, marked, rarity
from pipeline.records import Modality, Quote

MOST_ROWS = 11
"""More than a minute's reading: on labelled pairs what ranks lower is right less than half of the time."""

_ALIKE = 0.18
_KIND = 0.05
_COVERED = 0.65
_SAID = 0.18
_ANCHORED = 0.08
_ANCHOR_ALONE = 2
"""What naming one specific subject has in common by itself: the subject, and the word for it."""
_ONE_ACT = 0.4
"""So alike must two undertakings be that another actor is a contradiction, not another act."""
_NEWS = {
    "ceasefire": 9, "arms": 8, "sanctions": 8, "purchase": 8, "release": 8, "visit": 8, "trade": 7, "energy": 7,
    "aid": 7, "security": 6, "investment": 6, "law_enforcement": 6, "talks": 5, "other": 4, POSITION: 3,
}  # fmt: skip

_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|20\d\d)\b"
)
_RESOLVE = re.compile(r"\b(?:will|would|must|never)\b", re.IGNORECASE)

Row = Mapping[str, Claim]


@dataclass(frozen=True)
class _Setting:
    """What claims of two texts are compared with."""

    weights: Mapping[str, float]
    """How telling each word is in these texts."""
    around: Mapping[int, frozenset[str]]
    """The words of the sentence that each claim stands in, by the claim's identity."""
    anchors: frozenset[str]


_NO_DENIALS: Mapping[tuple[str, str], Quote] = {}


def compare(
    claims: Mapping[str, Sequence[Claim]],
    passages: Mapping[str, Sequence[Quote]],
    names: frozenset[str],
    denials: Mapping[tuple[str, str], Quote] = _NO_DENIALS,
    most: int = MOST_ROWS,
) -> tuple[Cell, ...]:
    """The matrix: one row for each matter that some side's own text claims, most newsworthy first.

    `claims` and `passages` have an entry for each side whose own text is in hand; a side of the call without one
    must be in `claims` with no claims and not in `passages`: it has given no account yet. `denials` are words by
    which a side denies something, by side and subject.
    """
    every = [claim for found in claims.values() for claim in found]
    said = [claim_words(quote.evidence.exact, names) for quotes in passages.values() for quote in quotes]
    weights = rarity([*said, *(claim.words for claim in every)])
    around = {id(claim): _around(claim, passages.get(claim.side, ()), names) for claim in every}
    rows = [row for row in _align(claims, _Setting(weights, around, _anchors(claims))) if _is_telling(row)]
    built = [(row, _cell(row, sorted(claims), passages, names, weights, denials)) for row in rows]
    told = [(row, cell) for row, cell in built if _says_enough(row, cell)]
    told.sort(key=lambda pair: -_news(*pair))
    return tuple(cell for _, cell in told[:most])


def _around(claim: Claim, passages: Sequence[Quote], names: frozenset[str]) -> frozenset[str]:
    """The words of the sentence that a claim stands in."""
    start = claim.quote.evidence.start
    whole = (
        q.evidence.exact for q in passages if q.url == claim.quote.url and q.evidence.start <= start < q.evidence.end
    )
    return claim_words(next(whole, claim.text), names)


def _anchors(claims: Mapping[str, Sequence[Claim]]) -> frozenset[str]:
    """Specific subjects that exactly one claim of each side names: those two can hardly be of different matters."""
    once = [
        {s for s, n in Counter(s for claim in found for s in claim.narrow).items() if n == 1}
        for found in claims.values()
        if found
    ]
    return frozenset(marked(set.intersection(*once))) if len(once) > 1 else frozenset()


def _align(claims: Mapping[str, Sequence[Claim]], setting: _Setting) -> list[Row]:
    """Claims of different sides that speak of one matter share a row; the likest find each other first."""
    pairs = [
        (score, one, other)
        for a, b in combinations(sorted(claims), 2)
        for one in claims[a]
        for other in claims[b]
        if (score := _score(one, other, setting)) >= _ALIKE
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1].quote.evidence.start, pair[2].quote.evidence.start))
    home: dict[int, dict[str, Claim]] = {}
    rows: list[dict[str, Claim]] = []
    for _, one, other in pairs:
        first, second = home.get(id(one)), home.get(id(other))
        if first is None and second is None:
            row = {one.side: one, other.side: other}
            rows.append(row)
            home[id(one)] = home[id(other)] = row
        elif first is not None and second is None and other.side not in first:
            first[other.side] = other
            home[id(other)] = first
        elif second is not None and first is None and one.side not in second:
            second[one.side] = one
            home[id(one)] = second
    alone = [{c.side: c} for side in sorted(claims) for c in claims[side] if id(c) not in home]
    return [*rows, *alone]


def _score(one: Claim, other: Claim, setting: _Setting) -> float:
    """How surely two claims speak of one matter: by their own words, or one's words in the other's sentence."""
    weights, around = setting.weights, setting.around
    score = max(
        likeness(one.words, other.words, weights),
        likeness(one.words, around[id(other)], weights),
        likeness(around[id(one)], other.words, weights),
    )
    common = one.words & other.words
    if common & setting.anchors and len(common) > _ANCHOR_ALONE:
        score += _ANCHORED
    if not (one.firm and other.firm):
        return score
    return score + (_KIND if one.kind == other.kind else -_KIND)


def _cell(
    row: Row,
    sides: Sequence[str],
    passages: Mapping[str, Sequence[Quote]],
    names: frozenset[str],
    weights: Mapping[str, float],
    denials: Mapping[tuple[str, str], Quote],
) -> Cell:
    slots = _differences(list(row.values()), weights)
    states: dict[str, CellState] = {}
    evidence: dict[str, Quote | None] = {}
    lead = max(row.values(), key=lambda claim: (claim.firm, len(claim.text), claim.side))
    for side in sides:
        claim = row.get(side)
        if claim is not None:
            states[side] = CellState.CONTRADICTED if slots else CellState.ASSERTED
            evidence[side] = claim.quote
        elif (side, lead.subject) in denials:
            states[side], evidence[side] = CellState.DENIED, denials[side, lead.subject]
        elif side not in passages:
            states[side], evidence[side] = CellState.NO_ACCOUNT, None
        else:
            evidence[side] = _covering(lead, passages[side], names, weights)
            states[side] = CellState.ASSERTED if evidence[side] else CellState.OMITTED
    return Cell(
        what=_short(lead.text),
        kind=lead.kind,
        subject=lead.subject,
        actor=lead.actor,
        states=states,
        evidence=evidence,
        slots=slots,
    )


def _covering(
    claim: Claim, passages: Sequence[Quote], names: frozenset[str], weights: Mapping[str, float]
) -> Quote | None:
    """The other side's passage that says the same, though no claim was read from it."""
    best: tuple[float, Quote] | None = None
    for passage in passages:
        words = claim_words(passage.evidence.exact, names)
        share = likeness(claim.words, words, weights)
        alike = share >= _SAID or covered(claim.words, words, weights) >= _COVERED
        if alike and (best is None or share > best[0]):
            best = (share, passage)
    return best[1] if best else None


def _differences(row: Sequence[Claim], weights: Mapping[str, float]) -> tuple[str, ...]:
    """In which slots the claims of one row differ in substance."""
    slots = set()
    for one, other in combinations(row, 2):
        if not (one.firm and other.firm):
            continue
        theirs = {unit_of(q): q.value for q in other.quantities}
        if any(unit_of(q) in theirs and theirs[unit_of(q)] != q.value for q in one.quantities):
            slots.add("figure")
        if _months(one) and _months(other) and not _months(one) & _months(other):
            slots.add("deadline")
        if one.kind == other.kind:
            if not set(one.actor) & set(other.actor) and likeness(one.words, other.words, weights) >= _ONE_ACT:
                slots.add("actor")
            elif {one.modality, other.modality} in (
                {Modality.COMMITTED, Modality.CONSIDERING},
                {Modality.COMMITTED, Modality.REFUSED},
                {Modality.CONSIDERING, Modality.REFUSED},
            ):
                slots.add("firmness")
    return tuple(sorted(slots))


def _is_telling(row: Row) -> bool:
    """Whether a row is worth a person's time: pleasantries are left out unless they hold something specific."""
    return any(claim.firm or (not claim.agenda and (claim.specific or not claim.pleasant)) for claim in row.values())


def _says_enough(row: Row, cell: Cell) -> bool:
    """Whether a row can be understood by itself: vague words need the other side's to be worth showing."""
    return not all(claim.vague for claim in row.values()) or sum(q is not None for q in cell.evidence.values()) > 1


def _months(claim: Claim) -> frozenset[str]:
    """The months and years that a claim's deadline names."""
    return frozenset(word.casefold() for word in _MONTH.findall(claim.deadline or ""))


def _news(row: Row, cell: Cell) -> float:
    """How newsworthy a row is: contradictions, then firm and specific things, then those both sides speak of."""
    lead = max(row.values(), key=lambda claim: (claim.firm, len(claim.text), claim.side))
    value = float(_NEWS.get(cell.kind, 4))
    value += 10 if cell.slots else 0
    value += 1 if lead.specific and not lead.firm else 0
    value += 1 if lead.modality is Modality.COMMITTED or _RESOLVE.search(lead.text) else 0
    value += 2 if lead.quantities else 0
    value += 1 if lead.deadline else 0
    value += 0.5 if len(row) > 1 else 0
    value += min(len(lead.words), 12) / 12
    return value


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:157].rsplit(" ", 1)[0] + " …"
