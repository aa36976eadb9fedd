"""What stands before all routes: the token is checked, and requests arrive whole."""

from __future__ import annotations

import hmac
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from fastlabel.sandbox.failures import failure
from fastlabel.sandbox.whole_request import WholeRequest

__all__ = ["PREFIX", "Gate", "is_guarded", "knows_token"]

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
