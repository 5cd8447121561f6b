"""Leaders kept current from Wikidata: the query, its reply, what is proposed, and what is written."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from consumers.extract.gazetteer import Gazetteer, load
from consumers.extract.leaders_file import apply
from consumers.extract.wikidata import Change, ChangeKind, fetch_changes, parse, propose, query
from pipeline.errors import NotFound, Transient

TODAY = date(2031, 6, 1)

COUNTRIES = """
[[country]]
code = "XKX"
names = ["Ruritania"]
timezone = "Europe/Vienna"
leader_office = "prime minister"
head_of_state = "monarch"
head_of_government = "prime minister"

[[country]]
code = "GRA"
names = ["Graustark"]
timezone = "Europe/Vienna"
leader_office = "president"
head_of_state = "president"
head_of_government = "president"

[[country]]
code = "UN"
names = ["United Nations"]
timezone = "Europe/Vienna"
leader_office = "secretary-general"
"""

LEADERS = """\
# Written by hand; keep this line.

[[leader]]
name = "Rudolf Elphberg"  # the fifth of the name
qid = "Q10"
surname = "Elphberg"
country = "XKX"
[[leader.office]]
title = "monarch"
from = 2001-05-01

[[leader]]
name = "Flavia Zündt"
surname = "Zündt"
country = "XKX"
[[leader.office]]
title = "prime minister"
from = 2028-03-01

# --- Graustark ---

