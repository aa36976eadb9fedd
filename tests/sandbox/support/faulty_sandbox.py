"""A sandbox with faults, a plain client and access to its database and sockets."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from fastlabel.sandbox import Fault, Faults, Sandbox
from tests.sandbox.support.plain_client import TIMEOUT_SECONDS, PlainClient, base64_of
from tests.sandbox.support.small_media import png

HOUR = 3600.0


@dataclass(frozen=True)
class FaultySandbox:
    """A running sandbox, and ways to speak with it."""

    sandbox: Sandbox
    client: PlainClient

    @property
    def counts(self) -> dict[str, int]:
        """Kind of fault → how often it happened."""
        return self.sandbox.fault_counts

    def create(self, name: str = "one", **rest: Any) -> requests.Response:
        """Create an image task, with whatever answer it gets."""
        return self.client.send("POST", "tasks/image", json=new_task(name), **rest)

    def page(self) -> requests.Response:
        """List the image tasks, with whatever answer it gets."""
        return self.client.send("GET", "tasks/image?project=cats")

    def rows(self) -> list[str]:
        """The names that the database has, in their order."""
        path = self.sandbox.data / "sandbox.sqlite3"
        with closing(sqlite3.connect(path)) as connection:
            query = "SELECT name FROM task ORDER BY number"
            return [name for (name,) in connection.execute(query)]

    def connect(self) -> socket.socket:
        """A bare connection."""
        port = urlsplit(self.sandbox.url).port or 0
        return socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS)

    def head(self, method: str, path: str, length: int = 0) -> bytes:
        """The bytes of a request before its body."""
        lines = (
            f"{method} /v1/{path} HTTP/1.1",
            "Host: sandbox",
            f"Authorization: Bearer {self.sandbox.token}",
            "Content-Type: application/json",
            f"Content-Length: {length}",
        )
        return "\r\n".join((*lines, "", "")).encode()

    def post(self, connection: socket.socket, name: str = "one") -> None:
        """Send a create over a bare connection."""
        body = json.dumps(new_task(name)).encode()
        connection.sendall(self.head("POST", "tasks/image", len(body)) + body)


@contextmanager
def faulty_sandbox(*faults: Fault, seed: int = 0, **options: Any) -> Generator[FaultySandbox]:
    """A sandbox with these faults."""
    with Sandbox(faults=Faults(faults, seed), **options) as sandbox:
        yield FaultySandbox(sandbox, PlainClient(sandbox.url, sandbox.token))


def new_task(name: str) -> dict[str, Any]:
    """The body of a create."""
    return {"project": "cats", "name": name, "file": base64_of(png())}


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something that happens by itself has happened."""
    waiting = threading.Event()
    for _ in range(TIMEOUT_SECONDS * 100):
        if holds():
            return
        waiting.wait(0.01)
    raise AssertionError("it never happened")


def read_to_end(connection: socket.socket) -> bytes:
    """All that arrives until the other side ends in order; a reset is an error."""
    received = bytearray()
    while part := connection.recv(65536):
        received += part
    return bytes(received)


def read_to_reset(connection: socket.socket) -> bytes:
    """All that arrives until the connection is reset; an end in order is an error."""
    received = bytearray()
    try:
        while part := connection.recv(1):
            received += part
    except ConnectionResetError:
        return bytes(received)
    raise AssertionError("the connection ended in order")
