"""One address for one document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.urls import canonical_url

ARTICLE = "https://news.example/world/talks"


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/world/talks",
        "https://www.news.example/world/talks",
        "HTTPS://News.Example:443/world/talks/",
        "https://m.news.example/world//talks",
        "https://mobile.news.example/world/talks",
        "https://amp.news.example/world/talks",
        "https://news.example/world/talks/amp",
        "https://news.example/amp/world/talks",
        "https://news.example/world/talks?amp=1&outputType=amp",
        "https://news.example/world/talks?utm_source=rss&utm_medium=feed&fbclid=x",
        "https://news.example/world/talks?at_medium=RSS&at_campaign=KARANGA",
        "https://news.example/world/talks?CMP=rss&ref=rss&source=newsletter",
        "https://news.example/world/talks#comments",
        "https://news.example/w%6Frld/talks",
        "https://www.google.com/url?rct=j&url=https%3A%2F%2Fnews.example%2Fworld%2Ftalks&ct=ga",
        "https://www.google.com/amp/s/www.news.example/world/talks/amp/",
        "https://news-example.cdn.ampproject.org/c/s/news.example/world/talks",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fworld%2Ftalks%3Ffbclid%3Dabc&h=x",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fnews.example%2Fworld%2Ftalks&data=x",
        "https://news.example/world/talks/index.html",
    ],
)
def test_all_addresses_of_a_document_are_one(url: str) -> None:
    assert canonical_url(url) == ARTICLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/?id=1", "https://news.example/?id=2"),
        ("https://news.example/a?ref=1234", "https://news.example/a?ref=1235"),
        ("https://news.example/story?sid=1", "https://news.example/story?sid=2"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example:8080/a", "https://news.example/a"),
        ("https://world.news.example/a", "https://news.example/a"),
        ("https://news.example/Campaign", "https://news.example/"),
    ],
)
def test_different_documents_stay_apart(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


def test_the_order_of_parameters_says_nothing() -> None:
    assert canonical_url(ARTICLE + "?b=2&a=1") == canonical_url(ARTICLE + "?a=1&b=2")


@pytest.mark.parametrize(
    "url", ["", "mailto:a@b.example", "javascript:1", "urn:x", "//x/y", "http://[::1", "http://a:x/"]
)
def test_what_is_no_web_address_has_none(url: str) -> None:
    assert canonical_url(url) == ""


@given(
    st.text("abz/%.?&=#:@-_~+ é中\\\"'[]0", max_size=40),
    st.sampled_from(["", "www.", "m.amp.", "user@", "xn--", "AMP."]),
)
def test_it_never_crashes_and_a_second_time_changes_nothing(rest: str, prefix: str) -> None:
    once = canonical_url(f"http://{prefix}news.example/{rest}")
    assert canonical_url(once) == once


@given(st.text(max_size=60))
def test_no_text_crashes_it(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
