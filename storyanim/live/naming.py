"""What this machine may be called in the address of a page that it serves.

Takes the address that a server listens on, gives names and addresses. They become the exact list of Hosts that pass.
"""

from __future__ import annotations

import socket
from contextlib import suppress

LOOPBACK = ("127.0.0.1", "localhost")
EVERYWHERE = {"0.0.0.0": ("192.0.2.1", socket.AF_INET), "::": ("2001:db8::1", socket.AF_INET6)}  # noqa: S104
"""Addresses that mean all of a machine's own, and one of somebody else's to find out which that is (RFC 5737, 3849)."""


def names_of(host: str) -> tuple[str, ...]:
    """The names by which a server on this address is reached; the first one is the best."""
    if host in LOOPBACK:
        return LOOPBACK
    if host not in EVERYWHERE:
        return (host,)
    return (*_outgoing(*EVERYWHERE[host]), socket.gethostname().lower(), *LOOPBACK)


def _outgoing(other: str, family: socket.AddressFamily) -> tuple[str, ...]:
    """The address from which this machine speaks to others. Nothing is sent: a datagram socket only chooses a way."""
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as way:
        way.connect((other, 9))
        return (way.getsockname()[0],)
    return ()
