"""Servers that misbehave, on real sockets."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

import trustme

from tests.support.patience import HANG_SECONDS


@contextmanager
def serving(handle: Callable[[socket.socket], None]) -> Generator[int]:
    """Hand each connection to `handle`, one after the other. Gives the port."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                # A client that neither asks nor closes fails the test, instead of holding it up.
                connection.settimeout(HANG_SECONDS)
                handle(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


@contextmanager
def resetting(after_bytes: int) -> Generator[tuple[str, list[bytes]]]:
    """A server that resets each connection once it has read so many bytes, which it lists."""
    seen: list[bytes] = []

    def reset(connection: socket.socket) -> None:
        data = b""
        while len(data) < after_bytes and (chunk := connection.recv(65536)):
            data += chunk
        seen.append(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with serving(reset) as port:
        yield f"http://127.0.0.1:{port}/v1/", seen


@contextmanager
def untrusted() -> Generator[tuple[str, list[bool]]]:
    """A server whose certificate no known authority signed. Lists whether each handshake worked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # pyOpenSSL is optional
    handshakes: list[bool] = []

    def shake_hands(connection: socket.socket) -> None:
        try:
            context.wrap_socket(connection, server_side=True).close()
            handshakes.append(True)
        except OSError:
            handshakes.append(False)

    with serving(shake_hands) as port:
        yield f"https://127.0.0.1:{port}/v1/", handshakes


def refused() -> str:
    """The URL of a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}/v1/"
