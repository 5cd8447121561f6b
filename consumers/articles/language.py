"""Which language a text is in, told by its script and its commonest words. Pure."""

from __future__ import annotations

import re
from collections import Counter

_SAMPLE = 4_000
_FEWEST_LETTERS = 40
_WORD = re.compile(r"(?!(?<=['’.])s\b)[^\W\d_]+", re.IGNORECASE)
"""A word; the "s" of a possessive or of "U.S." is none, or names would make English look Czech."""
_FEWEST_WORDS = 3
"""Common words of a language that it takes to tell it: one or two may be a name."""

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_LETTER = re.compile(r"[^\W\d_]")

_COMMON: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the a of and to in that is was for on with as by at from has have had he his said will are do it",
        "fr": "le la les des du et une un est dans pour que qui sur avec au aux par pas ce cette il elle sont été",
        "de": "der die das und den von zu mit ist im dem ein eine nicht auf für sich des auch als nach wird bei hat",
        "es": "el la los las de del que y en un una por con para su se al lo como más fue ha este pero sus",
        "pt": "o os as do da dos das que e em um uma por com para se ao não como mais foi pelo pela na no",
        "it": "il lo gli la le di del della dei che e in un una per con non si al alla dal nel è sono ha come",
        "nl": "de het een van en in dat op te voor met zijn niet aan is die er om ook als bij door naar werd",
        "pl": "i w na z się do nie że jest o to przez jak po od za oraz dla który ale jego był są",
        "tr": "ve bir bu da de için ile olarak olan daha çok gibi sonra kadar ise dedi her ancak en olduğu",
        "id": "yang dan di dengan untuk pada dari ini itu dalam tidak akan ke oleh juga sebagai adalah telah",
        "ro": "și de la în cu pe care a nu din să un o este pentru mai au fost sunt sau prin după",
        "cs": "a v na se že je s z do o k pro jako by to podle po ve od byl také které jsou",
        "sv": "och att det som en på är av för med den till i har de inte om ett men var från",
        "no": "og i det på som er en til av for at med har den de ikke om et men var fra",
        "da": "og i det på som er en til af for at med har den de ikke om et men var fra blev",
        "fi": "ja on ei se että oli mutta myös kun hän ovat mukaan sekä jo tai niin kuin olisi",
        "hu": "a az és hogy nem is egy volt meg csak ez már de el ha mint szerint után között",
        "vi": "và của là có các cho với trong được một những không người đã này khi từ đến",
        "uk": "і в на що з до не та у за як це для про від його або але після під",
        "ru": "и в на что с не по как это для из от к за о его но также при после",
        "bg": "и на да от за се в че с по не са е ще като до към след при беше",
        "sr": "и у је на да се за од са су не као до који али након због према",
        "fa": "و در به از که این را با است برای آن یک تا بر شد کرد",
        "ur": "کے کی میں ہے اور سے کا کو نے پر کہ یہ ہیں بھی کہا",
        "ar": "في من على إلى أن عن مع التي الذي هذا ما كما بعد قال",
    }.items()
}
_CYRILLIC = frozenset({"uk", "ru", "bg", "sr"})
_ARABIC = frozenset({"fa", "ur", "ar"})
_LATIN = frozenset(_COMMON) - _CYRILLIC - _ARABIC


def language_of(text: str, hint: str | None) -> str | None:
    """The language as a BCP 47 code. `hint` (what the feed says) decides where the text is too short or unclear."""
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    if letters < _FEWEST_LETTERS:
        return hint
    script = next((code for code, letter in _SCRIPTS if len(letter.findall(sample)) * 4 > letters), None)
    if script is not None and script not in ("ru", "ar"):
        return _refined(script, hint)
    group = {"ru": _CYRILLIC, "ar": _ARABIC, None: _LATIN}[script]
    words = Counter(word.casefold() for word in _WORD.findall(sample))
    found = _best(words, group) or script
    return _refined(found, hint) if found else hint


def _best(words: Counter[str], group: frozenset[str]) -> str | None:
    total = sum(words.values())
    counts = sorted(((sum(words[word] for word in _COMMON[code]), code) for code in group), reverse=True)
    (first, code), (second, _) = counts[0], counts[1]
    return code if first >= max(_FEWEST_WORDS, 0.08 * total) and first >= second * 1.15 else None


def _refined(code: str, hint: str | None) -> str:
    """The hint where it says the same more precisely (``en-GB``)."""
    return hint if hint and hint.split("-")[0].lower() == code else code
