"""Languages, told by script and by common words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.articles.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The president spoke with the prime minister by telephone and they agreed to meet in the spring.", "en"),
        ("Le président a parlé avec le premier ministre par téléphone et ils se verront dans la semaine.", "fr"),
        ("Der Präsident hat mit dem Kanzler am Telefon gesprochen und sie werden sich im Frühjahr treffen.", "de"),
        ("El presidente habló por teléfono con el primer ministro y los dos se verán en la primavera.", "es"),
        ("O presidente falou com o primeiro-ministro por telefone e os dois vão se encontrar no outono.", "pt"),
        ("Il presidente ha parlato al telefono con il primo ministro e i due si vedranno nella primavera.", "it"),
        ("Президент поговорил по телефону с премьер-министром, и они договорились о встрече на весну.", "ru"),
        ("Президент поговорив телефоном з прем'єр-міністром, і вони домовилися про зустріч на весну та літо.", "uk"),
        (
            "首相は大統領と電話で会談し、春に再び会うことで合意したと官房長官が記者会見で述べた。会談は三十分だった。",
            "ja",
        ),
        (
            "国家主席同总统通电话，双方同意今年春天再次会晤，并就贸易问题交换意见。外交部发言人星期一在例行记者会上介绍了有关情况。",
            "zh",
        ),
        (
            "대통령은 총리와 전화로 회담하고 봄에 다시 만나기로 합의했다고 대변인이 월요일 기자회견에서 밝혔다.",
            "ko",
        ),
        ("تحدث الرئيس مع رئيس الوزراء عبر الهاتف واتفقا على اللقاء في الربيع من هذا العام كما قال المتحدث.", "ar"),
        (
            "Cumhurbaşkanı ile başbakan telefonda görüştü ve bahar için bir daha buluşmak üzere anlaştı, bu da iyi.",
            "tr",
        ),
    ],
)
def test_a_sentence_is_enough(text: str, language: str) -> None:
    assert language_of(text, None) == language


def test_a_wrong_hint_is_overruled_by_the_text() -> None:
    text = "Le président a parlé avec le premier ministre par téléphone et ils se verront dans la semaine."
    assert language_of(text, "en-US") == "fr"


def test_a_hint_that_says_more_is_kept() -> None:
    assert language_of("The ministers met in the capital and agreed to meet again in the spring.", "en-GB") == "en-GB"


@pytest.mark.parametrize("text", ["", "OK", "12 345 678 90"])
def test_a_short_text_takes_the_hint(text: str) -> None:
    assert language_of(text, "fr") == "fr"
    assert language_of(text, None) is None


@given(st.text(max_size=200))
def test_no_text_crashes_it(text: str) -> None:
    language_of(text, None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Norway’s king, Sweden’s premier: Denmark’s turn to do a deal", id="possessives"),
        pytest.param("U.S. envoys back U.S. sanctions plan, a U.S. newspaper reports", id="abbreviations"),
        pytest.param("King urges premier: avoid escalation. OSLO, May 3. /Example/. King Na Holm", id="names"),
    ],
)
def test_headlines_full_of_names_are_not_taken_for_another_language(text: str) -> None:
    assert language_of(text, None) in ("en", None)
