"""A server on a real socket that records what it is sent and gives the answers it was told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from tests.support.patience import HANG_SECONDS


@dataclass(frozen=True)
class Recorded:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What to answer; by default what a call of its method promises."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])


TASK = b'{"id": "task-1", "name": "a.png"}'


def promised(request: Recorded) -> Answer:
    """What the service answers when all is well."""
    if request.method == "DELETE":
        return Answer(204)
    if request.method in {"POST", "PUT"}:
        return Answer(200, b'"task-1"')
    is_list = "?" in request.target
    return Answer(200, b"[" + TASK + b"]" if is_list else TASK)


class Recorder:
    """The server. `answers` are given in order; after them, what is promised."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}/v1/"
        self.requests: list[Recorded] = []
        self.answers: list[Answer] = []

    def answer(self, request: Recorded) -> Answer:
        self.requests.append(request)
        return self.answers.pop(0) if self.answers else promised(request)


@contextmanager
def recording() -> Generator[Recorder]:
    """Run a recorder on a free port."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.recorder = Recorder(server)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.recorder
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    recorder: Recorder


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = HANG_SECONDS

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = Recorded(self.command, self.path, dict(self.headers.items()), body)
        answer = cast("_Server", self.server).recorder.answer(request)
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815  # names of the base class

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002  # its names
        return
