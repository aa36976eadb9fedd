"""One request and its response, in steps between which a fault can happen."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Callable, Coroutine
from typing import Any, Final, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from fastlabel.sandbox.faults.response import FaultResponse

_KEY: Final = "fastlabel.transport"
# To linger 0 seconds makes closing a reset.
_NO_LINGER: Final = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class ClientDisconnected(Exception):
    """The client disconnected before the request was complete."""


class Stopped(Exception):
    """The server stops; whatever waited must not continue."""


class Pauses:
    """Waits that end when the server stops. For the server's event loop only."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End all waits, later ones as well."""
        self._stopping.set()

    async def sleep(self, seconds: float | None) -> None:
        """Wait; None waits until the server stops."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise Stopped

    async def until(self, event: Coroutine[None, None, None]) -> None:
        """Wait for something that may never come."""
        waits = [asyncio.ensure_future(event), asyncio.ensure_future(self._stopping.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self._stopping.is_set():
            raise Stopped


def protocol_class(should_reset: Callable[[], bool]) -> type[asyncio.Protocol]:
    """Uvicorn's protocol, with the transport in each request's scope."""

    class Protocol(H11Protocol):
        app_state: dict[str, Any]

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn itself narrows it
            # A copy of it is the state of each request's scope.
            self.app_state = {**self.app_state, _KEY: transport}
            super().connection_made(transport)
            if should_reset():
                _reset(transport)

    return Protocol


class Exchange:
    """The steps of one request."""

    def __init__(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, pauses: Pauses
    ) -> None:
        self._app = app
        self._scope = scope
        self._receive = receive
        self._send = send
        self._pauses = pauses
        self._body = bytearray()

    async def read(self, count: int | None = None) -> None:
        """Read the upload, or at least this many bytes of it."""
        more = True
        while more and (count is None or len(self._body) < count):
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnected
            self._body += message.get("body", b"")
            more = bool(message.get("more_body"))

    def content_length(self) -> int:
        """Declared size of the upload in bytes, or 0."""
        for name, value in self._scope["headers"]:
            if name == b"content-length":
                return int(value)
        return 0

    async def run_app(self, visibility_delay: float = 0) -> FaultResponse:
        """Run the app on the upload and return its response."""
        self._scope["state"]["visibility_delay"] = visibility_delay
        request: Message = {"type": "http.request", "body": bytes(self._body), "more_body": False}
        requests, messages = iter([request]), list[Message]()

        async def receive() -> Message:
            # A client that is gone must not keep the app from running.
            return next(requests, None) or await asyncio.Future[Message]()

        async def send(message: Message) -> None:
            messages.append(message)

        await self._app(self._scope, receive, send)
        return FaultResponse.from_messages(messages)

    async def respond(self, response: FaultResponse) -> None:
        """Send a response as HTTP."""
        for message in response.messages():
            await self._send(message)

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._transport.is_closing()

    def write(self, content: bytes) -> None:
        """Send raw bytes. After it the connection can only be reset or closed."""
        self._transport.write(content)

    async def reset(self) -> None:
        """Reset the connection."""
        _reset(self._transport)
        await self._disconnected()

    async def close(self) -> None:
        """Close the connection once everything written is sent."""
        self._transport.close()
        await self.wait_for_disconnect()

    async def wait_for_disconnect(self) -> None:
        """Do nothing until the client disconnects."""
        await self._pauses.until(self._disconnected())

    async def sleep(self, seconds: float | None) -> None:
        """Do nothing for some seconds; None waits until the server stops."""
        await self._pauses.sleep(seconds)

    def stop_reading(self) -> None:
        """Stop reading the upload. A disconnect goes unnoticed from then on."""
        self._transport.pause_reading()

    @property
    def _transport(self) -> asyncio.Transport:
        return cast("asyncio.Transport", self._scope["state"][_KEY])

    async def _disconnected(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass


def _reset(transport: asyncio.Transport) -> None:
    """Cut a connection so that the other side gets a reset (RST), no orderly end."""
    connection = cast("socket.socket | None", transport.get_extra_info("socket"))
    if connection is not None and not transport.is_closing():
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()
