"""URLs of media: checked before anything is asked for, and never shown with their query.

The query of such a URL holds a signature: whoever has it can read the media.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, NoReturn
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from fastlabel.errors import FastLabelInvalidException, TransportError

__all__ = [
    "MediaUrl",
    "is_loopback",
    "is_public",
    "resolve_public",
]


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


_MOST_CHARACTERS: Final = 16_384
_MOST_SHOWN: Final = 200
_HOST: Final = re.compile(r"[a-z0-9_.-]{1,253}|[0-9a-f:.]{2,45}")
_KEPT: Final = "%/:@!$&'()*+,;=-._~?"
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class MediaUrl:
    """Where a medium is. As text it has no query."""

    scheme: str
    host: str
    """A name or an IP address, in small letters and without brackets."""
    port: int
    path: str
    target: str = field(repr=False)
    """What is asked for: the path with its query."""

    @classmethod
    def parse(cls, url: str, *, allow_loopback: bool = False) -> MediaUrl:
        """Read a URL that somebody else wrote.

        Args:
            url: An https URL.
            allow_loopback: Whether plain http to this machine will do too.

        Raises:
            FastLabelInvalidException: It is none.
        """
        if len(url) > _MOST_CHARACTERS or re.search(r"[\x00-\x20\x7f-\x9f\\]", url):
            _refuse("is too long, or has characters that no URL has")
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            _refuse("is no URL")
        if not _HOST.fullmatch(host):
            _refuse("names no host in ASCII")
        if parts.username is not None or parts.password is not None:
            _refuse(f"has a user or a password for {host}")
        if parts.scheme != "https" and not (
            parts.scheme == "http" and allow_loopback and is_loopback(host)
        ):
            _refuse(f"goes to {host} without https")
        path, target = _quoted(parts)
        return cls(parts.scheme, host, port or _PORTS[parts.scheme], path, target)

    @property
    def authority(self) -> str:
        """Host and port as the header `Host` has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def redirected(self, location: str, *, allow_loopback: bool = False) -> MediaUrl:
        """Where an answer of this URL leads.

        Raises:
            FastLabelInvalidException: Its location is no URL that media may be at.
        """
        if not location:
            _refuse("is missing")
        try:
            joined = urljoin(f"{self.scheme}://{self.authority}{self.target}", location)
        except ValueError:
            _refuse("is no URL")
        return self.parse(joined, allow_loopback=allow_loopback)

    def __str__(self) -> str:
        text = f"{self.scheme}://{self.authority}{self.path}"
        return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _quoted(parts: SplitResult) -> tuple[str, str]:
    try:
        path = quote(parts.path or "/", safe=_KEPT)
        query = quote(parts.query, safe=_KEPT)
    except UnicodeEncodeError:
        _refuse("has characters that no URL has")
    return path, f"{path}?{query}" if query else path


def _refuse(reason: str) -> NoReturn:
    raise FastLabelInvalidException(f"url: {reason}; media are fetched by https only", 422)