[[leader]]
name = "Yetive Dawes"
qid = "Q30"
surname = "Dawes"
country = "GRA"
[[leader.office]]
title = "president"
from = 2026-01-01
"""


def cell(value: str) -> dict[str, str]:
    return {"type": "literal", "value": value}


def row(
    code: str,
    role: str,
    qid: str,
    name: str,
    start: str | None = None,
    end: str | None = None,
    *,
    precision: int = 11,
) -> dict[str, Any]:
    """One row as the query service writes it."""
    cells: dict[str, Any] = {
        "code": cell(code),
        "role": cell(role),
        "person": {"type": "uri", "value": f"http://www.wikidata.org/entity/{qid}"},
        "personLabel": {"xml:lang": "en", **cell(name)},
    }
    for key, day in (("start", start), ("end", end)):
        if day is not None:
            cells[key] = {"datatype": "http://www.w3.org/2001/XMLSchema#dateTime", **cell(f"{day}T00:00:00Z")}
            cells[f"{key}Precision"] = {
                "datatype": "http://www.w3.org/2001/XMLSchema#integer",
                **cell(str(precision)),
            }
    return cells


def reply(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"head": {"vars": ["code"]}, "results": {"bindings": rows}}).encode()


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    (tmp_path / "leaders.toml").write_text(LEADERS, encoding="utf-8")
    (tmp_path / "countries.toml").write_text(COUNTRIES, encoding="utf-8")
    return load(tmp_path / "leaders.toml", tmp_path / "countries.toml")


def proposed(gazetteer: Gazetteer, *rows: dict[str, Any]) -> list[str]:
    return [str(change) for change in propose(gazetteer, parse(reply(*rows)), TODAY)]


def test_the_query_asks_for_holders_since_a_day() -> None:
    text = query(date(2030, 4, 27))
    assert '"2030-04-27T00:00:00Z"^^xsd:dateTime' in text
    for needed in ("p:P35", "p:P6", "p:P39", "pqv:P580", "pqv:P582", "wdt:P298"):
        assert needed in text
    assert text.count("{") == text.count("}")


def test_fetching_asks_once_and_proposes(gazetteer: Gazetteer) -> None:
    asked: list[str] = []

    def ask(text: str) -> bytes:
        asked.append(text)
        return reply(row("GRA", "head of state", "Q31", "Grenfall Lorry", "2031-05-20"))

    changes = fetch_changes(gazetteer, ask, TODAY)
    assert asked == [query(date(2030, 4, 27))]
    assert [change.kind for change in changes] == [ChangeKind.NEW_LEADER, ChangeKind.ENDED]


FLAVIA = row("XKS", "head of government", "Q20", "Flavia Zündt", "2028-03-01")
LORRY = row("GRA", "head of state", "Q31", "Grenfall Lorry", "2031-05-20")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([row("XKS", "head of state", "Q10", "Rudolf V", "2001-05-01")], [], id="nothing new"),
        pytest.param([row("XKS", "head of state", "Q10", "Rudolf V", "2001-04-20")], [], id="a start some days off"),
        pytest.param([row("XKS", "head of state", "Q10", "Rudolf V")], [], id="known, without a start"),
        pytest.param(
            [FLAVIA], ["identified: XKX prime minister Flavia Zündt"], id="an id for somebody known by name"
        ),
        pytest.param(
            [row("GRA", "head of state", "Q30", "Yetive Dawes", "2026-01-01", "2031-05-01")],
            ["ended: GRA president Yetive Dawes from 2026-01-01 to 2031-05-01"],
            id="an end",
        ),
        pytest.param(
            [row("GRA", "head of state", "Q30", "Yetive Dawes", "2026-01-01", "2031-12-31")],
            [],
            id="an end to come",
        ),
        pytest.param(
            [LORRY],
            [
                "new leader: GRA president Grenfall Lorry from 2031-05-20",
                "ended: GRA president Yetive Dawes from 2026-01-01 to 2031-05-20 (Grenfall Lorry follows)",
            ],
            id="a successor ends the term before",
        ),
        pytest.param(
            [row("GRA", "head of state", "Q30", "Yetive Dawes", "2026-01-01", "2031-05-01"), LORRY],
            [
                "ended: GRA president Yetive Dawes from 2026-01-01 to 2031-05-01",
                "new leader: GRA president Grenfall Lorry from 2031-05-20",
            ],
            id="a stated end goes before an inferred one",
        ),
        pytest.param(
            [LORRY, row("GRA", "head of government", "Q31", "Grenfall Lorry", "2031-05-20")],
            [
                "new leader: GRA president Grenfall Lorry from 2031-05-20",
                "ended: GRA president Yetive Dawes from 2026-01-01 to 2031-05-20 (Grenfall Lorry follows)",
            ],
            id="head of state and government in one",
        ),
        pytest.param(
            [row("GRA", "head of state", "Q10", "Rudolf V", "2031-05-20")],
            [
                "new office: GRA president Rudolf Elphberg from 2031-05-20",
                "ended: GRA president Yetive Dawes from 2026-01-01 to 2031-05-20 (Rudolf Elphberg follows)",
            ],
            id="somebody known takes another office",
        ),
        pytest.param(
            [row("UN", "secretary-general", "Q40", "Anna Hofmann", "2031-01-01")],
            ["new leader: UN secretary-general Anna Hofmann from 2031-01-01"],
            id="an organisation's head",
        ),
        pytest.param(
            [row("GRA", "head of state", "Q29", "Old Ganlook", "2024-01-01")],
            ["unclear: GRA president Old Ganlook from 2024-01-01 (the file has Yetive Dawes since 2026-01-01)"],
            id="never back in time",
        ),
        pytest.param(
            [row("GRA", "head of state", "Q29", "Old Ganlook", "2024-01-01", "2025-12-31")],
            [],
            id="a term that is over is no doubt",
        ),
        pytest.param(
            [row("GRA", "head of state", "Q31", "Q31", "2031-05-20")],
            ["unclear: GRA president Q31 from 2031-05-20 (Wikidata has no English name)"],
            id="no name",
        ),
        pytest.param(
            [row("GRA", "head of state", "Q31", "Grenfall Lorry", "2031-01-01", precision=9)],
            ["unclear: GRA president Grenfall Lorry (Wikidata has no exact first day)"],
            id="a start known to the year",
        ),
        pytest.param([row("GRA", "head of state", "Q31", "G. L.", "2031-12-01")], [], id="a start to come"),
        pytest.param([row("ZZZ", "head of state", "Q1", "X Y", "2031-01-01")], [], id="a country we do not keep"),
        pytest.param([row("UN", "head of state", "Q1", "X Y", "2031-01-01")], [], id="a role nobody has there"),
    ],
)
def test_what_is_proposed(gazetteer: Gazetteer, rows: list[dict[str, Any]], expected: list[str]) -> None:
    assert proposed(gazetteer, *rows) == expected


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"<html>upstream request timeout</html>", id="a page"),
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"results": {"bindings": [{"code": {"value": "GRA"}}]}}', id="half a row"),
        pytest.param(b'{"boolean": true}', id="another kind of reply"),
        pytest.param(reply(LORRY)[:-20], id="cut off"),
    ],
)
def test_anything_but_results_can_be_tried_again(answer: bytes) -> None:
    with pytest.raises(Transient, match="Wikidata's reply"):
        parse(answer)


def test_an_impossible_day_is_no_day() -> None:
    (statement,) = parse(reply(row("GRA", "head of state", "Q1", "X Y", "-0044-03-15")))
    assert statement.start is None


def lines_added(before: str, after: str) -> list[str]:
    """The lines of `after` that are not in `before`, where all of `before` is still there in its order."""
    rest = iter(after.splitlines())
    added: list[str] = []
    for line in before.splitlines():
        for candidate in rest:
            if candidate == line:
                break
            added.append(candidate)
        else:
            pytest.fail(f"lost or moved: {line!r}")
    return [*added, *rest]


def test_an_end_is_written_into_its_term(gazetteer: Gazetteer) -> None:
    ended = Change(
        ChangeKind.ENDED, "XKX", "prime minister", "Flavia Zündt", "Q20", date(2028, 3, 1), date(2031, 2, 3)
    )
    text = apply(LEADERS, [ended])
    assert lines_added(LEADERS, text) == ["to = 2031-02-03"]
    assert re.search(r"from = 2028-03-01\nto = 2031-02-03\n\n# --- Graustark ---", text)


def test_a_new_office_follows_the_last_one(gazetteer: Gazetteer) -> None:
    text = apply(
        LEADERS, [Change(ChangeKind.NEW_OFFICE, "GRA", "president", "Flavia Zündt", "Q20", date(2031, 5, 20))]
    )
    assert lines_added(LEADERS, text) == [
        "[[leader.office]]",
        'title = "president"',
        'country = "GRA"',
        "from = 2031-05-20",
    ]
    assert "from = 2031-05-20\n\n# --- Graustark ---" in text


def test_what_was_written_proposes_nothing_more(gazetteer: Gazetteer, tmp_path: Path) -> None:
    rows = [FLAVIA, LORRY, row("UN", "secretary-general", "Q40", "Anna Hofmann", "2031-01-01")]
    changes = propose(gazetteer, parse(reply(*rows)), TODAY)
    text = apply(LEADERS, changes)
    (tmp_path / "leaders.toml").write_text(text, encoding="utf-8")
    updated = load(tmp_path / "leaders.toml", tmp_path / "countries.toml")

    assert {'qid = "Q20"', 'name = "Grenfall Lorry"', "to = 2031-05-20"} <= set(lines_added(LEADERS, text))
    assert propose(updated, parse(reply(*rows)), TODAY) == ()
    lorry = updated.holder("GRA", "president", TODAY)
    assert lorry is not None
    assert (lorry.name, lorry.qid, lorry.common_surname) == ("Grenfall Lorry", "Q31", True)


def test_unclear_changes_write_nothing() -> None:
    assert apply(LEADERS, [Change(ChangeKind.UNCLEAR, "GRA", "president", "Q31", "Q31", note="no name")]) == LEADERS


def test_a_leader_who_is_not_in_the_file_is_named() -> None:
    with pytest.raises(NotFound, match="'Nobody'"):
        apply(LEADERS, [Change(ChangeKind.IDENTIFIED, "GRA", "president", "Nobody", "Q9")])


def test_a_file_without_leaders_is_refused() -> None:
    with pytest.raises(NotFound, match=r"\[\[leader\]\]"):
        apply("# empty\n", [])
