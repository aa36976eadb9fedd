"""The socket that the sandbox listens on, and what it is called in a URL."""

from __future__ import annotations

import errno
import os
import socket
from typing import Final

from fastlabel.errors import FastLabelInvalidException

__all__ = ["authority", "listen"]

_BACKLOG: Final = 2048
_ANY_ADDRESS: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # a table, nothing is bound


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is a free one.

    Raises:
        FastLabelInvalidException: The port is in use, or cannot be listened on.
    """
    # The protocol has to be said: asyncio switches Nagle's delays off only where it is.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = "is in use" if _is_taken(error) else f"cannot be listened on: {error}"
        raise FastLabelInvalidException(
            f"port: {port} of {host} {reason}; choose another, or 0 for a free one", 422
        ) from None
    return listener


def _is_taken(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno == errno.EADDRINUSE


def authority(host: str, listener: socket.socket) -> str:
    """Host and port, as callers on this machine reach it."""
    name = _ANY_ADDRESS.get(host, host)
    port: int = listener.getsockname()[1]
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
