"""A small service on a real socket that keeps tasks, and misbehaves as it is told.

`service.on("POST", fault, None)` has the first POST end in `fault` and the second as it should. A
fault is a function of the exchange: only the head of the request was read so far, and what happens
next is its affair.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tests.support.patience import HANG_SECONDS
from tests.support.recording_server import Answer

__all__ = ["Exchange", "Fault", "Row", "Service", "always", "head_of", "serving"]


@dataclass
class Row:
    """One task."""

    id: str
    name: str
    file: str
    """As it came: base64."""

    @property
    def json(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name}


class Exchange:
    """One request of which the head was read, and the means to answer it, well or not."""

    def __init__(self, service: Service, stream: _Stream, head: list[str]) -> None:
        self.method, self.target, _ = head[0].split(" ")
        self.headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])
        }
        self.service = service
        self.at = time.monotonic()
        self.is_last = False
        self._stream = stream
        self._body = bytearray()

    def read(self, size: int | None = None) -> bytes:
        """So much of the body, or the rest of it.

        Raises:
            EOFError: It ends before.
        """
        missing = int(self.headers.get("content-length", 0)) - len(self._body)
        data = self._stream.read(missing if size is None else size)
        self._body += data
        return data

    def carry_out(self) -> Answer:
        """Read the rest of the body and do what is asked for."""
        self.read()
        return self.service.carry_out(self, bytes(self._body))

    def answer(self, answer: Answer | None = None) -> None:
        """Answer as it should be, or with this."""
        answer = self.carry_out() if answer is None else answer
        length = {} if "Transfer-Encoding" in answer.headers else {"Content-Length": None}
        headers = {**length, **answer.headers}
        if headers.get("Content-Length", "") is None:
            headers["Content-Length"] = str(len(answer.body))
        self.send(head_of(answer.status, headers) + answer.body)

    def send(self, data: bytes) -> None:
        self._stream.connection.sendall(data)

    def hold(self) -> None:
        """Say nothing until the client goes."""
        self._stream.read_away()

    def drain(self) -> None:
        """Send nothing more, and read on until the client goes."""
        self._stream.connection.shutdown(socket.SHUT_WR)
        self.hold()
        self.close()

    def close(self) -> None:
        """Close the connection after this."""
        self.is_last = True

    def reset(self) -> None:
        """Close the connection at once, the hard way."""
        linger = struct.pack("ii", 1, 0)
        self._stream.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close()


Fault: TypeAlias = Callable[[Exchange], None]


@dataclass
class Service:
    """Keeps tasks in memory and carries out whole requests only.

    Attributes:
        url: Its base URL.
        rows: The tasks, in the order in which they were created.
        exchanges: All requests, in the order in which they came.
        connections: How many there were so far.
        open: How many of them there are still.
        names_are_unique: Whether a name that is taken is refused.
        greetings: What becomes of a connection before anything is read, in order.
        handshakes: Whether each TLS handshake worked.
    """

    url: str
    names_are_unique: bool = False
    rows: list[Row] = field(default_factory=list[Row])
    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    greetings: deque[Callable[[socket.socket], None]] = field(
        default_factory=deque[Callable[[socket.socket], None]]
    )
    handshakes: list[bool] = field(default_factory=list[bool])
    connections: int = 0
    open: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)
    _faults: dict[str, deque[Fault | None]] = field(
        default_factory=lambda: defaultdict[str, deque[Fault | None]](deque)
    )
    _made: int = 0

    def on(self, method: str, *faults: Fault | None) -> None:
        """What becomes of the next requests of a method, in order; None is as it should be."""
        self._faults[method].extend(faults)

    def count(self, method: str) -> int:
        return [exchange.method for exchange in self.exchanges].count(method)

    def count_connection(self, more: int) -> None:
        with self.changed:
            self.open += more
            self.connections += more > 0
            self.changed.notify_all()

    def wait_for(self, told: Callable[[], bool]) -> None:
        """Wait until the service is so."""
        with self.changed:
            assert self.changed.wait_for(told, HANG_SECONDS)

    def serve(self, exchange: Exchange) -> None:
        with self.changed:
            self.exchanges.append(exchange)
            faults = self._faults[exchange.method]
            fault = faults.popleft() if faults else None
            self.changed.notify_all()
        if fault is None:
            exchange.answer()
        else:
            fault(exchange)

    def carry_out(self, exchange: Exchange, body: bytes) -> Answer:
        with self.changed:
            answer = self._carry_out(exchange, body)
            self.changed.notify_all()
        return answer

    def _carry_out(self, exchange: Exchange, body: bytes) -> Answer:
        parts = urlsplit(exchange.target)
        if exchange.method == "POST":
            return self._create(body)
        if parts.query:
            return self._list(parse_qs(parts.query))
        task_id = parts.path.rpartition("/")[2]
        row = next((row for row in self.rows if row.id == task_id), None)
        if row is None:
            return Answer(404, b'{"message": "no such task"}')
        if exchange.method == "DELETE":
            self.rows.remove(row)
            return Answer(204)
        return _json(row.json if exchange.method == "GET" else row.id)

    def _create(self, body: bytes) -> Answer:
        try:
            task = json.loads(body)
        except ValueError:
            return Answer(400, b'{"message": "no JSON"}')
        if self.names_are_unique and task["name"] in {row.name for row in self.rows}:
            return Answer(409, b'{"message": "the name is taken"}')
        self._made += 1
        row = Row(f"id-{self._made}", task["name"], task["file"])
        self.rows.append(row)
        return _json(row.id)

    def _list(self, query: dict[str, list[str]]) -> Answer:
        name = query.get("taskName", [""])[0]
        offset, limit = (int(query.get(key, [default])[0]) for key, default in _PAGE.items())
        rows = [row.json for row in self.rows if name.lower() in row.name.lower()]
        return _json(rows[offset : offset + limit])


_PAGE: Final = {"offset": "0", "limit": "100"}


def always(fault: Fault) -> list[Fault]:
    """More often than any call is sent."""
    return [fault] * 50


def head_of(status: int, headers: dict[str, str | None] | dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Status"]
    lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextmanager
def serving(
    tls: ssl.SSLContext | None = None, *, window: int | None = None, host: str = "127.0.0.1"
) -> Generator[Service]:
    """Run a service on a free port.

    Args:
        tls: To serve https.
        window: Bytes that the kernel takes in before the service reads them.
        host: How the URL names this machine.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        if window is not None:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        scheme = "http" if tls is None else "https"
        service = Service(f"{scheme}://{host}:{listener.getsockname()[1]}/v1/")
        acceptor = _Acceptor(service, listener, tls)
        acceptor.start()
        try:
            yield service
        finally:
            acceptor.end()


