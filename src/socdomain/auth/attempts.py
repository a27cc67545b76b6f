"""How often somebody may try to sign in.

Each pair of account and address has a few free attempts, after which each has to wait longer than the one before, up to
a minute. An address alone has more of them, for all accounts together. Nothing counts for an account by itself: whoever
knows a login name could otherwise keep its owner out, by failing from elsewhere. And a browser in which the owner has
signed in before counts for itself, so that nobody keeps them out by failing from the same address either.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final

from attrs import frozen

from socdomain.auth.user import folded_name
from socdomain.ids import SessionId, derived_id

FORGOTTEN_AFTER: Final = timedelta(minutes=15)
"""Attempts this long after the last are counted anew."""
_IPV6_NETWORK_BITS: Final = 64


@frozen
class Limit:
    """How many attempts are free, and how long the others wait.

    Attributes:
        free: So many attempts wait for nothing.
        longest_wait: No attempt waits longer.
    """

    free: int
    longest_wait: timedelta

    def wait_after(self, count: int) -> timedelta:
        """Returns how long the next attempt has to wait after so many: 1 s, then each time twice as long."""
        over = count - self.free
        if over < 0:
            return timedelta(0)
        return min(timedelta(seconds=2 ** min(over, 16)), self.longest_wait)


OF_PAIR: Final = Limit(free=5, longest_wait=timedelta(seconds=60))
OF_ADDRESS: Final = Limit(free=50, longest_wait=timedelta(seconds=30))


@frozen
class Attempts:
    """The attempts that count together.

    Attributes:
        subject: What they have in common.
        count: How many there were.
        last_at: When the last was, aware UTC.
        next_at: When the next may be, aware UTC.
    """

    subject: str
    count: int
    last_at: datetime
    next_at: datetime

    def after_another(self, now: datetime, limit: Limit) -> Attempts:
        """Returns them with one more."""
        count = 1 if now - self.last_at >= FORGOTTEN_AFTER else self.count + 1
        return Attempts(self.subject, count, now, now + limit.wait_after(count))


def none_yet(subject: str, now: datetime) -> Attempts:
    """Returns no attempts."""
    return Attempts(subject, 0, now, now)


def subjects_of(login: str, address: str, device: SessionId | None = None) -> tuple[tuple[str, Limit], ...]:
    """Returns what an attempt counts for.

    Args:
        login: As it was written. It is not kept: people write passwords here too.
        address: Where it comes from; of version 6 the network, of which a caller has all.
        device: The browser that it comes from, if whoever has this login name has signed in there before.
    """
    if device is not None:
        known = derived_id("sign-in attempts of a device", folded_name(login), device.bytes)
        return ((f"device:{known}", OF_PAIR),)
    network = _network(address)
    pair = derived_id("sign-in attempts", folded_name(login), network)
    return (f"pair:{pair}", OF_PAIR), (f"address:{network}", OF_ADDRESS)


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        host_bits = 128 - _IPV6_NETWORK_BITS
        return f"{IPv6Address(int(parsed) >> host_bits << host_bits)}/{_IPV6_NETWORK_BITS}"
    return str(parsed)
