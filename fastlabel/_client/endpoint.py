"""The service's URL and the token: checked once, before anything is sent."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final, NoReturn
from urllib.parse import SplitResult, urlsplit

from fastlabel._protocol.limits import is_token
from fastlabel.errors import FastLabelInvalidException, invalid

DEFAULT_BASE_URL: Final = "https://api.fastlabel.ai/v1/"

_UNQUOTED: Final = re.compile(r"""[\s"<>\\^`{|}]""")
# A segment of dots, as it is or quoted, or what some servers take for a slash.
_LEAVES_BASE: Final = re.compile(r"(^|/)(\.|%2e){1,2}(/|$)|\\|^/")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A base URL, ending with a slash, and the token that is sent there and nowhere else."""

    base_url: str
    token: str = field(repr=False)

    @classmethod
    def from_env(cls, access_token: str | None, base_url: str | None) -> Endpoint:
        """Endpoint from the arguments, else from environment variables."""
        try:
            token = access_token or os.environ.get("FASTLABEL_ACCESS_TOKEN") or ""
            url = _checked(base_url or os.environ.get("FASTLABEL_API_URL") or DEFAULT_BASE_URL)
            is_missing, is_valid = not token, is_token(token)
            endpoint = cls(url, token)
        finally:
            # A traceback that shows variables should not show these.
            access_token = token = ""
        if is_missing:
            raise FastLabelInvalidException("FASTLABEL_ACCESS_TOKEN is not configured.")
        if not is_valid:
            _refuse("has characters that are not allowed in a token", "access_token")
        return endpoint

    @property
    def is_encrypted(self) -> bool:
        """Whether it is https."""
        return self.base_url.startswith("https:")

    @property
    def host_header(self) -> str:
        """Host, and port unless it is the default one."""
        return self.base_url.split("/")[2]

    @property
    def is_loopback(self) -> bool:
        """Whether the service runs on this machine."""
        return is_loopback(self._host)

    @property
    def _host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    def proxy(self) -> str | None:
        """URL of the proxy that the environment names for it, if any."""
        from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415  # takes time

        if self.is_loopback or proxy_bypass(self._host):
            return None
        proxies = getproxies()
        proxy = proxies.get("https") or proxies.get("all")
        return proxy if proxy is None or "://" in proxy else f"http://{proxy}"

    def require_within(self, url: str) -> None:
        """Refuse to send the token to a URL outside of the base URL."""
        path = url.removeprefix(self.base_url).partition("?")[0].lower()
        if not url.startswith(self.base_url) or _LEAVES_BASE.search(path):
            invalid(f"{path!r} is not below the base URL")


def is_loopback(host: str) -> bool:
    """Whether the host of a URL is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        _refuse(f"{url!r} is not a URL: {error}")
    if parts.scheme not in {"http", "https"} or not host:
        _refuse(f"{url!r} is not an https:// URL")
    if parts.username or parts.password or parts.query or parts.fragment:
        _refuse("expected scheme, host, port and path only")
    if parts.scheme == "http" and not is_loopback(host):
        _refuse(
            f"{url!r} would send the token in clear text; "
            "use https, plain http is for this machine only"
        )
    if _UNQUOTED.search(parts.path) or not parts.path.isascii():
        _refuse(f"{url!r} has a path that is not quoted")
    return f"{parts.scheme}://{_host_and_port(parts)}{parts.path.rstrip('/')}/"


def _refuse(problem: str, argument: str = "base_url") -> NoReturn:
    # Without a code, like every error of the configuration.
    raise FastLabelInvalidException(problem).at(argument)


def _host_and_port(parts: SplitResult) -> str:
    """Host and port as an HTTP client writes them, so that URLs can be compared."""
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    return host if parts.port in {None, default} else f"{host}:{parts.port}"
