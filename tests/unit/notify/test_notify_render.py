"""What people are told, and that nothing from the net can do more than be read."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.notify.clean import clean, clean_url, shorten
from consumers.notify.formats import Html, Markdown, Plain, Style, compose, title
from consumers.notify.render import Rendered, day, render
from pipeline.records import ConflictKind, DateInterval, EventKind, Participant
from tests.unit.notify.notify_builders import call, conflict, event, quote

STYLES = [pytest.param(style, id=type(style).__name__) for style in (Plain(), Markdown(), Html())]


def texts(value: object) -> list[str]:
    """Every string in a rendered message, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in texts(part)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


def fact(message: Rendered, name: str) -> str:
    return dict(message.facts)[name]


def test_a_new_call_says_who_when_how_and_who_reports_it() -> None:
    message = render(event(call=call(official=("NOR",), origins=("Harbour Gazette", "Andes Wire"))))
    assert message.title == "New call: Ada Fjord (NOR) – Luis Andes (PER), 1 March 2026"
    assert fact(message, "How") == "held, by phone"
    assert fact(message, "Reported by") == "2 independent origins: Harbour Gazette, Andes Wire"
    assert fact(message, "Official text of") == "NOR"
    assert message.link == "https://gazette.example/a"


def test_evidence_is_shown_word_for_word_with_its_source() -> None:
    (section,) = render(event()).sections
    assert section.quotes[0].words == "The two leaders spoke by phone on Sunday"
    assert section.quotes[0].source == "Harbour Gazette, 2 March 2026"


@pytest.mark.parametrize(
    ("changes", "statement"),
    [
        pytest.param(
            {},
            "NOR speaks of fish quotas; PER is reported not to have mentioned it",
            id="reported omission",
        ),
        pytest.param(
            {"grade": "observed", "provisional": True},
            "NOR says something on fish quotas that the official text of PER, as read, does not have (provisional)",
            id="observed omission",
        ),
        pytest.param({"kind": ConflictKind.CONTRADICTION}, "NOR and PER differ on fish quotas", id="contradiction"),
        pytest.param(
            {"kind": ConflictKind.DENIAL, "claimed_by": None},
            "PER denies what one side says of fish quotas",
            id="denial of an unnamed side's words",
        ),
    ],
)
def test_a_conflict_is_stated_without_taking_a_side(changes: dict[str, object], statement: str) -> None:
    message = render(event(EventKind.CONFLICT, conflict=conflict(**changes)))
    assert fact(message, "Conflict") == statement


def test_a_conflict_shows_both_sides_words() -> None:
    message = render(event(EventKind.CONFLICT))
    assert [(s.heading, s.quotes[0].words) for s in message.sections] == [
        ("Words for NOR", "Peru will open two ports to our boats"),
        ("Words for PER", "The note from Lima has no word on ports"),
    ]


def test_a_side_without_words_on_the_matter_is_shown_as_such() -> None:
    message = render(event(EventKind.CONFLICT, conflict=conflict(grade="observed", answer=())))
    assert [(s.heading, len(s.quotes)) for s in message.sections] == [
        ("Words for NOR", 1),
        ("Words for PER: none on this", 0),
    ]


@pytest.mark.parametrize(
    ("changes", "headline"),
    [
        pytest.param({}, "Omission reported (fish quotas)", id="reported omission"),
        pytest.param({"grade": "observed"}, "Omission observed (fish quotas)", id="observed omission"),
        pytest.param({"kind": ConflictKind.CONTRADICTION}, "Contradiction (fish quotas)", id="contradiction"),
        pytest.param({"kind": ConflictKind.DENIAL}, "Denial (fish quotas)", id="denial"),
    ],
)
def test_the_title_of_a_conflict_names_its_kind_and_topic(changes: dict[str, object], headline: str) -> None:
    message = render(event(EventKind.CONFLICT, conflict=conflict(**changes)))
    assert message.title == f"{headline}: Ada Fjord (NOR) – Luis Andes (PER), 1 March 2026"


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        pytest.param(None, "date not known", id="unknown"),
        pytest.param((date(2026, 2, 4), date(2026, 2, 4)), "4 February 2026", id="one day"),
        pytest.param((date(2026, 2, 4), date(2026, 2, 6)), "4–6 February 2026", id="days of one month"),
        pytest.param((date(2025, 12, 31), date(2026, 1, 1)), "31 December 2025 – 1 January 2026", id="over new year"),
    ],
)
def test_dates_are_written_out(interval: tuple[date, date] | None, words: str) -> None:
    assert day(DateInterval(start=interval[0], end=interval[1]) if interval else None) == words


def test_the_link_leads_to_the_board_where_there_is_one() -> None:
    message = render(event(), "https://board.example/")
    assert message.link == "https://board.example/calls/2026-03-01-nor-per"


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        pytest.param("\x1b[31mred\x1b[0m", "red", id="colour"),
        pytest.param("a\x1b]0;owned\x07b", "ab", id="window title"),
        pytest.param("a\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\b", "aclickb", id="terminal link"),
        pytest.param("a\x9b2Jb", "ab", id="eight-bit escape"),
        pytest.param("pay\u202egnp.exe", "paygnp.exe", id="right-to-left override"),
        pytest.param("a\u2066b\u2069c\u200ed", "abcd", id="isolates and marks"),
        pytest.param("a\u200bb\ufeffc\u00add", "abcd", id="zero width"),
        pytest.param("one\r\ntwo\u2028three\tfour", "one two three four", id="line breaks"),
        pytest.param("a\x00b\x08c\x7fd", "abcd", id="control characters"),
        pytest.param("a\ud800b\ue000c\U000e0041d", "abcd", id="surrogate, private, tag"),
        pytest.param("می‌خواهم", "می‌خواهم", id="Persian keeps its joiner"),
        pytest.param("Xi said “no” – twice", "Xi said “no” – twice", id="typography stays"),
    ],
)
def test_text_from_the_net_is_made_visible_and_harmless(hostile: str, harmless: str) -> None:
    assert clean(hostile) == harmless