class _Acceptor(threading.Thread):
    def __init__(
        self, service: Service, listener: socket.socket, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(name="acceptor")
        self._service = service
        self._listener = listener
        self._tls = tls
        self._served: list[tuple[threading.Thread, socket.socket]] = []

    def run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._service.count_connection(1)
            thread = threading.Thread(target=self._serve, args=(connection,), name="connection")
            self._served.append((thread, connection))
            thread.start()

    def end(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self.join()
        for thread, connection in self._served:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(HANG_SECONDS)
            assert not thread.is_alive()

    def _serve(self, connection: socket.socket) -> None:
        try:
            self._converse(connection)
        finally:
            self._service.count_connection(-1)

    def _converse(self, connection: socket.socket) -> None:
        connection.settimeout(HANG_SECONDS)
        with connection, suppress(EOFError, OSError):
            if self._service.greetings:
                self._service.greetings.popleft()(connection)
            if self._tls is None:
                self._serve_all(connection)
                return
            with self._encrypted(self._tls, connection) as encrypted:
                self._serve_all(encrypted)

    def _encrypted(self, tls: ssl.SSLContext, connection: socket.socket) -> ssl.SSLSocket:
        # The plain socket stays open, so that the end of the service can shut it down.
        try:
            encrypted = tls.wrap_socket(connection.dup(), server_side=True)
        except OSError:
            self._service.handshakes.append(False)
            raise
        self._service.handshakes.append(True)
        return encrypted

    def _serve_all(self, connection: socket.socket) -> None:
        stream = _Stream(connection)
        while True:
            exchange = Exchange(self._service, stream, stream.read_head())
            self._service.serve(exchange)
            if exchange.is_last:
                return


class _Stream:
    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._waiting = b""

    def read_head(self) -> list[str]:
        while b"\r\n\r\n" not in self._waiting:
            self._waiting += self._receive(65536)
        head, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
        return head.decode().split("\r\n")

    def read(self, size: int) -> bytes:
        pieces = [self._waiting[:size]]
        self._waiting = self._waiting[size:]
        missing = size - len(pieces[0])
        while missing:
            pieces.append(self._receive(min(missing, 2**20)))
            missing -= len(pieces[-1])
        return b"".join(pieces)

    def read_away(self) -> None:
        """All that comes, until the end."""
        with suppress(EOFError):
            while True:
                self._receive(2**16)

    def _receive(self, size: int) -> bytes:
        data = self.connection.recv(size)
        if not data:
            raise EOFError
        return data


def _json(value: object) -> Answer:
    return Answer(200, json.dumps(value).encode())
