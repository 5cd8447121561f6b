"""The language model: what it keeps of the texts it has read, and long texts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from consumers.extract.language import LONGEST_PIECE, LONGEST_TEXT, LanguageModel, load_model
from pipeline.errors import SettingsError


@cache
def model() -> LanguageModel:
    return load_model()


def new_words(number: int) -> Iterator[str]:
    """Words that no text has twice."""
    letters = "bcdfghklmnprstvz"
    for index in range(number):
        yield "".join(letters[index >> shift & 15] + "a" for shift in (12, 8, 4, 0))


def test_what_it_remembers_does_not_grow_with_the_texts_it_has_read() -> None:
    reading = LanguageModel(most_words=1500)
    fresh = reading.words
    words = list(new_words(4000))
    known = []
    for start in range(0, len(words), 100):
        reading(" ".join(words[start : start + 100]) + ".")
        known.append(reading.words - fresh)
    assert max(known) <= 1500 + 100
    assert known[-1] < 4000 / 2


def test_a_text_is_read_alike_before_and_after_the_model_is_loaded_anew() -> None:
    reading = LanguageModel(most_words=900)
    text = "President Duda told Prime Minister Modi on Tuesday that his country would send doctors."
    first, *_, last = [reading(f"{text} {word}") for word in new_words(200)]
    seen = [[(t.text, t.lemma_, t.tag_, t.dep_, t.head.i, t.ent_type_) for t in doc[:15]] for doc in (first, last)]
    assert first.vocab is not last.vocab
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The lake froze over.\n\n" * (LONGEST_PIECE // 20), id="paragraphs"),
        pytest.param("The lake froze over. " * (LONGEST_PIECE // 20), id="one line"),
        pytest.param("lake" * (LONGEST_PIECE // 3), id="one word"),
        pytest.param("\n" * (LONGEST_PIECE + 5), id="line breaks"),
        pytest.param(" " * (LONGEST_PIECE + 5), id="spaces"),
    ],
)
def test_a_long_text_read_in_pieces_keeps_its_places(text: str) -> None:
    doc = model()(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc[-50:])


def test_a_piece_more_does_not_change_what_is_read_in_each() -> None:
    line = "On Friday Anna Lind, who runs the port of Hanko, promised to open a second pier.\n\n"
    doc = model()(line * (LONGEST_PIECE // len(line) + 20))
    told = [[(token.text, token.dep_, token.ent_type_) for token in sentence] for sentence in doc.sents]
    assert told[1] == told[-1]
    assert len(told) == LONGEST_PIECE // len(line) + 20


def test_only_the_head_of_an_endless_text_is_read() -> None:
    assert len(model()("\n" * (LONGEST_TEXT + 100)).text) == LONGEST_TEXT


def test_a_model_that_is_not_installed_is_named() -> None:
    with pytest.raises(SettingsError, match="no_such_model"):
        load_model("no_such_model")
