"""Token authentication."""

from __future__ import annotations

import hmac

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fastlabel.sandbox.http.errors import error_response
from fastlabel.sandbox.http.paths import is_api_path


class DrainBeforeResponse:
    """Reads the whole request before the response is sent."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._more = True

    async def receive(self) -> Message:
        """Receive the next part of the request."""
        message = await self._receive()
        self._more = bool(message.get("more_body"))
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the response."""
        while self._more:
            await self.receive()
        await self._send(message)


class TokenAuth:
    """ASGI middleware that requires the token for paths of the API."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["method"] not in {"GET", "HEAD"}:
            drained = DrainBeforeResponse(receive, send)
            receive, send = drained.receive, drained.send
        if is_api_path(scope["path"]) and not has_token(scope, self._token):
            headers = {"WWW-Authenticate": "Bearer"}
            response = error_response(401, "the access token is missing or wrong", headers)
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def has_token(scope: Scope, token: bytes) -> bool:
    """Whether a request has the access token."""
    header = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    scheme, _, sent = header.partition(b" ")
    return scheme.lower() == b"bearer" and hmac.compare_digest(sent, token)
