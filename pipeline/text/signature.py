"""Words, word pairs, and the two marks of a text that copies are found by: its hash and its MinHash.

Both are stored and compared across machines, so nothing here depends on Python's own string hash, on the
locale or on the byte order: pairs are hashed with CRC-32 over UTF-8, and `rensa` is handed those numbers. A
change to anything in this module makes stored signatures useless; `SIGNATURE_SEED` is then to be changed
too, so that old and new ones don't look alike by chance.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from itertools import pairwise
from zlib import crc32

from rensa import RMinHash

SIGNATURE_SIZE = 128
SIGNATURE_SEED = 1

SHORTEST = 8
"""Word pairs below which a text has no signature: two such texts share pairs by mere chance."""

_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc\u00ad\u200b\u200c\u200d\u2060\ufeff")
_WORD = re.compile(
    # Scripts written without spaces: each character counts as a word, or a whole sentence would be one.
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    # A number keeps its inner points and commas: 1,500 and 2.5 are one word each.
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+",
)


def words(text: str) -> list[str]:
    """The text's words in order, without case, punctuation, apostrophes and invisible characters."""
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    return _WORD.findall(plain)


def pairs_of(tokens: list[str]) -> frozenset[int]:
    """The set of neighbouring word pairs, each as a 32-bit number."""
    return frozenset(crc32(f"{first} {second}".encode()) for first, second in pairwise(tokens))


def word_pairs(text: str) -> frozenset[int]:
    """The set of the text's neighbouring word pairs, each as a 32-bit number."""
    return pairs_of(words(text))


def sign(text: str) -> tuple[int, ...]:
    """MinHash of the text's word pairs: `SIGNATURE_SIZE` unsigned 32-bit numbers.

    The share of equal numbers at equal places estimates the Jaccard similarity of two texts' pair sets.
    Empty for a text of fewer than `SHORTEST` different pairs.
    """
    pairs = word_pairs(text)
    if len(pairs) < SHORTEST:
        return ()
    matrix = RMinHash.digest_matrix_from_token_hash_sets([sorted(pairs)], SIGNATURE_SIZE, SIGNATURE_SEED)
    return tuple(matrix.to_rows()[0])


def content_hash(title: str, text: str) -> str:
    """Hash of the words of title and text: equal for texts that differ in layout and punctuation only."""
    joined = " ".join(words(title)) + "\n" + " ".join(words(text))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]
