"""Which addresses on the network belong to the public, and which to somebody's own machines."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from fastlabel.errors import FastLabelInvalidException, TransportError

__all__ = ["is_loopback", "is_public", "resolve_public"]

_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
# Those that `ipaddress` takes for public, at least before Python 3.13.
_RESERVED: Final = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20"))
)
_NAT64: Final = IPv6Network("64:ff9b::/96")


def is_loopback(host: str) -> bool:
    """Whether a host, as a URL names it, is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Whether an IP address is neither private, nor reserved, nor of this machine or link.

    Addresses of IPv6 that stand for one of IPv4 are judged by that one.

    >>> is_public("10.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("1.1.1.1")
    (False, False, True)
    """
    found = _unwrapped(ip_address(address))
    if isinstance(found, IPv6Address) and found not in _GLOBAL_UNICAST:
        return False
    if any(found in network for network in _RESERVED):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_private)


def resolve_public(host: str, port: int, *, allow_loopback: bool = False) -> list[str]:
    """The addresses of a host, all of them public.

    Connect to one of these and not to the host, whose addresses may be others by then.

    Args:
        host: A name or an IP address.
        port: The port to connect to.
        allow_loopback: Whether this machine will do too.

    Raises:
        FastLabelInvalidException: One of them is not public.
        TransportError: The host has no address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise TransportError(
            f"{host}: there is no such host, or it could not be looked up"
        ) from None
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    for address in addresses:
        if not (is_public(address) or (allow_loopback and is_loopback(address))):
            message = f"{host}: has the address {address}, which is not public"
            raise FastLabelInvalidException(message, 422)
    return addresses


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
