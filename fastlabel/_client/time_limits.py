"""A limit to the time that one exchange takes in all, and to how slow it may be.

httpx limits the wait for each read and write, so a server that sends a byte now and then is never
too slow for it. Async code is cancelled from outside. Code that blocks gives each read and write no
more than what is left: the network streams of its pool are wrapped, and so are those that fetch
media.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

import httpcore

if TYPE_CHECKING:
    import httpx

__all__ = [
    "Throughput",
    "TimeLimit",
    "TooSlow",
    "async_time_limit",
    "close_streams",
    "obey_time_limits",
    "time_limit",
    "time_limit_now",
]

_SLOWEST: Final = 1000
_WINDOW: Final = 30.0
_OVER: Final = "the deadline is over"


class TooSlow(Exception):
    """An exchange takes too long."""


class Throughput:
    """Ends a transfer that goes on, but hardly.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._bytes = 0

    def count(self, size: int) -> None:
        """So many bytes went over.

        Raises:
            TooSlow: In the last 30 seconds there were less than 1,000 per second.
        """
        self._bytes += size
        elapsed = self._clock() - self._since
        if elapsed < _WINDOW:
            return
        if self._bytes < _SLOWEST * elapsed:
            raise TooSlow(f"slower than {_SLOWEST} bytes per second")
        self._since += elapsed
        self._bytes = 0


class TimeLimit:
    """Until when an exchange may go on.

    Args:
        seconds: From now on.
        clock: Monotonic seconds.

    Attributes:
        throughput: What came so far.
        failure: Why to go on no longer, if there is a reason elsewhere.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until = clock() + seconds
        self.throughput: Throughput = Throughput(clock)
        self.failure: Exception | None = None

    def left(self, most: float | None) -> float:
        """Seconds that the next operation may take.

        Args:
            most: More than these it may not take in any case; None is without such a limit.

        Raises:
            TooSlow: There is no time left.
            Exception: The failure that was noted.
        """
        if self.failure:
            raise self.failure
        left = self._until - self._clock()
        if left <= 0:
            raise TooSlow(f"not done after {self._seconds:g} seconds")
        return left if most is None else min(left, most)


_LIMIT: Final[ContextVar[TimeLimit | None]] = ContextVar("fastlabel.time_limit", default=None)


def time_limit_now() -> TimeLimit:
    """That of the exchange under way: httpcore hands its streams nothing else to tell them apart.

    Raises:
        LookupError: There is none.
    """
    limit = _LIMIT.get()
    if limit is None:
        raise LookupError("outside of any time limit")
    return limit


@contextmanager
def time_limit(seconds: float, clock: Callable[[], float] = time.monotonic) -> Generator[TimeLimit]:
    """Raise TooSlow, or a timeout of httpx, once the block has taken so long."""
    limit = TimeLimit(seconds, clock)
    token = _LIMIT.set(limit)
    try:
        yield limit
    finally:
        _LIMIT.reset(token)


@contextmanager
def async_time_limit(seconds: float) -> Generator[None]:
    """Cancel the block once it has taken so long, and raise TooSlow."""
    import anyio  # noqa: PLC0415  # costs time, and only async code needs it

    try:
        with time_limit(seconds), anyio.fail_after(seconds):
            yield
    except TimeoutError:
        raise TooSlow(_OVER) from None


def obey_time_limits(transport: httpx.HTTPTransport | httpx.AsyncHTTPTransport) -> None:
    """Have its reads and writes end with the time limit that they happen in."""
    # httpx has no public way to give its pool a network backend. Should a later one keep it
    # elsewhere, what is left are the timeouts for each read and write.
    with suppress(KeyError):
        pool: object = vars(transport)["_pool"]
        if isinstance(pool, httpcore.ConnectionPool):
            vars(pool)["_network_backend"] = _BoundedBackend(vars(pool)["_network_backend"])


def close_streams(transport: httpx.HTTPTransport | httpx.AsyncHTTPTransport) -> None:
    """Close also the connections that other threads were making while its pool was closed.

    The pool has lost sight of them.
    """
    with suppress(KeyError):
        pool: object = vars(transport)["_pool"]
        backend: object = vars(pool)["_network_backend"]
        if isinstance(backend, _BoundedBackend):
            backend.close()


class _BoundedBackend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._streams: WeakSet[_BoundedStream] = WeakSet()
        self._is_closed = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return self.bounded(
            self._inner.connect_tcp(host, port, left, local_address, socket_options)
        )

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return self.bounded(self._inner.connect_unix_socket(path, left, socket_options))

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)

    def bounded(self, inner: httpcore.NetworkStream) -> httpcore.NetworkStream:
        """A stream that obeys time limits.

        Raises:
            ConnectError: All streams have been closed meanwhile.
        """
        stream = _BoundedStream(inner, self)
        with self._lock:
            if not self._is_closed:
                self._streams.add(stream)
                return stream
        stream.close()
        raise httpcore.ConnectError("closed")

    def close(self) -> None:
        """Close all streams, also those that are still to be made."""
        with self._lock:
            self._is_closed = True
            streams = list(self._streams)
        for stream in streams:
            stream.close()


class _BoundedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, backend: _BoundedBackend) -> None:
        self._inner = inner
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return self._backend.bounded(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(timeout: float | None, error: type[httpcore.TimeoutException]) -> float | None:
    limit = _LIMIT.get()
    try:
        return timeout if limit is None else limit.left(timeout)
    except TooSlow:
        raise error(_OVER) from None


def _is_told(record: logging.LogRecord) -> bool:
    """Whether a record may be logged: not what came, which may hold what was sent.

    `Location` names the next signed URL, and a server may give back what it was asked.
    """
    return _LIMIT.get() is None or "receive_response" not in str(record.msg)


logging.getLogger("httpcore.http11").addFilter(_is_told)
