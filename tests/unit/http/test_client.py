"""The client against servers that misbehave: every answer ends in a response or a named failure, in time."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator

import pytest
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult

from pipeline.http.client import HttpClient
from pipeline.http.model import FailureKind, FetchFailed, Limits, Response
from tests.loopback import Server, say, say_forever, say_raw, send_to, serving

QUICK = Limits(total_seconds=1.0, idle_seconds=0.5, wire_bytes=100_000, body_bytes=300_000, redirects=3)
NOT_REACHED = (FailureKind.REFUSED_ADDRESS, FailureKind.BAD_URL, FailureKind.DNS)
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({}) as running:
        yield running


def fetch(url: str, *, allow_private: bool = True, **settings: object) -> Response:
    async def one() -> Response:
        async with HttpClient(limits=QUICK, **settings) as http:  # type: ignore[arg-type]
            return await http.get(url, allow_private=allow_private)

    return asyncio.run(one())


def failure(url: str, *, allow_private: bool = True, **settings: object) -> FetchFailed:
    began = time.monotonic()
    with pytest.raises(FetchFailed) as caught:
        fetch(url, allow_private=allow_private, **settings)
    assert time.monotonic() - began < 3
    return caught.value


def only_127_0_0_1(address: str) -> str | None:
    """A policy that lets the test's own server stand for the public network."""
    return None if address == "127.0.0.1" else f"{address} is not public"


