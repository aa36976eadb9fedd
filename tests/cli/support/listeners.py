"""A server that shakes hands in TLS and says no more, and a port where nobody is."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Generator
from contextlib import contextmanager, suppress

import trustme

from tests.support.broken_servers import serving

__all__ = ["free_port", "handshakes"]


@contextmanager
def handshakes(authority: trustme.CA) -> Generator[int]:
    """Serve on a free port of localhost, with a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # pyOpenSSL is optional

    def shake(connection: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(connection, server_side=True):
            pass

    with serving(shake) as port:
        yield port


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
