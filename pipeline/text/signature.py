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
from zlib import crc32

from rensa import RMinHash

WHOLE_SIZE = 192
"""Numbers of the signature that stand for the whole text; they come first."""

LEAD_SIZE = 48
"""Numbers that stand for the lead. A shortened version is too unlike the whole of its model, but keeps its lead."""

SIGNATURE_SIZE = WHOLE_SIZE + LEAD_SIZE
SIGNATURE_SEED = 1

LEAD = 50
"""Words at the start of a text that count as its lead."""

SHORTEST = 8
"""Word pairs below which a text has no signature: two such texts share pairs by mere chance."""

MOST_WORDS = 20_000
"""Words of a text that are looked at; a longer one (a transcript, a page gone wrong) is compared by its start."""

_ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc\u00ad\u200b\u200c\u200d\u2060\ufeff")
_WORD = re.compile(
    # Scripts written without spaces: each character counts as a word, or a whole sentence would be one.
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    # A flag names a country.
    r"|[\U0001f1e6-\U0001f1ff]{2}"
    # A number keeps its inner points and commas: 1,500 and 2.5 are one word each.
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+",
)


def words(text: str) -> list[str]:
    """The text's words in order, without case, punctuation, apostrophes and invisible characters."""
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    return _WORD.findall(plain)


def compared_words(text: str) -> list[str]:
    """The words by which the text is compared with others: the first `MOST_WORDS`, without web addresses.

    All addresses on one site share most of their words.
    """
    return words(_ADDRESS.sub(" ", text))[:MOST_WORDS]


def pairs_of(tokens: list[str]) -> frozenset[int]:
    """The set of neighbouring word pairs, each as a 32-bit number."""
    encoded = [token.encode() for token in tokens]
    firsts = [crc32(word + b" ") for word in encoded]
    # The checksum of "first second" goes on from that of "first ".
    return frozenset(map(crc32, encoded[1:], firsts))


def sign(text: str) -> tuple[int, ...]:
    """MinHash of the text's word pairs: `SIGNATURE_SIZE` unsigned 32-bit numbers.

    The share of equal numbers at equal places estimates the Jaccard similarity of two pair sets: that of the
    whole texts in the first `WHOLE_SIZE` numbers, that of their leads in the rest. Empty for a text of fewer
    than `SHORTEST` different pairs.
    """
    tokens = compared_words(text)
    pairs = pairs_of(tokens)
    if len(pairs) < SHORTEST:
        return ()
    return _min_hash(pairs, WHOLE_SIZE) + _min_hash(pairs_of(tokens[:LEAD]), LEAD_SIZE)


def _min_hash(pairs: frozenset[int], size: int) -> tuple[int, ...]:
    matrix = RMinHash.digest_matrix_from_token_hash_sets([sorted(pairs)], size, SIGNATURE_SEED)
    return tuple(matrix.to_rows()[0])


def content_hash(title: str, text: str) -> str:
    """Hash of the words of title and text: equal for texts that differ in layout and punctuation only."""
    joined = " ".join(words(title)) + "\n" + " ".join(words(text))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]
