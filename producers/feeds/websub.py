"""WebSub: what to ask of a hub, and what to believe of what it sends. Pure, but for the making of secrets."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from producers.feeds.state import FeedState

LEASE = timedelta(days=10)
"""How long a subscription is asked for; hubs may grant less."""
RENEW_BEFORE = timedelta(days=1)
ASK_AGAIN_AFTER = timedelta(hours=6)
"""A hub that did not confirm is asked again after this."""
_SHORTEST = timedelta(minutes=5)
_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})


@dataclass(frozen=True, slots=True)
class Lease:
    """A subscription of one feed at its hub, asked for or confirmed."""

    feed: str
    token: str
    """Last part of the callback's address; what the hub must know to talk to us about this feed."""
    hub: str
    topic: str
    secret: str
    asked_at: datetime
    expires_at: datetime | None = None
    """None until the hub has confirmed."""

    def active(self, now: datetime) -> bool:
        """Whether the hub is bound to announce entries now."""
        return self.expires_at is not None and now < self.expires_at


def wanted_lease(state: FeedState, lease: Lease | None, now: datetime) -> Lease | None:
    """The subscription to ask for now; None if there is nothing to ask."""
    if not state.hub or not state.hub.startswith(("http://", "https://")):
        return None
    topic = state.topic or state.url
    if lease is None or (lease.hub, lease.topic) != (state.hub, topic):
        return Lease(state.id, secrets.token_urlsafe(24), state.hub, topic, secrets.token_urlsafe(32), now)
    if now - lease.asked_at < min(ASK_AGAIN_AFTER, RENEW_BEFORE):
        return None
    if lease.expires_at is None or lease.expires_at - now <= RENEW_BEFORE:
        return replace(lease, asked_at=now)
    return None


def subscription_form(lease: Lease, callback: str) -> dict[str, str]:
    """The form that asks the hub for a subscription."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": lease.topic,
        "hub.callback": callback,
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
        "hub.secret": lease.secret,
    }


def confirmed(lease: Lease, query: Mapping[str, str], now: datetime) -> Lease | None:
    """The lease as the hub's question confirms it; None if the question is not about what was asked for."""
    if (
        query.get("hub.mode") != "subscribe"
        or query.get("hub.topic") != lease.topic
        or not query.get("hub.challenge")
    ):
        return None
    text = query.get("hub.lease_seconds", "")
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else int(LEASE.total_seconds())
    granted = min(max(timedelta(seconds=seconds), _SHORTEST), 3 * LEASE)
    return replace(lease, expires_at=now + granted)


def signed_by_hub(secret: str, body: bytes, signature: str) -> bool:
    """Whether `signature` (``sha256=…``) is that of the body under the secret."""
    method, _, digest = signature.partition("=")
    if method not in _METHODS:
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(expected, digest.strip().lower())
