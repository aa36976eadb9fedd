"""What stands before all routes: the token is checked, and requests arrive whole."""

from __future__ import annotations

import hmac
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fastlabel.sandbox.http.errors import failure

__all__ = [
    "PREFIX",
    "Gate",
    "WholeRequest",
    "is_guarded",
    "knows_token",
]


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


PREFIX: Final = "/v1"


class Gate:
    """Lets nobody without the token below `/v1/`."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["method"] in {"GET", "HEAD"}:
            await self._serve(scope, receive, send)
        else:
            whole = WholeRequest(receive, send)
            await self._serve(scope, whole.receive, whole.send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_guarded(scope["path"]) and not knows_token(scope, self._token):
            headers = {"WWW-Authenticate": "Bearer"}
            refusal = failure(401, "the access token is missing or wrong", headers)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def is_guarded(path: str) -> bool:
    """Whether a path is one of the API, below `/v1/`."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def knows_token(scope: Scope, token: bytes) -> bool:
    """Whether a request has the access token."""
    given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    scheme, _, sent = given.partition(b" ")
    return scheme.lower() == b"bearer" and hmac.compare_digest(sent, token)
