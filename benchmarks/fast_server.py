"""A minimal HTTP server in its own process, so that benchmarks measure the client.

It skips request bodies and sends prepared responses. The name of a project is its number of tasks:
`project=2000` has two pages of 1,000.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from threading import Thread
from typing import Final

from benchmarks.reference_pages import image_page

__all__ = ["PAGE_SIZE", "serving"]

PAGE_SIZE: Final = 1000
# Threads wait in accept, because starting a thread takes longer than responding.
_CONNECTIONS: Final = 16
_BUFFER_BYTES: Final = 2**20
# The sample response in the documentation of 0.7.0.
_TASK: Final = b"""{
    "id": "0b96d8d5-0e8d-4d60-9f8e-6a1d4f9a1c11", "name": "cat.jpg", "width": 100, "height": 100,
    "url": "https://media.example.com/cat.jpg", "status": "registered", "tags": [],
    "assignee": "ASSIGNEE_NAME", "reviewer": "REVIEWER_NAME", "customerReviewer": "CUSTOMER",
    "annotations": [{
        "attributes": [{"key": "kind", "name": "Kind", "type": "text", "value": "Scottish field"}],
        "color": "#b36d18", "points": [100, 100, 200, 200], "title": "Cat", "type": "bbox",
        "value": "cat"
    }],
    "createdAt": "2021-02-22T11:25:27.158Z", "updatedAt": "2021-02-22T11:25:27.158Z"
}"""
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PAGE: Final = re.compile(rb"GET [^ ]*\?project=(\d+)(?:&offset=(\d+))?")


@contextmanager
def serving(delay: float = 0) -> Generator[str]:
    """Run the server until the block ends and give its base URL.

    Args:
        delay: Seconds before each response, to simulate the round trip to a remote service.
    """
    command = [sys.executable, "-m", "benchmarks.fast_server", str(delay)]
    with subprocess.Popen(  # noqa: S603  # ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the server has no pipes")
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}/v1/"
        finally:
            server.stdin.close()


class _Responses:
    def __init__(self) -> None:
        self._task = _response(_TASK)
        self._page = image_page(PAGE_SIZE)
        self._no_page = _response(b"[]")
        self._id = _response(b'"0b96d8d5-0e8d-4d60-9f8e-6a1d4f9a1c11"')

    def to(self, head: bytes) -> bytes:
        """The response to a request with this head."""
        if not head.startswith(b"GET "):
            return self._id
        page = _PAGE.match(head)
        if page is None:
            return self._task
        tasks, offset = (int(number or 0) for number in page.groups())
        if offset >= tasks:
            return self._no_page
        # Each page has its own ids, because a repeated id is an error.
        return _response(self._page.replace(b'"id": "', b'"id": "%d-' % offset))


def main() -> None:
    """Print the port and serve until stdin is closed."""
    responses, delay = _Responses(), float(sys.argv[1])
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        for _ in range(_CONNECTIONS):
            Thread(target=_serve, args=(listener, responses, delay), daemon=True).start()
        print(listener.getsockname()[1], flush=True)  # noqa: T201
        sys.stdin.read()


def _response(body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _serve(listener: socket.socket, responses: _Responses, delay: float) -> None:
    buffer = memoryview(bytearray(_BUFFER_BYTES))
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                while head := _receive(connection, buffer):
                    time.sleep(delay)
                    connection.sendall(responses.to(head))
            except ConnectionError:
                continue


def _receive(connection: socket.socket, buffer: memoryview) -> bytes:
    """The head of a request, its body discarded; empty if the client has disconnected."""
    received = b""
    while b"\r\n\r\n" not in received:
        size = connection.recv_into(buffer)
        if not size:
            return b""
        received += buffer[:size]
    head, _, body = received.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    remaining = int(length[1]) - len(body) if length else 0
    while remaining:
        size = connection.recv_into(buffer, min(remaining, _BUFFER_BYTES))
        if not size:
            return b""
        remaining -= size
    return head


if __name__ == "__main__":
    main()
