"""Which URLs and which network addresses may be asked for. Pure: no name is looked up here."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

LONGEST_URL = 4096

_NAT64 = IPv6Network("64:ff9b::/96")
_IPV4_COMPATIBLE = IPv6Network("::/96")
_CARRIER_NAT = ip_network("100.64.0.0/10")

_DOUBTFUL_PORTS = frozenset(
    # Services that would take an HTTP request for commands of their own (mail, shells, databases …).
    {1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109}
    | {110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530}
    | {531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 5060}
    | {5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 10080, 11211}
)


def why_not_url(url: str) -> str | None:
    """Why this URL may not be asked for, in words; None if it may, as far as its text tells."""
    if len(url) > LONGEST_URL:
        return f"the address is longer than {LONGEST_URL} characters"
    if any(ord(character) < 33 or ord(character) == 127 for character in url):
        return "the address holds blanks or control characters"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"the address can't be read: {error}"
    if parts.scheme.lower() not in ("http", "https"):
        return f"only http and https are fetched, not {parts.scheme or 'a relative address'}"
    if not parts.hostname:
        return "the address names no host"
    if parts.username is not None or parts.password is not None:
        return "the address carries a user name or password"
    if port in _DOUBTFUL_PORTS or port == 0:
        return f"port {port} belongs to another service"
    return None


def why_not_address(text: str) -> str | None:
    """Why this IP address may not be connected to; None for an address of the public network.

    Forms of IPv6 that lead to an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) are judged by it too.
    """
    try:
        address = ip_address(text.split("%", 1)[0])
    except ValueError:
        return f"{text} is no IP address"
    inner = _embedded(address) if isinstance(address, IPv6Address) else []
    if not inner:
        kind = _kind(address)
        return f"{text} is {kind} address" if kind else None
    for target in inner:
        kind = _kind(target)
        if kind:
            return f"{text} leads to {target}, {kind} address"
    return None


def _kind(address: IPv4Address | IPv6Address) -> str | None:  # the narrower names come first
    if address.is_loopback:
        return "a loopback"
    if address.is_unspecified:
        return "an unspecified"
    if address.is_link_local:
        return "a link-local"
    if address.is_multicast:
        return "a multicast"
    if address in _CARRIER_NAT:
        return "a shared"
    if address.is_private or (isinstance(address, IPv6Address) and address.is_site_local):
        return "a private"
    if address.is_reserved:
        return "a reserved"
    return None if address.is_global else "a special"


def _embedded(address: IPv6Address) -> list[IPv4Address]:
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or (address in _IPV4_COMPATIBLE and int(address) > 0xFFFF):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [inner for inner in found if inner is not None]
