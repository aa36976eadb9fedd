"""URLs of media: checked before anything is asked for, and never shown with their query.

The query of such a URL holds a signature: whoever has it can read the media.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NoReturn
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from fastlabel.errors import FastLabelInvalidException
from fastlabel.public_addresses import is_loopback

__all__ = ["MediaUrl"]

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
