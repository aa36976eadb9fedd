"""An answer as a whole, to be sent, changed or spoiled."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.types import Message

from fastlabel.sandbox.faults.rules import BODILESS, Fault

__all__ = ["Answer"]

_GARBAGE: Final = b"<!doctype html><title>Welcome</title><p>Please sign in to use this network."


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case. The length is not among them."""
    body: bytes

    @classmethod
    def of_messages(cls, messages: list[Message]) -> Answer:
        """What an ASGI application sent."""
        start, *rest = messages
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in start.get("headers", ())
        }
        headers.pop("content-length", None)
        body = b"".join(message.get("body", b"") for message in rest)
        return cls(start["status"], headers, body)

    @classmethod
    def of_status(cls, fault: Fault, status: int) -> Answer:
        """What a fault says; without a body an error has the API's own form."""
        body = _bytes(fault.body)
        if body is None:
            body = _error(status) if status >= 400 else b""
        kind = "text/html; charset=utf-8" if body.startswith(b"<") else "application/json"
        headers = {"content-type": kind} if body else {}
        return cls(status, headers | _lower(fault.headers), body)

    @classmethod
    def spoiled(cls, fault: Fault) -> Answer:
        """What a fault of kind garbage, empty or no-id puts in the place of the answer."""
        body, usual = _SPOILED[fault.kind]
        own = _bytes(fault.body)
        body = body if own is None else own
        headers = {"content-type": usual} if body else {}
        status = fault.status or HTTPStatus.OK
        return cls(status, headers | _lower(fault.headers), b"" if status in BODILESS else body)

    def zipped(self) -> Answer:
        """In gzip."""
        return Answer(
            self.status, {**self.headers, "content-encoding": "gzip"}, gzip.compress(self.body)
        )

    def cut(self, count: int | None) -> Answer:
        """With the first bytes of the body only; without a count with half of them."""
        return Answer(self.status, self.headers, self.body[: self.half(count)])

    def half(self, count: int | None) -> int:
        """How many bytes of the body are some but not all."""
        most = max(len(self.body) - 1, 0)
        return min(len(self.body) // 2 if count is None else count, most)

    def messages(self) -> list[Message]:
        """As ASGI has it."""
        headers = [*self.raw_headers()]
        if self.status not in BODILESS:
            headers.append((b"content-length", str(len(self.body)).encode()))
        return [
            {"type": "http.response.start", "status": self.status, "headers": headers},
            {"type": "http.response.body", "body": self.body},
        ]

    def head(self, *framing: tuple[bytes, bytes]) -> bytes:
        """The bytes before the body. How the body ends is the caller's to say."""
        lines = [b"HTTP/1.1 %d %s" % (self.status, _phrase(self.status))]
        lines += [b"%s: %s" % header for header in (*self.raw_headers(), *framing)]
        return b"\r\n".join((*lines, b"", b""))

    def raw(self) -> bytes:
        """All bytes of it, for a connection that is closed behind it."""
        length = (b"content-length", str(len(self.body)).encode())
        framing = [] if self.status in BODILESS else [length]
        return self.head(*framing, (b"connection", b"close")) + self.body

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """The headers as bytes."""
        return [(name.encode(), value.encode()) for name, value in self.headers.items()]


_SPOILED: Final[Mapping[str, tuple[bytes, str]]] = {
    "garbage": (_GARBAGE, "text/html; charset=utf-8"),
    "empty": (b"", ""),
    "no-id": (b"{}", "application/json"),
}


def _error(status: int) -> bytes:
    error = _phrase(status).decode()
    body = {"statusCode": status, "error": error, "message": "a fault that was asked for"}
    return json.dumps(body).encode()


def _phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b"Unknown"


def _bytes(text: str | bytes | None) -> bytes | None:
    return text.encode() if isinstance(text, str) else text


def _lower(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}
