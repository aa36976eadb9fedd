"""A whole HTTP response, to be sent, changed or cut."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from starlette.types import Message

from fastlabel.sandbox.faults.rules import BODILESS, Fault

_JSON: Final = "application/json"
_HTML: Final = "text/html; charset=utf-8"
_GARBAGE: Final = b"<!doctype html><title>Welcome</title><p>Please sign in to use this network."
_REPLACEMENTS: Final[Mapping[str, tuple[bytes, str]]] = {
    "garbage": (_GARBAGE, _HTML),
    "empty": (b"", ""),
    "no-id": (b"{}", _JSON),
}
"""Kind of fault → body and content type."""


@dataclass(frozen=True, slots=True)
class FaultResponse:
    """Status, headers and body."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case. The length is not among them."""
    body: bytes

    @classmethod
    def from_messages(cls, messages: list[Message]) -> FaultResponse:
        """Response that an ASGI application sent."""
        start, *parts = messages
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in start.get("headers", ())
        }
        headers.pop("content-length", None)
        return cls(start["status"], headers, b"".join(part.get("body", b"") for part in parts))

    @classmethod
    def from_status(cls, fault: Fault) -> FaultResponse:
        """Response with a fault's status; an error without a body has the API's own form."""
        status = fault.status or 500
        body = _bytes(fault.body)
        if body is None:
            body = _error(status) if status >= 400 else b""
        return cls(status, _headers(fault, _HTML if body.startswith(b"<") else _JSON, body), body)

    @classmethod
    def replacement(cls, fault: Fault) -> FaultResponse:
        """Response of a fault of kind garbage, empty or no-id."""
        body, content_type = _REPLACEMENTS[fault.kind]
        own_body = _bytes(fault.body)
        body = body if own_body is None else own_body
        status = fault.status or HTTPStatus.OK
        headers = _headers(fault, content_type, body)
        return cls(status, headers, b"" if status in BODILESS else body)

    def gzipped(self) -> FaultResponse:
        """Compress the body."""
        headers = {**self.headers, "content-encoding": "gzip"}
        return FaultResponse(self.status, headers, gzip.compress(self.body))

    def cut(self, count: int | None) -> FaultResponse:
        """Keep some bytes of the body but never all; without a count half of them."""
        size = len(self.body) // 2 if count is None else count
        return replace(self, body=self.body[: min(size, max(len(self.body) - 1, 0))])

    def messages(self) -> list[Message]:
        """ASGI messages."""
        headers = [*self._raw_headers()]
        if self.status not in BODILESS:
            headers.append((b"content-length", str(len(self.body)).encode()))
        return [
            {"type": "http.response.start", "status": self.status, "headers": headers},
            {"type": "http.response.body", "body": self.body},
        ]

    def head(self, *framing: tuple[bytes, bytes]) -> bytes:
        """Bytes before the body, with the headers that frame it."""
        lines = [b"HTTP/1.1 %d %s" % (self.status, _phrase(self.status).encode())]
        lines += [b"%s: %s" % header for header in (*self._raw_headers(), *framing)]
        return b"\r\n".join((*lines, b"", b""))

    def raw(self) -> bytes:
        """All bytes, for a connection that is closed after it."""
        length = (b"content-length", str(len(self.body)).encode())
        framing = [] if self.status in BODILESS else [length]
        return self.head(*framing, (b"connection", b"close")) + self.body

    def _raw_headers(self) -> list[tuple[bytes, bytes]]:
        return [(name.encode(), value.encode()) for name, value in self.headers.items()]


def _headers(fault: Fault, content_type: str, body: bytes) -> dict[str, str]:
    headers = {"content-type": content_type} if body else {}
    return headers | {name.lower(): value for name, value in (fault.headers or {}).items()}


def _error(status: int) -> bytes:
    body = {"statusCode": status, "error": _phrase(status), "message": "a fault that was asked for"}
    return json.dumps(body).encode()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _bytes(text: str | bytes | None) -> bytes | None:
    return text.encode() if isinstance(text, str) else text
