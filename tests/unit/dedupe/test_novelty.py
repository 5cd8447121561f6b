"""A copy goes on only if it says something new."""

from __future__ import annotations

import pytest

from consumers.dedupe.fingerprint import fingerprint
from consumers.dedupe.novelty import says_more
from tests.unit.dedupe.dedupe_builders import SENTENCES, TEXT, TITLE, UPDATE


@pytest.mark.parametrize(
    ("text", "more"),
    [
        pytest.param(TEXT, False, id="the same text"),
        pytest.param(" ".join(SENTENCES[:3]), False, id="a shortened version"),
        pytest.param(" ".join(reversed(SENTENCES)), False, id="its paragraphs in another order"),
        pytest.param(f"NORHAVEN (Gazette) - {TEXT} Read more here.", False, id="a credit and a call to read on"),
        pytest.param(TEXT.replace("frank", "open"), False, id="a word changed"),
        pytest.param(f"{TEXT}\n\n{UPDATE}", True, id="a new paragraph"),
        pytest.param(f"{UPDATE} {TEXT}", True, id="a new lead"),
        pytest.param(TEXT.replace("nine ships", "12 ships"), True, id="a figure that was not there"),
        pytest.param(f"{TEXT} https://gazette.example/news/2026/03/02/more-of-what-we-know", False, id="a link"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_what_says_more(text: str, more: bool) -> None:
    assert says_more(text, [fingerprint(TITLE, TEXT)]) is more


def test_all_versions_before_count() -> None:
    versions = [fingerprint(TITLE, TEXT), fingerprint(TITLE, UPDATE)]
    assert not says_more(f"{TEXT}\n\n{UPDATE}", versions)
