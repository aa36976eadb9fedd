"""What callers asked for, kept for tests to look at."""

from __future__ import annotations

import hashlib
import reprlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import parse_qs

import pybase64
from pydantic_core import from_json

from fastlabel.errors import FastLabelException

if TYPE_CHECKING:
    from pydantic import JsonValue
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = [
    "RecordedRequest",
    "Recorder",
    "told_body",
]


_REPR: Final = reprlib.Repr()
_REPR.maxdict = _REPR.maxlist = 8
_REPR.maxlevel = 4
_REPR.maxstring = _REPR.maxother = 80


@dataclass(frozen=True, slots=True, repr=False)
class RecordedRequest:
    """One request. The access token is not in it."""

    method: str
    """GET, POST, PUT or DELETE."""
    path: str
    """Such as `/v1/tasks/image`, unquoted and without the query."""
    query: dict[str, list[str]]
    """Each key with its values, in order."""
    status: int | None
    """Of the answer; None if a fault kept it from being answered, or it is still under way."""
    json: Any
    """The body; None without one, or if it is no JSON or broke off.

    In the place of a file's base64 stands `{"bytes": 1234, "sha256": "…"}`, of the file itself.
    """
    size: int
    """Bytes of the body that arrived."""

    def __repr__(self) -> str:
        query = "".join(f" {key}={','.join(values)}" for key, values in self.query.items())
        body = "" if self.json is None else f" {_REPR.repr(self.json)}"
        return f"<{self.method} {self.path}{query} → {self.status}{body}>"


_LONGEST: Final = 200


def told_body(body: bytes) -> JsonValue:
    """The JSON of a body, with size and SHA-256 in the place of each file; None if it is no JSON.

    >>> told_body(b'{"name": "a.png", "file": "AAAA"}')["file"]["bytes"]
    3
    """
    try:
        value: JsonValue = from_json(body) if body else None
    except ValueError:
        return None
    if isinstance(value, dict):
        _tell_file(value)
        contents = value.get("contents")
        for content in contents if isinstance(contents, list) else ():
            if isinstance(content, dict):
                _tell_file(content)
    return value


def _tell_file(holder: dict[str, JsonValue]) -> None:
    file = holder.get("file")
    if isinstance(file, str):
        holder["file"] = cast("JsonValue", _told_file(file))


def _told_file(text: str) -> dict[str, int | str] | str:
    try:
        content = pybase64.b64decode(text, validate=True)
    except ValueError:
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


_SMALL_BYTES = 32_768


class Recorder:
    """An ASGI application around another, which keeps the first so many requests.

    It stands before all else, so that refused calls and those that meet a fault are kept too.

    Args:
        app: The other.
        most: How many.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._lock = threading.Lock()
        self._noted: list[_Noted] = []
        self._missed = 0

    def requests(self) -> tuple[RecordedRequest, ...]:
        """Those since the start or the last `restart`, in the order in which they began.

        Raises:
            FastLabelException: There were more than are kept.
        """
        with self._lock:
            if self._missed:
                raise FastLabelException(
                    f"requests: {self._missed} came after the first {self._most}, which are all "
                    "that is kept; give a larger record="
                )
            return tuple(noted.told() for noted in self._noted)

    def restart(self) -> None:
        """Forget them."""
        with self._lock:
            self._noted = []
            self._missed = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        noted = _Noted(scope, receive, send)
        if self._keeps(noted):
            try:
                await self._app(scope, noted.receive, noted.send)
            finally:
                noted.end()
        else:
            await self._app(scope, receive, send)

    def _keeps(self, noted: _Noted) -> bool:
        with self._lock:
            if len(self._noted) == self._most:
                self._missed += 1
                return False
            self._noted.append(noted)
            return True


class _Noted:
    """One request under way: what comes in and goes out, in passing."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._method: str = scope["method"]
        self._path: str = scope["path"]
        self._query: bytes = scope["query_string"]
        self._receive = receive
        self._send = send
        self._parts: list[bytes] = []
        self._size = 0
        self._json: JsonValue = None
        self._status: int | None = None

    def told(self) -> RecordedRequest:
        return RecordedRequest(
            method=self._method,
            path=self._path,
            query=parse_qs(self._query.decode("latin-1"), keep_blank_values=True),
            status=self._status,
            json=self._json,
            size=self._size,
        )

    async def receive(self) -> Message:
        """The next part of the request. After the last one, and before the app acts, it is read."""
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        part = message.get("body", b"")
        self._parts.append(part)
        self._size += len(part)
        if not message.get("more_body"):
            await self._read()
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer. Who has it finds the request's status noted."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
        await self._send(message)

    def end(self) -> None:
        """Let go of a body that never became whole."""
        self._parts = []

    async def _read(self) -> None:
        from starlette.concurrency import run_in_threadpool  # noqa: PLC0415  # optional

        body, self._parts = b"".join(self._parts), []
        if len(body) <= _SMALL_BYTES:
            self._json = told_body(body)
        else:
            self._json = await run_in_threadpool(told_body, body)
