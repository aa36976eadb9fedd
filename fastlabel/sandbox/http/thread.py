"""uvicorn in a background thread."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from fastlabel.errors import invalid

# Long, so that clients do not send on a kept connection that is just being closed.
_KEEP_ALIVE_SECONDS: Final = 75
_SHUTDOWN_SECONDS: Final = 3

# Any handler, even one that does nothing, keeps warnings from the console.
logging.getLogger("uvicorn").addHandler(logging.NullHandler())


class HttpThread:
    """Serves an application on a listening socket."""

    def __init__(
        self,
        app: ASGIApp,
        listener: socket.socket,
        *,
        protocol: type[asyncio.Protocol] | None = None,
        on_stop: Callable[[], None] | None = None,
    ) -> None:
        self._listener = listener
        self._server = _Server(app, protocol, on_stop)
        self._thread = threading.Thread(target=self._run, name="fastlabel-sandbox", daemon=True)

    def start(self) -> None:
        """Start, and return when requests are served."""
        self._thread.start()
        self._server.ready.result()

    def stop(self) -> None:
        """Finish requests in progress and close everything."""
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            if self._server.ready.done():
                raise
            self._server.ready.set_exception(error)

    async def _serve(self) -> None:
        await self._server.serve([self._listener])
        # Connections whose requests did not finish in time are still open.
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)


class _Server(uvicorn.Server):
    def __init__(
        self,
        app: ASGIApp,
        protocol: type[asyncio.Protocol] | None,
        on_stop: Callable[[], None] | None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http=protocol or "h11",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
            )
        )
        self.ready: Future[None] = Future()
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set_result(None)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._on_stop is not None:
            self._on_stop()
        await super().shutdown(sockets)


_BACKLOG: Final = 2048
_ANY_ADDRESS: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # a table, nothing listens on it


def listen(host: str, port: int) -> socket.socket:
    """Listen on a port; 0 is a free one."""
    # With the protocol given, asyncio turns Nagle's algorithm off.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        is_in_use = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = "is in use" if is_in_use else f"cannot be listened on: {error}"
        invalid(f"{port} of {host} {reason}; choose another, or 0 for a free one", "port")
    return listener


def authority(host: str, listener: socket.socket) -> str:
    """Host and port for clients on this machine."""
    name = _ANY_ADDRESS.get(host, host)
    port: int = listener.getsockname()[1]
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
