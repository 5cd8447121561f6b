"""How texts are cut into sentences, hostile ones included."""

from __future__ import annotations

from datetime import UTC, datetime

from spacy.tokens import Doc
from spacy.vocab import Vocab

from consumers.extract.document import Document, Mention, MentionKind
from consumers.extract.sentences import LEADER, sentences
from pipeline.records import Origin, Participant

SOMEBODY = Participant(name="Ada Holm", country="NOR")


def document(text: str, name: str = "Ada Holm") -> Document:
    """A document in which every occurrence of the name is a leader's."""
    starts = [at for at in range(len(text)) if text.startswith(name, at)]
    mentions = tuple(Mention(at, at + len(name), name, MentionKind.LEADER, SOMEBODY) for at in starts)
    return Document(text, 0, datetime(2026, 2, 5, tzinfo=UTC), Origin(source="a test"), Doc(Vocab()), mentions)


def test_a_list_of_people_is_one_sentence_with_its_heading() -> None:
    found = sentences(document("Joined by:\n– Ada Holm\n– Ada Holm\nThey spoke for an hour."))

    assert [s.text for s in found] == [f"Joined by:\n– {LEADER}\n– {LEADER}", "They spoke for an hour."]


def test_words_that_run_on_without_a_stop_are_cut_behind_a_word_and_in_nobody_s_name() -> None:
    text = "Ada Holm rang and then " * 900

    found = sentences(document(text))

    assert max(s.end - s.start for s in found) <= 1500
    assert sum(s.text.count(LEADER) for s in found) == 900
    assert " ".join(text[s.start : s.end] for s in found) == text.strip()


def test_words_without_a_space_are_cut_all_the_same() -> None:
    found = sentences(document("x" * 4000))

    assert [s.end - s.start for s in found] == [1500, 1500, 1000]


def test_names_that_all_end_in_a_colon_are_read_but_once() -> None:
    found = sentences(document("Ada Holm:\n" * 20_000))

    assert sum(s.text.count(LEADER) for s in found) == 20_000