def test_a_plain_answer_is_read(server: Server) -> None:
    server.behaviours["/"] = say("hello", headers={"ETag": '"a"'})
    answer = fetch(server.url())
    assert (answer.status, answer.body, answer.complete, answer.headers["etag"]) == (200, b"hello", True, '"a"')


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
        ("gzip", lambda data: gzip.compress(data[:7]) + gzip.compress(data[7:])),
        ("gzip", lambda data: gzip.compress(data) + b"\0" * 20),
        ("identity", lambda data: data),
    ],
    ids=["gzip", "x-gzip", "deflate", "raw-deflate", "two-members", "padding", "identity"],
)
def test_compressed_bodies_are_read(server: Server, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    server.behaviours["/"] = say(pack(b"some words " * 50), headers={"Content-Encoding": encoding})
    assert fetch(server.url()).body == b"some words " * 50


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (say_forever(OK + b"Content-Length: 90000\r\n\r\n", b"x", 0.1), FailureKind.TIMEOUT),
        (say_forever(OK, b"X-Y: z\r\n", 0.1), FailureKind.TIMEOUT),
        (say_forever(OK + b"Content-Length: 90000\r\n\r\nabc", b"", 60), FailureKind.TIMEOUT),
        (say_forever(OK + b"Connection: close\r\n\r\n", b"x" * 10_000, 0), FailureKind.TOO_LARGE),
        (say_forever(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\nxxxxx\r\n" * 900, 0), FailureKind.TOO_LARGE),
        (say(b"", length=50_000_000), FailureKind.TOO_LARGE),
        (say(gzip.compress(b"\0" * 5_000_000), headers={"Content-Encoding": "gzip"}), FailureKind.TOO_LARGE),
        (say(b"not gzip", headers={"Content-Encoding": "gzip"}), FailureKind.ENCODING),
        (say(b"abc", headers={"Content-Encoding": "br"}), FailureKind.ENCODING),
        (say_raw(OK + b"X-Long: " + b"x" * 20_000 + b"\r\n\r\n"), FailureKind.HEADERS_TOO_LARGE),
        (say_raw(OK + b"".join(b"X-%d: yyyyyyyy\r\n" % n for n in range(5000)) + b"\r\n"), None),
        (say_raw(OK + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 400) for n in range(60)) + b"\r\n"), None),
        (say_raw(b"SSH-2.0-OpenSSH_9.6\r\n"), FailureKind.PROTOCOL),
        (say_raw(b""), FailureKind.PROTOCOL),
        (say_raw(OK + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc"), None),
    ],
    ids=[
        "slow-drip",
        "headers-without-end",
        "silence",
        "endless-body",
        "endless-chunks",
        "large-length",
        "gzip-bomb",
        "false-gzip",
        "unasked-encoding",
        "long-header",
        "many-headers",
        "much-header",
        "other-protocol",
        "no-answer",
        "broken-chunk",
    ],
)
def test_a_server_that_misbehaves_ends_in_a_named_failure(
    server: Server, behaviour: object, kind: FailureKind | None
) -> None:
    server.behaviours["/"] = behaviour  # type: ignore[assignment]
    found = failure(server.url())
    assert kind is None or found.kind is kind
    assert found.detail


def test_a_body_shorter_than_announced_is_kept_and_marked(server: Server) -> None:
    server.behaviours["/"] = say(b"half of", length=100)
    answer = fetch(server.url())
    assert (answer.body, answer.complete) == (b"half of", False)


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
def test_a_body_longer_than_announced_is_a_protocol_failure(server: Server, connection: str) -> None:
    head = f"Content-Length: 5\r\nConnection: {connection}\r\n\r\n".encode()
    server.behaviours["/"] = say_raw(OK + head + b"words and more")
    assert failure(server.url()).kind is FailureKind.PROTOCOL


def test_the_body_of_an_error_is_not_read(server: Server) -> None:
    server.behaviours["/"] = say_forever(b"HTTP/1.1 500 No\r\n\r\n", b"x" * 1000, 0.01)
    assert fetch(server.url()).status == 500


class TestRedirects:
    def test_are_followed_and_told(self, server: Server) -> None:
        server.behaviours |= {"/a": send_to("/b"), "/b": send_to("c?x=1 2"), "/c": say("here")}
        answer = fetch(server.url("/a"))
        assert answer.body == b"here"
        assert [hop.status for hop in answer.hops] == [302, 302]
        assert answer.url.endswith("/c?x=1%202")

    @pytest.mark.parametrize(
        ("statuses", "lands"),
        [
            (("301 M", "308 M"), "/2"),
            (("301 M", "302 F"), "/1"),
            (("302 F", "301 M"), None),
            (("307 T",), None),
        ],
        ids=["all-permanent", "then-temporary", "temporary-first", "temporary"],
    )
    def test_the_permanent_address_is_where_permanent_redirects_lead(
        self, server: Server, statuses: tuple[str, ...], lands: str | None
    ) -> None:
        for number, status in enumerate(statuses):
            server.behaviours[f"/{number}"] = send_to(f"/{number + 1}", status)
        server.behaviours[f"/{len(statuses)}"] = say("here")
        assert fetch(server.url("/0")).permanent_url == (server.url(lands) if lands else None)

    def test_in_a_circle_end(self, server: Server) -> None:
        server.behaviours |= {"/a": send_to("/b"), "/b": send_to("/a")}
        assert failure(server.url("/a")).kind is FailureKind.REDIRECTS

    def test_without_end_end(self, server: Server) -> None:
        for number in range(10):
            server.behaviours[f"/{number}"] = send_to(f"/{number + 1}")
        assert failure(server.url("/0")).kind is FailureKind.REDIRECTS
        assert len(server.asked) == 4

    @pytest.mark.parametrize(
        "target", ["file:///etc/passwd", "ftp://x/", "http://u:p@x/", "http://x:22/", "http://[::1/"]
    )
    def test_to_other_schemes_and_ports_are_refused(self, server: Server, target: str) -> None:
        server.behaviours["/a"] = send_to(target)
        assert failure(server.url("/a")).kind in (FailureKind.BAD_URL, FailureKind.REDIRECTS)

    @pytest.mark.parametrize(
        "host",
        ["127.0.0.2", "2130706434", "0x7f000002", "0177.0.0.2", "127.2", "[::ffff:127.0.0.2]", "[::1]", "localhost"],
    )
    def test_to_refused_addresses_are_refused_in_every_form(self, server: Server, host: str) -> None:
        with serving({"/secret": say("secret")}, host="127.0.0.2") as inner:
            server.behaviours["/a"] = send_to(inner.url("/secret", host=host))
            policy = only_127_0_0_1 if host != "localhost" else lambda address: f"{address} is not public"
            found = failure(
                server.url("/a") if host != "localhost" else inner.url("/secret", host=host),
                allow_private=False,
                why_not=policy,
            )
            assert found.kind in NOT_REACHED
            assert inner.asked == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "2130706433", "0x7f.1", "127.1", "localhost"],
)
def test_a_private_address_is_refused_in_every_form(server: Server, host: str) -> None:
    assert failure(server.url("/", host=host), allow_private=False).kind in NOT_REACHED
    assert server.asked == []


