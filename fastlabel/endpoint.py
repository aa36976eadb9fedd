"""Where the service is, and who asks: checked once, before anything is sent."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from fastlabel.errors import FastLabelInvalidException

__all__ = ["DEFAULT_BASE_URL", "Endpoint"]

DEFAULT_BASE_URL: Final = "https://api.fastlabel.ai/v1/"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A base URL, ending with a slash, and the token that goes there and nowhere else."""

    base_url: str
    token: str = field(repr=False)

    @classmethod
    def configured(cls, access_token: str | None, base_url: str | None) -> Endpoint:
        """From the arguments, else the environment.

        Raises:
            FastLabelInvalidException: The token is missing, or the URL is not one to send it to.
        """
        token = access_token or os.environ.get("FASTLABEL_ACCESS_TOKEN")
        if not token:
            raise FastLabelInvalidException("FASTLABEL_ACCESS_TOKEN is not configured.")
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise FastLabelInvalidException("access_token: has characters that no token has")
        url = base_url or os.environ.get("FASTLABEL_API_URL") or DEFAULT_BASE_URL
        return cls(_checked(url), token)

    @property
    def is_loopback(self) -> bool:
        """Whether the service runs on this machine."""
        return _is_loopback(urlsplit(self.base_url).hostname or "")


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FastLabelInvalidException(f"base_url: {url!r} is no URL: {error}") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise FastLabelInvalidException(f"base_url: {url!r} is no https:// URL")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise FastLabelInvalidException("base_url: has more than scheme, host, port and path")
    if parts.scheme == "http" and not _is_loopback(host):
        raise FastLabelInvalidException(
            f"base_url: {url!r} would send the token in clear; "
            "use https, plain http is for this machine only"
        )
    return url if url.endswith("/") else f"{url}/"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
