"""The index finds near signatures among the days asked for, and forgets days as a whole."""

from __future__ import annotations

import random

import pytest

from consumers.dedupe.index import MOST_CANDIDATES, FewIndex, NearIndex, Signed
from pipeline.text.signature import LEAD_SIZE, SIGNATURE_SIZE, WHOLE_SIZE, sign
from tests.unit.dedupe.dedupe_builders import OTHER_TEXT, SENTENCES, TEXT, UPDATE


def noise(seed: int) -> tuple[int, ...]:
    source = random.Random(seed)
    return tuple(source.getrandbits(32) for _ in range(SIGNATURE_SIZE))


def index(*entries: Signed, most_days: int = 10) -> NearIndex:
    made = NearIndex(most_days)
    for entry in entries:
        made.load([entry.day], [entry])
    return made


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT, id="the same text"),
        pytest.param(f"{UPDATE} {TEXT}", id="an update"),
        pytest.param(" ".join(SENTENCES[:2]), id="a shortened version"),
    ],
)
def test_near_texts_are_found(text: str) -> None:
    known = index(Signed("first", 5, sign(TEXT)), Signed("other", 5, sign(OTHER_TEXT)))
    assert known.find(sign(text), 0, 9) == ["first"]


def test_texts_with_four_tenths_in_common_are_nearly_always_found() -> None:
    source = random.Random(7)
    found = 0
    for seed in range(200):
        model = noise(seed)
        copy = tuple(
            number if source.random() < 0.4 else source.getrandbits(32) for number in model[:WHOLE_SIZE]
        ) + tuple(source.getrandbits(32) for _ in range(LEAD_SIZE))
        found += index(Signed("model", 0, model)).find(copy, 0, 0) == ["model"]
    assert found >= 190


def test_only_the_days_asked_for_are_searched() -> None:
    known = index(Signed("early", 1, sign(TEXT)), Signed("late", 9, sign(TEXT)))
    assert known.find(sign(TEXT), 0, 5) == ["early"]
    assert known.find(sign(TEXT), 5, 9) == ["late"]


def test_the_days_not_used_for_longest_are_forgotten_first() -> None:
    known = index(*(Signed(f"a{day}", day, sign(TEXT)) for day in range(3)), most_days=3)
    known.missing(0, 0)
    known.load([3], [Signed("a3", 3, sign(TEXT))])
    assert sorted(known.find(sign(TEXT), 0, 9)) == ["a0", "a2", "a3"]
    assert known.missing(0, 3) == [1]


def test_an_article_of_a_day_that_is_not_loaded_waits_for_that_day() -> None:
    known = index(Signed("here", 1, sign(TEXT)))
    known.add([Signed("there", 2, sign(TEXT))])
    assert len(known) == 1
    assert known.missing(1, 2) == [2]


def test_an_article_is_held_once() -> None:
    known = index(Signed("one", 1, sign(TEXT)), Signed("one", 1, sign(TEXT)))
    assert (len(known), known.find(sign(TEXT), 1, 1)) == (1, ["one"])


def test_without_a_signature_nothing_is_held_or_found() -> None:
    known = index(Signed("short", 1, ()))
    assert (len(known), known.find((), 0, 9)) == (0, [])


def test_many_articles_of_a_day_are_all_found_again() -> None:
    known = index(*(Signed(str(seed), 0, noise(seed)) for seed in range(400)))
    assert all(known.find(noise(seed), 0, 0) == [str(seed)] for seed in range(400))


def test_of_many_that_are_alike_only_the_likest_are_candidates() -> None:
    half = " ".join(f"other{n} words{n}" for n in range(40))
    made = [Signed(f"half{n:03}", 0, sign(TEXT + half)) for n in range(100)]
    known = index(*made, Signed("same", 0, sign(TEXT)))
    found = known.find(sign(TEXT), 0, 0)
    assert found[0] == "same"
    assert len(found) == MOST_CANDIDATES


def test_a_few_articles_are_searched_without_an_index_and_to_the_same_end() -> None:
    """Two that share no band of their signatures are not candidates, however alike; and only the days asked for."""
    source = random.Random(11)
    first = noise(1)
    entries = [Signed("bare", 5, ())]
    for number in range(90):
        kept = source.random() ** 3
        signature = tuple(n if source.random() < kept else source.getrandbits(32) for n in first)
        entries.append(Signed(f"a{number:02}", 3 + number % 4, signature))
    few = FewIndex()
    for entry in entries:
        few.add(entry)
    expected = index(*entries).find(first, 4, 6)
    assert 5 < len(expected) < MOST_CANDIDATES
    assert few.find(first, 4, 6) == expected
    assert few.find((), 4, 6) == []
