"""Which addresses may be connected to, and which URLs may be asked for at all."""

from __future__ import annotations

import pytest

from pipeline.http.address import why_not_address, why_not_url


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert why_not_address(address) is None


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("127.0.0.1", "loopback"),
        ("127.8.8.8", "loopback"),
        ("::1", "loopback"),
        ("0.0.0.0", "unspecified"),
        ("::", "unspecified"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "shared"),
        ("169.254.169.254", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fc00::1", "private"),
        ("fec0::1", "private"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("240.0.0.1", "private"),
        ("255.255.255.255", "private"),
        ("192.0.2.1", "private"),
        ("not an address", "no IP address"),
    ],
)
def test_addresses_that_are_not_of_the_public_network_are_refused(address: str, word: str) -> None:
    assert word in (why_not_address(address) or "")


@pytest.mark.parametrize(
    "address",
    ["::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1", "::127.0.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::1"],
    ids=["mapped", "mapped-hex", "nat64", "compatible", "6to4", "6to4-link-local"],
)
def test_ipv6_forms_are_judged_by_the_ipv4_address_inside(address: str) -> None:
    assert "leads to" in (why_not_address(address) or "")


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "https://example.org:8443/a?b=c", "https://[2606:4700::1111]/", "http://2130706433/"],
)
def test_http_urls_pass_the_text_check(url: str) -> None:
    """A number that stands for an address is told at connect time, when it has become one."""
    assert why_not_url(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "//example.org/",
        "example.org",
        "http://",
        "http:///path",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://example.org:22/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://[::1/",
        "http://exam ple.org/",
        "http://example.org/\r\nX: y",
        "http://example.org/" + "a" * 5000,
    ],
)
def test_other_urls_are_refused_with_a_reason(url: str) -> None:
    assert why_not_url(url)
