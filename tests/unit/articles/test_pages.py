"""What is taken from a page, and what is not taken for an article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.articles.page import NoText, PageText, read_page
from consumers.articles.walls import wall_of, without_wall_lines
from pipeline.text.plain import plain_text, tidy, without_tail

URL = "https://news.example/world/talks"
PARAGRAPHS = [
    "The two presidents spoke by telephone for half an hour on Monday evening, their offices said.",
    "They talked about trade and agreed that their ministers should meet before the end of the month.",
    "A spokesman said the tone had been friendly and that another conversation was being prepared.",
    "Officials on both sides declined to say whether a date for a visit had been discussed.",
]


def page(*paragraphs: str, head: str = "", title: str = "Presidents speak") -> bytes:
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        f"<html lang='en'><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>All rights reserved</footer></body></html>"
    ).encode()


def read(
    body: bytes, *, kind: str = "text/html; charset=utf-8", asked: str = URL, url: str = URL
) -> PageText | NoText:
    return read_page(body, kind, asked, url)


def test_the_article_is_taken_without_headline_menu_and_footer() -> None:
    found = read(page(*PARAGRAPHS))
    assert isinstance(found, PageText)
    assert found.text == "\n".join(PARAGRAPHS)
    assert (found.title, found.language) == ("Presidents speak", "en")


@pytest.mark.parametrize(
    ("head", "byline"),
    [
        ('<meta name="author" content="By Ann Other">', "Ann Other"),
        ('<script type="application/ld+json">{"author": {"name": "Ann Other"}}</script>', "Ann Other"),
        (
            '<script type="application/ld+json">{"@graph": [{"author": [{"name": "A"}, {"name": "B"}]}]}</script>',
            "A, B",
        ),
        ('<script type="application/ld+json">{broken</script>', None),
        ("", None),
    ],
)
def test_the_byline_is_read_from_the_head(head: str, byline: str | None) -> None:
    found = read(page(*PARAGRAPHS, head=head))
    assert isinstance(found, PageText) and found.byline == byline


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://www.news.example/world/presidents-talk", "https://www.news.example/world/presidents-talk"),
        ("/world/presidents-talk", "https://news.example/world/presidents-talk"),
        ("https://news.example/", URL),
        ("https://other.test/world/x", URL),
        ("https://[::1", URL),
    ],
    ids=["same-site", "relative", "front-page", "other-site", "broken"],
)
def test_a_page_names_its_own_address_within_its_site(canonical: str, url: str) -> None:
    found = read(page(*PARAGRAPHS, head=f'<link rel="canonical" href="{canonical}">'))
    assert isinstance(found, PageText) and found.url == url


@pytest.mark.parametrize(
    ("body", "changes", "reason"),
    [
        (b"%PDF-1.7", {"kind": "application/pdf"}, "not-html"),
        (page(*PARAGRAPHS), {"url": "https://news.example/"}, "sent-to-front-page"),
        (page("Too short."), {}, "no-text"),
        (b"", {}, "not-html"),
        (page(PARAGRAPHS[0], "Subscribe to continue reading this article."), {}, "paywall"),
        (page(PARAGRAPHS[0], PARAGRAPHS[1], "Already a subscriber? Sign in here."), {}, "paywall"),
        (
            page(*PARAGRAPHS[:2], head='<script type="application/ld+json">{"isAccessibleForFree": false}</script>'),
            {},
            "paywall",
        ),
        (page("We value your privacy. We and our 800 partners use cookies to store information." * 2), {}, "consent"),
        (page(*PARAGRAPHS), {"url": "https://consent.news.example/form"}, "consent"),
        (page("Enable JavaScript and cookies to continue " * 4, title="Just a moment..."), {}, "challenge"),
    ],
)
def test_other_pages_are_named_and_not_taken(body: bytes, changes: dict[str, str], reason: str) -> None:
    assert read(body, **changes) == NoText(reason)


def test_a_long_article_with_an_invitation_to_subscribe_is_an_article() -> None:
    found = read(page(*PARAGRAPHS * 4, "Subscribe to unlock unlimited access to all our stories."))
    assert isinstance(found, PageText)
    assert "Subscribe" not in found.text


def test_walls_are_told_from_articles_about_them() -> None:
    about = "The company said that readers must subscribe to continue reading. " + " ".join(PARAGRAPHS * 4)
    assert wall_of(html="", title="Paper raises its price", text=about, url=URL) is None
    assert without_wall_lines(about) == about


@given(st.binary(max_size=200), st.sampled_from(["text/html", "text/html; charset=nonsense", ""]))
def test_no_bytes_crash_the_reader(body: bytes, kind: str) -> None:
    read(b"<html><body>" + body, kind=kind)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("plain words", "plain words"),
        ("a < b & c", "a < b & c"),
        ("AT&amp;T said<br/>yes", "AT&T said\nyes"),
        ("<p>One</p>\n<p>Two <b>bold</b>\nline</p><script>x</script>", "One\nTwo bold line"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<p>&lt;b&gt; stays</p>", "<b> stays"),
        ("<style>p{}</style><p>Words</p><!-- note -->", "Words"),
        ("soft\u00adhyphen and\u200b blank", "softhyphen and blank"),
    ],
)
def test_html_becomes_plain_text(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_the_line_that_wordpress_adds_is_dropped() -> None:
    assert without_tail("Words.\nThe post Words first appeared on The Example.") == "Words."
    assert without_tail("The post office reopened.") == "The post office reopened."


@given(st.text(max_size=300))
def test_plain_text_is_tidy_whatever_comes(text: str) -> None:
    plain = plain_text(text)
    assert plain == tidy(plain)


def test_hostile_html_takes_no_time() -> None:
    for piece in ("<div>", "<script>", "<", "<a ", "&", "<!--", "<![CDATA["):
        assert isinstance(plain_text(piece * 50_000), str)
