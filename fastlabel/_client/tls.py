"""TLS: which certificates are trusted, and whether a failure is about one."""

from __future__ import annotations

import ssl
from functools import cache
from pathlib import Path

from fastlabel._client.lean_httpx import httpx
from fastlabel.errors import invalid


@cache
def ssl_context(ca_file: Path | None) -> ssl.SSLContext:
    """One context for all clients: making one reads every certificate authority."""
    if ca_file is None:
        return httpx.create_ssl_context()
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        invalid(f"{str(ca_file)!r}: {error}", "ca_file")


@cache
def unused_ssl_context() -> ssl.SSLContext:
    """A cheap context for plain http on loopback; it trusts no certificate."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def certificate_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """The certificate error that caused an error, if there is one."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error
        error = error.__cause__ or error.__context__
    return None