class Flipping(AbstractResolver):
    """A name that points to a public address first, and to another one whenever it is asked again."""

    def __init__(self) -> None:
        self.answers = ["127.0.0.1", "127.0.0.2"]

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


def test_a_name_that_changes_its_address_gains_nothing() -> None:
    async def twice(first: str, second: str) -> FetchFailed:
        async with HttpClient(limits=QUICK, resolver=Flipping(), why_not=only_127_0_0_1) as http:
            assert (await http.get(first)).body == b"public"
            with pytest.raises(FetchFailed) as caught:
                await http.get(second)
            return caught.value

    with serving({"/": say("public")}) as public, serving({"/": say("secret")}, host="127.0.0.2") as inner:
        found = asyncio.run(twice(public.url("/", host="flip.example"), inner.url("/", host="flip.example")))
        assert found.kind is FailureKind.REFUSED_ADDRESS
        assert inner.asked == []


def test_a_pooled_connection_to_a_private_address_serves_no_guarded_fetch() -> None:
    async def both(url: str) -> FetchFailed:
        async with HttpClient(limits=QUICK) as http:
            await http.get(url, allow_private=True)
            with pytest.raises(FetchFailed) as caught:
                await http.get(url)
            return caught.value

    kept = say_raw(OK + b"Content-Length: 2\r\n\r\nok")
    with serving({"/": kept}) as server:
        assert asyncio.run(both(server.url())).kind is FailureKind.REFUSED_ADDRESS


def test_no_cookie_is_kept(server: Server) -> None:
    async def twice() -> None:
        async with HttpClient(limits=QUICK) as http:
            for _ in range(2):
                await http.get(server.url(), allow_private=True)

    server.behaviours["/"] = say("x", headers={"Set-Cookie": "track=1; Path=/"})
    asyncio.run(twice())
    assert all("cookie" not in asked.headers for asked in server.asked)


def test_it_says_who_it_is(server: Server) -> None:
    server.behaviours["/"] = say("x")
    fetch(server.url())
    assert "Readout" in server.asked[0].headers["user-agent"]


class TestTls:
    def test_a_certificate_nobody_signed_is_refused(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
        with serving({"/": say("x")}, tls=context) as server:
            assert failure(server.url()).kind is FailureKind.TLS

    def test_a_certificate_for_another_name_is_refused(self) -> None:
        authority = trustme.CA()
        context, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
        authority.issue_cert("other.example").configure_cert(context)
        authority.configure_trust(trust)
        with serving({"/": say("x")}, tls=context) as server:
            assert failure(server.url(), tls=trust).kind is FailureKind.TLS

    def test_a_trusted_one_is_read(self) -> None:
        authority = trustme.CA()
        context, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
        authority.issue_cert("127.0.0.1").configure_cert(context)
        authority.configure_trust(trust)
        with serving({"/": say("x")}, tls=context) as server:
            assert fetch(server.url(), tls=trust).body == b"x"


def test_a_port_where_nobody_listens_is_a_connect_failure() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert failure(f"http://127.0.0.1:{unused.getsockname()[1]}/").kind is FailureKind.CONNECT


def test_a_name_that_is_none_is_a_dns_failure() -> None:
    class Nowhere(Flipping):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            raise OSError("Name or service not known")

    found = failure("http://nowhere.example/", allow_private=False, resolver=Nowhere())
    assert found.kind is FailureKind.DNS
