"""Where the service is, and who asks: checked once, before anything is sent."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from fastlabel._protocol.limits import is_token
from fastlabel.errors import FastLabelInvalidException

__all__ = ["DEFAULT_BASE_URL", "Endpoint"]

DEFAULT_BASE_URL: Final = "https://api.fastlabel.ai/v1/"

# A segment of dots, as it is or quoted, or what some servers take for a slash.
_ODD: Final = re.compile(r"""[\s"<>\\^`{|}]""")
_CLIMBS: Final = re.compile(r"(^|/)(\.|%2e){1,2}(/|$)|\\|^/")


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
        try:
            token = access_token or os.environ.get("FASTLABEL_ACCESS_TOKEN") or ""
            url = _checked(base_url or os.environ.get("FASTLABEL_API_URL") or DEFAULT_BASE_URL)
            problem = _problem_of(token)
            endpoint = cls(url, token)
        finally:
            # A traceback that shows variables should not show these.
            access_token = token = ""
        if problem:
            raise FastLabelInvalidException(problem)
        return endpoint

    @property
    def is_encrypted(self) -> bool:
        """Whether it is https."""
        return self.base_url.startswith("https:")

    @property
    def authority(self) -> str:
        """Host, and port if it is not the usual one."""
        return self.base_url.split("/")[2]

    def proxy(self) -> str | None:
        """The proxy that the environment names for it, if any."""
        from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415  # costs time

        if self.is_loopback or proxy_bypass(urlsplit(self.base_url).hostname or ""):
            return None
        proxies = getproxies()
        proxy = proxies.get("https") or proxies.get("all")
        return proxy if proxy is None or "://" in proxy else f"http://{proxy}"

    def check_within(self, url: str) -> None:
        """Refuse to send the token to a URL that is not below the base URL.

        Raises:
            FastLabelInvalidException: It is not.
        """
        path = url.removeprefix(self.base_url).partition("?")[0].lower()
        if not url.startswith(self.base_url) or _CLIMBS.search(path):
            raise FastLabelInvalidException(f"{path!r} is not below the base URL", 422)

    @property
    def is_loopback(self) -> bool:
        """Whether the service runs on this machine."""
        return _is_loopback(urlsplit(self.base_url).hostname or "")


def _problem_of(token: str) -> str | None:
    if not token:
        return "FASTLABEL_ACCESS_TOKEN is not configured."
    if not is_token(token):
        return "access_token: has characters that no token has"
    return None


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
    if _ODD.search(parts.path) or not parts.path.isascii():
        raise FastLabelInvalidException(f"base_url: {url!r} has a path that is not quoted")
    return f"{parts.scheme}://{_authority(parts)}{parts.path.rstrip('/')}/"


def _authority(parts: SplitResult) -> str:
    """Host and port as an HTTP client spells them again, so that URLs can be compared."""
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return host if parts.port in {None, usual} else f"{host}:{parts.port}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
