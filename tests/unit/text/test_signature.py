"""Words, hashes and signatures are the same everywhere, and near texts have near signatures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.signature import (
    LEAD,
    SIGNATURE_SIZE,
    WHOLE_SIZE,
    compared_words,
    content_hash,
    pairs_of,
    sign,
    words,
)

TEXT = (
    "The ferry to the outer islands will sail twice a day again, the harbour master said, because the new pier is"
    " open and its crane has passed the last of seven tests. Islanders had waited for this since the great storm."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Don’t stop, it's LATE", ["dont", "stop", "its", "late"], id="case and apostrophes go"),
        pytest.param("1,500 ships, 2.5 metres.", ["1,500", "ships", "2.5", "metres"], id="a number is one word"),
        pytest.param("ﬁne\u200bly co\u00adoperate", ["finely", "cooperate"], id="ligatures and invisible marks"),
        pytest.param("港口重开", ["港", "口", "重", "开"], id="a script without spaces goes by characters"),
        pytest.param("🇳🇴🇸🇪 talks 📞", ["🇳🇴", "🇸🇪", "talks"], id="a flag is a word, another picture is none"),
        pytest.param("snake_case - / _", ["snake", "case"], id="marks alone are no words"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_web_addresses_are_not_compared() -> None:
    assert compared_words("See https://harbour.example/a/b?c=d and www.pier.example today") == ["see", "and", "today"]


def test_the_marks_of_a_text_are_the_same_on_every_machine() -> None:
    signature = sign(TEXT)
    assert content_hash("Ferry sails", TEXT) == "916379b31a49319bbe7d874d5d620fc0"
    assert (len(signature), signature[0], signature[WHOLE_SIZE - 1], signature[-1]) == (
        240,
        3241710090,
        3235265709,
        2380203693,
    )


def test_layout_and_punctuation_do_not_change_the_content_hash_but_a_word_does() -> None:
    assert content_hash("A — title", "One.\n\nTwo!") == content_hash("a title", "one two")
    assert content_hash("A title", "One two") != content_hash("A title", "One three")
    assert content_hash("A title one", "two") != content_hash("A title", "one two")


def test_a_text_too_short_to_compare_has_no_signature() -> None:
    assert sign("Six words are hardly a text") == ()
    assert sign("") == ()


def test_the_signature_estimates_what_two_texts_share() -> None:
    changed = TEXT.replace("twice a day", "every hour").replace("great storm", "flood")
    one, other = pairs_of(words(TEXT)), pairs_of(words(changed))
    exact = len(one & other) / len(one | other)
    agree = sum(a == b for a, b in zip(sign(TEXT)[:WHOLE_SIZE], sign(changed)[:WHOLE_SIZE], strict=True))
    assert agree / WHOLE_SIZE == pytest.approx(exact, abs=0.1)


def test_a_longer_version_keeps_the_part_of_the_signature_that_stands_for_the_lead() -> None:
    lead = " ".join(f"lead{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(LEAD))
    more = " ".join(f"more{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600))
    assert sign(lead)[WHOLE_SIZE:] == sign(f"{lead} {more}")[WHOLE_SIZE:]


@given(st.text(max_size=400))
def test_any_text_can_be_signed(text: str) -> None:
    signature = sign(text)
    assert len(signature) in (0, SIGNATURE_SIZE)
    assert all(0 <= number < 2**32 for number in signature)
    assert len(content_hash(text, text)) == 32
