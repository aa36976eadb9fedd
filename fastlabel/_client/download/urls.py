"""URLs of media: checked against SSRF before a request, and never shown with their query.

The query of such a URL has a signature: whoever knows it can read the media.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, NoReturn
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from fastlabel._client.endpoint import is_loopback
from fastlabel.errors import TransportError, invalid

_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
# Those that `ipaddress` takes for public, at least before Python 3.13.
_RESERVED: Final = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20"))
)
_NAT64: Final = IPv6Network("64:ff9b::/96")

_MAX_CHARACTERS: Final = 16_384
_MAX_SHOWN: Final = 200
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_HOST: Final = re.compile(r"[a-z0-9_.-]{1,253}|[0-9a-f:.]{2,45}")
_SAFE: Final = "%/:@!$&'()*+,;=-._~?"
_PORTS: Final = {"http": 80, "https": 443}


def is_public(address: str) -> bool:
    """Whether an IP address is neither private, reserved, nor of this machine or link.

    IPv6 addresses that stand for an IPv4 address are judged by that one.

    >>> is_public("10.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("1.1.1.1")
    (False, False, True)
    """
    ip = _embedded_ipv4(ip_address(address))
    if isinstance(ip, IPv6Address) and ip not in _GLOBAL_UNICAST:
        return False
    if any(ip in network for network in _RESERVED):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_private)


def resolve_public(host: str, port: int, *, allow_loopback: bool = False) -> list[str]:
    """Addresses of a host, all of them public."""
    try:
        results = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        message = f"{host}: the host does not exist, or could not be looked up"
        raise TransportError(message) from None
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in results))
    for address in addresses:
        if not (is_public(address) or (allow_loopback and is_loopback(address))):
            invalid(f"{host}: has the address {address}, which is not public")
    return addresses


def _embedded_ipv4(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


@dataclass(frozen=True, slots=True)
class MediaUrl:
    """URL of a media file. Its text has no query."""

    scheme: str
    host: str
    """A name or an IP address, in lower case and without brackets."""
    port: int
    path: str
    target: str = field(repr=False)
    """What is requested: the path with its query."""

    @classmethod
    def parse(cls, url: str, *, allow_loopback: bool = False) -> MediaUrl:
        """Parse an untrusted URL."""
        if len(url) > _MAX_CHARACTERS or _FORBIDDEN.search(url):
            _refuse("is too long, or has characters that are not allowed in a URL")
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            _refuse("is not a URL")
        if not _HOST.fullmatch(host):
            _refuse("has no ASCII host name")
        if parts.username is not None or parts.password is not None:
            _refuse(f"has a user or a password for {host}")
        if parts.scheme != "https" and not (
            parts.scheme == "http" and allow_loopback and is_loopback(host)
        ):
            _refuse(f"goes to {host} without https")
        path, target = _quoted(parts)
        return cls(parts.scheme, host, port or _PORTS[parts.scheme], path, target)

    @property
    def host_header(self) -> str:
        """Host, and port unless it is the default one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def redirected(self, location: str, *, allow_loopback: bool = False) -> MediaUrl:
        """Target of a redirect of this URL."""
        if not location:
            _refuse("is missing")
        try:
            joined = urljoin(f"{self.scheme}://{self.host_header}{self.target}", location)
        except ValueError:
            _refuse("is not a URL")
        return self.parse(joined, allow_loopback=allow_loopback)

    def __str__(self) -> str:
        text = f"{self.scheme}://{self.host_header}{self.path}"
        return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def _quoted(parts: SplitResult) -> tuple[str, str]:
    try:
        path = quote(parts.path or "/", safe=_SAFE)
        query = quote(parts.query, safe=_SAFE)
    except UnicodeEncodeError:
        _refuse("has characters that are not allowed in a URL")
    return path, f"{path}?{query}" if query else path


def _refuse(reason: str) -> NoReturn:
    invalid(f"{reason}; media are downloaded over https only", "url")
