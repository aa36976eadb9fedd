"""The way to the service: its name, a connection, its certificate."""

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
from fastlabel.cli.doctor.finding import Finding

__all__ = ["network"]

_SECONDS: Final = 10.0


def network(endpoint: Endpoint, ca_file: Path | None) -> Iterator[Finding]:
    """Go there step by step; the first step that fails is the last.

    Through a proxy only the way to the proxy can be seen.
    """
    proxy = endpoint.proxy()
    told = "none" if proxy is None else _without_secrets(proxy)
    yield Finding("proxy", "absent" if proxy is None else "ok", told)
    host, port = _host_and_port(proxy or endpoint.base_url)
    try:
        yield _resolved(host, port)
        began = time.monotonic()
        connection = socket.create_connection((host, port), _SECONDS)
    except OSError as error:
        yield _unreached(host, port, error)
        return
    with closing(connection):
        yield Finding("connection", "ok", f"{host} port {port}, {_since(began)}")
        if proxy is None and endpoint.is_encrypted:
            yield _certificate(connection, host, ca_file)


def _resolved(host: str, port: int) -> Finding:
    began = time.monotonic()
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = ", ".join(dict.fromkeys(str(entry[4][0]) for entry in found))
    return Finding("name", "ok", f"{host} is {addresses}, {_since(began)}")


def _unreached(host: str, port: int, error: OSError) -> Finding:
    if isinstance(error, socket.gaierror):
        told = f"{host}: {error.strerror}"
        return Finding("name", "wrong", told, "check the host of the URL, and this machine's DNS")
    told = f"{host} port {port}: {error.strerror or error}"
    way_out = "check the port of the URL, the firewall, and whether HTTPS_PROXY is needed"
    return Finding("connection", "wrong", told, way_out)


def _certificate(connection: socket.socket, host: str, ca_file: Path | None) -> Finding:
    began = time.monotonic()
    try:
        context = _context(ca_file)
        with context.wrap_socket(connection, server_hostname=host) as encrypted:
            told = f"{encrypted.version()}, issued by {_issuer(encrypted)}, {_since(began)}"
    except OSError as error:
        reason = getattr(error, "verify_message", "") or error.strerror or str(error)
        way_out = "if the network has authorities of its own, give --ca-file FILE"
        return Finding("certificate", "wrong", reason, way_out)
    return Finding("certificate", "ok", told)


def _context(ca_file: Path | None) -> ssl.SSLContext:
    """What the client trusts: httpx takes certifi's authorities unless told otherwise."""
    import certifi  # noqa: PLC0415  # comes with httpx

    usual = os.environ.get("SSL_CERT_FILE") or None
    folder = None if usual else os.environ.get("SSL_CERT_DIR") or None
    if ca_file is not None or usual:
        return ssl.create_default_context(cafile=ca_file or usual)
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
    usual = 443 if parts.scheme == "https" else 80
    return parts.hostname or "", parts.port or usual


def _without_secrets(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _since(began: float) -> str:
    return f"{(time.monotonic() - began) * 1000:.0f} ms"
