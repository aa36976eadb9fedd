"""One request and its answer, taken apart so that something can go wrong between the parts."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Callable
from typing import Any, Final, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from fastlabel.sandbox.faults.answer import Answer
from fastlabel.sandbox.faults.pauses import Pauses

__all__ = [
    "CallerGone",
    "Exchange",
    "protocol_with",
    "reset",
    "transport_of",
]


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


class CallerGone(Exception):
    """The caller hung up before the request was whole."""


class Exchange:
    """Its parts, to be called in an order that makes sense."""

    def __init__(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, pauses: Pauses
    ) -> None:
        self._app = app
        self._scope = scope
        self._receive = receive
        self._send = send
        self._pauses = pauses
        self._body = bytearray()

    async def read(self, most: int | None = None) -> None:
        """Take in the upload, or so many bytes of it.

        Raises:
            CallerGone: It broke off.
        """
        more = True
        while more and (most is None or len(self._body) < most):
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise CallerGone
            self._body += message.get("body", b"")
            more = bool(message.get("more_body"))

    def length(self) -> int:
        """The bytes that the upload says it has, or 0."""
        for name, value in self._scope["headers"]:
            if name == b"content-length":
                return int(value)
        return 0

    async def act(self, lookup_lag: float = 0) -> Answer:
        """Do what the request asks for, and give the answer that it would get.

        Args:
            lookup_lag: For how many seconds a new task is not to be found.
        """
        self._scope["state"]["lookup_lag"] = lookup_lag
        request: Message = {
            "type": "http.request",
            "body": bytes(self._body),
            "more_body": False,
        }
        requests, answers = iter([request]), list[Message]()

        async def receive() -> Message:
            # That the caller is gone must not keep it from acting.
            return next(requests, None) or await asyncio.Future[Message]()

        async def send(message: Message) -> None:
            answers.append(message)

        await self._app(self._scope, receive, send)
        return Answer.of_messages(answers)

    async def answer(self, answer: Answer) -> None:
        """Send an answer in good order."""
        for message in answer.messages():
            await self._send(message)

    @property
    def is_gone(self) -> bool:
        """Whether nothing can be sent any more."""
        return transport_of(self._scope).is_closing()

    def write(self, content: bytes) -> None:
        """Send bytes past HTTP. After it the connection can only be cut or closed."""
        transport_of(self._scope).write(content)

    async def reset(self) -> None:
        """Cut the connection."""
        reset(transport_of(self._scope))
        await self._gone()

    async def close(self) -> None:
        """End the connection in order, when what was written is out."""
        transport_of(self._scope).close()
        await self._pauses.until(self._gone())

    async def wait(self) -> None:
        """Do nothing until the caller hangs up."""
        await self._pauses.until(self._gone())

    async def sleep(self, seconds: float | None) -> None:
        """Do nothing for a while; without an end until the server stops."""
        await self._pauses.sleep(seconds)

    def stop_reading(self) -> None:
        """Take in no more of the upload. That the caller hangs up goes unnoticed then."""
        transport_of(self._scope).pause_reading()

    async def _gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
