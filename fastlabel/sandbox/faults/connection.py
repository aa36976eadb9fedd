"""The connection below a request, which a fault may cut."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Callable
from typing import Any, Final, cast

from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["protocol_with", "reset", "transport_of"]

_KEY: Final = "fastlabel.transport"
# To wait 0 seconds for what was not sent yet makes closing a reset.
_RESET: Final = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


def reset(transport: asyncio.Transport) -> None:
    """Cut a connection so that the other side gets a reset (RST), no orderly end."""
    connection = cast("socket.socket | None", transport.get_extra_info("socket"))
    if connection is not None and not transport.is_closing():
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()


def transport_of(scope: Scope) -> asyncio.Transport:
    """The transport of a request that came over `protocol_with`."""
    return cast("asyncio.Transport", scope["state"][_KEY])


def protocol_with(meets_connection: Callable[[], bool]) -> type[asyncio.Protocol]:
    """The protocol of uvicorn, whose requests know their transport.

    Args:
        meets_connection: Whether a connection is to be reset as it is accepted.
    """

    class Protocol(H11Protocol):
        app_state: dict[str, Any]

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn itself narrows it
            # A copy of it is the state of each request's scope.
            self.app_state = {**self.app_state, _KEY: transport}
            super().connection_made(transport)
            if meets_connection():
                reset(transport)

    return Protocol