@given(st.text(), st.integers(1, 80))
def test_clean_text_is_short_printable_and_clean_again(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert len(once) <= limit
    assert clean(once, limit) == once
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in once)


def test_very_long_text_is_cut_between_words() -> None:
    assert shorten("alpha beta gamma", 12) == "alpha beta…"
    assert len(clean("x" * 10_000_000, 100)) == 100


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        pytest.param("https://a.example/x?y=1&z=(2)", "https://a.example/x?y=1&z=%282%29", id="brackets"),
        pytest.param("https://a.example/%C3%A9", "https://a.example/%C3%A9", id="encoded already"),
        pytest.param("https://bücher.example/é", "https://xn--bcher-kva.example/%C3%A9", id="other alphabets"),
        pytest.param("javascript:alert(1)", None, id="script"),
        pytest.param("data:text/html,x", None, id="data"),
        pytest.param("urn:readout:1", None, id="urn"),
        pytest.param("https://gov.example@evil.example/", None, id="user name that looks like a host"),
        pytest.param("https://a.example/ b", None, id="space"),
        pytest.param("https://a.example/\u202eb", None, id="reordering"),
        pytest.param("https://[::1", None, id="broken"),
        pytest.param("https://a.example/" + "x" * 3000, None, id="endless"),
        pytest.param('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E", id="markup"),
        pytest.param(None, None, id="none"),
    ],
)
def test_only_web_addresses_become_links(url: str | None, safe: str | None) -> None:
    assert clean_url(url) == safe


HOSTILE = (
    "<script>alert(1)</script> [click](https://evil.example) **bold** # top `x` @everyone <!channel> <@U1> "
    "&lt;b&gt; | > quote \x1b[2J \u202e ![i](https://evil.example/p.png) https://evil.example/&amp;"
)


def hostile_message() -> Rendered:
    bad = quote(HOSTILE, source=HOSTILE, url='https://a.example/"><img src=x onerror=alert(1)>')
    people = (Participant(name=HOSTILE, country="<b>"), Participant(name="Luis Andes", country="PER"))
    return render(
        event(
            EventKind.CONFLICT,
            call=call(participants=people, origins=(HOSTILE,), official=(HOSTILE,)),
            conflict=conflict(topic=HOSTILE, claim=(bad,), answer=(bad,), claimed_by=HOSTILE),
            changed=(HOSTILE,),
        )
    )


def test_no_text_of_a_message_holds_anything_that_is_not_seen() -> None:
    for text in texts(hostile_message()):
        assert text.isprintable()


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


def test_html_holds_only_our_own_tags_and_links() -> None:
    tags = Tags()
    tags.feed(compose(hostile_message(), Html(), with_title=True))
    assert {tag for tag, _ in tags.seen} <= {"b", "br", "a"}
    for tag, attributes in tags.seen:
        assert [name for name, _ in attributes] == (["href"] if tag == "a" else [])
        assert all((value or "").startswith("https://") for _, value in attributes)


def test_markdown_of_others_shows_as_it_is() -> None:
    text = Markdown().text("[click](https://evil.example) **b** <i> `c` # d")
    assert text == r"\[click\]\(https\://evil\.example\) \*\*b\*\* \<i\> \`c\` \# d"


@pytest.mark.parametrize("style", STYLES)
def test_nobody_is_rung_by_a_mention_in_a_text(style: Style) -> None:
    written = compose(hostile_message(), style, with_title=True)
    assert "@everyone" not in written
    assert "<!channel>" not in written


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("limit", [40, 160, 500, 2000, 4096])
def test_a_message_keeps_to_the_length_that_a_channel_takes(style: Style, limit: int) -> None:
    long = quote("word " * 5000)
    message = render(event(EventKind.CONFLICT, conflict=conflict(claim=(long,) * 30, answer=(long,) * 30)))
    written = compose(message, style, limit, with_title=True)
    assert 0 < len(written) <= limit
    if limit >= 500:
        assert "https://gazette.example/a" in written


def test_what_is_left_out_shows() -> None:
    message = render(event(evidence=tuple(quote(f"words {n}") for n in range(9))))
    assert "… and 3 more" in compose(message, Plain(), with_title=True)


@given(st.text(max_size=300), st.sampled_from([Plain(), Markdown(), Html()]), st.integers(20, 3000))
def test_any_words_fit_any_style_and_length(words: str, style: Style, limit: int) -> None:
    message = render(event(evidence=(quote(words, source=words),), changed=(words,)))
    assert len(compose(message, style, limit, with_title=False)) <= limit


def test_the_title_alone_fits_its_field() -> None:
    assert len(title(hostile_message(), 50)) <= 50
