"""Whom to trust on encrypted connections."""

from __future__ import annotations

import ssl
from functools import cache
from pathlib import Path

from fastlabel._client.lean_httpx import httpx
from fastlabel.errors import FastLabelInvalidException

__all__ = ["no_trust", "trust_in"]


@cache
def trust_in(ca_file: Path | None) -> ssl.SSLContext:
    """One for all clients: making it reads every certificate authority.

    Args:
        ca_file: Certificate authorities (PEM) to trust instead of the usual ones.

    Raises:
        FastLabelInvalidException: The file cannot be read, or holds none.
    """
    if ca_file is None:
        return httpx.create_ssl_context()
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise FastLabelInvalidException(f"ca_file: {str(ca_file)!r}: {error}", 422) from None


@cache
def no_trust() -> ssl.SSLContext:
    """For plain http on this machine: no encrypted connection is made, and none would be good."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
