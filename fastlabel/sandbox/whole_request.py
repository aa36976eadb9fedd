"""Answers that wait for their requests."""

from __future__ import annotations

from starlette.types import Message, Receive, Send

__all__ = ["WholeRequest"]


class WholeRequest:
    """Holds an answer back until the request has arrived whole.

    Else a refusal in the middle of an upload would reach the caller as a reset connection.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._more = True

    async def receive(self) -> Message:
        """The next part of the request."""
        message = await self._receive()
        self._more = bool(message.get("more_body"))
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer."""
        while self._more:
            await self.receive()
        await self._send(message)
