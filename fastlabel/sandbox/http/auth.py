"""What stands before all routes: the token is checked, and requests arrive whole."""

from __future__ import annotations

import hmac

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fastlabel.sandbox.http.errors import failure
from fastlabel.sandbox.http.paths import is_api_path

__all__ = ["Gate", "WholeRequest", "knows_token"]


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
        if is_api_path(scope["path"]) and not knows_token(scope, self._token):
            headers = {"WWW-Authenticate": "Bearer"}
            refusal = failure(401, "the access token is missing or wrong", headers)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def knows_token(scope: Scope, token: bytes) -> bool:
    """Whether a request has the access token."""
    given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    scheme, _, sent = given.partition(b" ")
    return scheme.lower() == b"bearer" and hmac.compare_digest(sent, token)
