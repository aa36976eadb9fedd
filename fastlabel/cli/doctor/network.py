"""The network: name resolution, connection, certificate."""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from fastlabel._client.endpoint import Endpoint
from fastlabel.cli.doctor import Finding

_SECONDS: Final = 10.0


def check_network(endpoint: Endpoint, ca_file: Path | None) -> Iterator[Finding]:
    """Connect step by step and stop at the first failure.

    With a proxy, only the connection to the proxy is checked.
    """
    proxy = endpoint.proxy()
    detail = "none" if proxy is None else _without_secrets(proxy)
    yield Finding("proxy", "missing" if proxy is None else "ok", detail)
    host, port = _host_and_port(proxy or endpoint.base_url)
    try:
        yield _resolve(host, port)
        start = time.monotonic()
        connection = socket.create_connection((host, port), _SECONDS)
    except OSError as error:
        yield _unreachable(host, port, error)
        return
    with closing(connection):
        yield Finding("connection", "ok", f"{host} port {port}, {_since(start)}")
        if proxy is None and endpoint.is_encrypted:
            yield _certificate(connection, host, ca_file)


def _resolve(host: str, port: int) -> Finding:
    start = time.monotonic()
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = ", ".join(dict.fromkeys(str(entry[4][0]) for entry in found))
    return Finding("name", "ok", f"{host} is {addresses}, {_since(start)}")


def _unreachable(host: str, port: int, error: OSError) -> Finding:
    if isinstance(error, socket.gaierror):
        detail = f"{host}: {error.strerror}"
        return Finding("name", "fail", detail, "check the host of the URL and this machine's DNS")
    detail = f"{host} port {port}: {error.strerror or error}"
    hint = "check the port of the URL, the firewall, and HTTPS_PROXY"
    return Finding("connection", "fail", detail, hint)


def _certificate(connection: socket.socket, host: str, ca_file: Path | None) -> Finding:
    start = time.monotonic()
    try:
        context = _context(ca_file)
        with context.wrap_socket(connection, server_hostname=host) as encrypted:
            detail = f"{encrypted.version()}, issued by {_issuer(encrypted)}, {_since(start)}"
    except OSError as error:
        reason = getattr(error, "verify_message", "") or error.strerror or str(error)
        hint = "if the network has its own authorities, give --ca-file FILE"
        return Finding("certificate", "fail", reason, hint)
    return Finding("certificate", "ok", detail)


def _context(ca_file: Path | None) -> ssl.SSLContext:
    """The authorities that the client trusts: certifi's unless the environment names others."""
    import certifi  # noqa: PLC0415  # comes with httpx

    default = os.environ.get("SSL_CERT_FILE") or None
    folder = None if default else os.environ.get("SSL_CERT_DIR") or None
    if ca_file is not None or default:
        return ssl.create_default_context(cafile=ca_file or default)
    if folder:
        return ssl.create_default_context(capath=folder)
    return ssl.create_default_context(cafile=certifi.where())


def _issuer(encrypted: ssl.SSLSocket) -> str:
    names: dict[str, str] = {}
    issuer = (encrypted.getpeercert() or {}).get("issuer", ())
    for part in issuer if isinstance(issuer, tuple) else ():
        for pair in part:
            names[str(pair[0])] = str(pair[1])
    return names.get("organizationName") or names.get("commonName") or "an unnamed authority"


def _host_and_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    default = 443 if parts.scheme == "https" else 80
    return parts.hostname or "", parts.port or default


def _without_secrets(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _since(start: float) -> str:
    return f"{(time.monotonic() - start) * 1000:.0f} ms"
