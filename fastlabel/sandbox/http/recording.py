"""Requests, recorded for tests to inspect."""

from __future__ import annotations

import hashlib
import reprlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

import pybase64
from pydantic_core import from_json

from fastlabel.errors import FastLabelException

if TYPE_CHECKING:
    from pydantic import JsonValue
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SMALL_BYTES: Final = 32_768
_MAX_TEXT: Final = 200
_REPR: Final = reprlib.Repr()
_REPR.maxdict = _REPR.maxlist = 8
_REPR.maxlevel = 4
_REPR.maxstring = _REPR.maxother = 80


@dataclass(frozen=True, slots=True, repr=False)
class RecordedRequest:
    """One request, without the access token."""

    method: str
    """GET, POST, PUT or DELETE."""
    path: str
    """Such as `/v1/tasks/image`, unquoted and without the query."""
    query: dict[str, list[str]]
    """Each key with its values, in order."""
    status: int | None
    """Of the response; None without one, because of a fault or because it is in progress."""
    json: Any
    """The body; None if there is none, it is not JSON or incomplete.

    Instead of a file's base64 it has `{"bytes": 1234, "sha256": "…"}` of the file itself.
    """
    size: int
    """Bytes of the body that were received."""

    def __repr__(self) -> str:
        query = "".join(f" {key}={','.join(values)}" for key, values in self.query.items())
        body = "" if self.json is None else f" {_REPR.repr(self.json)}"
        return f"<{self.method} {self.path}{query} → {self.status}{body}>"


def summarize_body(body: bytes) -> JsonValue:
    """JSON of a body, with size and SHA-256 instead of each file; None if it is not JSON.

    >>> summarize_body(b'{"name": "a.png", "file": "AAAA"}')["file"]["bytes"]
    3
    """
    try:
        value: JsonValue = from_json(body) if body else None
    except ValueError:
        return None
    contents = value.get("contents") if isinstance(value, dict) else None
    for holder in (value, *(contents if isinstance(contents, list) else ())):
        if isinstance(holder, dict) and isinstance(file := holder.get("file"), str):
            holder["file"] = _summarize_file(file)
    return value


def _summarize_file(text: str) -> JsonValue:
    try:
        content = pybase64.b64decode(text, validate=True)
    except ValueError:
        return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


class Recorder:
    """ASGI middleware that records the first requests."""

    def __init__(self, app: ASGIApp, max_recorded: int) -> None:
        self._app = app
        self._max_recorded = max_recorded
        self._lock = threading.Lock()
        self._recordings: list[_Recording] = []
        self._missed = 0

    def requests(self) -> tuple[RecordedRequest, ...]:
        """Requests since the last reset, in the order in which they began."""
        with self._lock:
            if self._missed:
                raise FastLabelException(
                    f"requests: {self._missed} came after the first {self._max_recorded}, which "
                    "are all that is recorded; use a larger max_recorded="
                )
            return tuple(recording.request() for recording in self._recordings)

    def reset(self) -> None:
        """Forget all requests."""
        with self._lock:
            self._recordings = []
            self._missed = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        recording = _Recording(scope, receive, send)
        if not self._add(recording):
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, recording.receive, recording.send)
        finally:
            recording.end()

    def _add(self, recording: _Recording) -> bool:
        with self._lock:
            if len(self._recordings) == self._max_recorded:
                self._missed += 1
                return False
            self._recordings.append(recording)
            return True


class _Recording:
    """One request in progress: what is received and sent."""

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

    def request(self) -> RecordedRequest:
        return RecordedRequest(
            method=self._method,
            path=self._path,
            query=parse_qs(self._query.decode("latin-1"), keep_blank_values=True),
            status=self._status,
            json=self._json,
            size=self._size,
        )

    async def receive(self) -> Message:
        """Receive a part of the request. The last one is parsed before the app has it."""
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        part = message.get("body", b"")
        self._parts.append(part)
        self._size += len(part)
        if not message.get("more_body"):
            await self._parse()
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the response. The status is recorded before the client has it."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
        await self._send(message)

    def end(self) -> None:
        """Free an incomplete body."""
        self._parts = []

    async def _parse(self) -> None:
        from starlette.concurrency import run_in_threadpool  # noqa: PLC0415  # optional

        body, self._parts = b"".join(self._parts), []
        if len(body) <= _SMALL_BYTES:
            self._json = summarize_body(body)
        else:
            self._json = await run_in_threadpool(summarize_body, body)
