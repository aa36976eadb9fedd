"""Fetches media from where a task says they are. It knows no token.

Such a URL was written by somebody else. So only https to public addresses will do, what was checked
is what is connected to, redirects are checked anew, and size, time and slowness have limits.

It stands on httpcore, which httpx is made of: there, addresses can be checked while connecting, and
unlike httpx it does not log URLs.
"""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import Callable, Collection, Iterable
from io import BytesIO
from pathlib import Path
from typing import Final, cast

import httpcore

from fastlabel._client.concurrency import async_close_when_forgotten, async_in_thread
from fastlabel._client.download.answers import (
    Downloaded,
    MediaSink,
    check_answer,
    check_format,
    header,
    is_redirect,
)
from fastlabel._client.download.urls import MediaUrl, resolve_public
from fastlabel._client.time_limits import TooSlow, time_limit, time_limit_now
from fastlabel._files.atomic import to_disk, write_beside
from fastlabel.errors import (
    FastLabelException,
    FastLabelInvalidException,
    InvalidResponseError,
    TransportError,
)

__all__ = ["AsyncMediaFetcher"]

_MOST_HOPS: Final = 3
_MOST_BYTES: Final = 2**36
_IDLE_SECONDS: Final = 15.0
_HEADERS: Final = (
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", b"identity"),
    (b"User-Agent", b"fastlabel-media"),
)
_LOST: Final = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException)


class AsyncMediaFetcher:
    """Streams media from their URLs.

    Args:
        ssl_context: Whom to trust.
        allow_loopback: Whether media may be on this machine, and then by plain http too: where the
            service itself runs on it.
        timeout: Seconds that one network operation may take.
        deadline: Seconds that one medium may take.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        ssl_context: ssl.SSLContext,
        *,
        allow_loopback: bool = False,
        timeout: float = 30.0,
        deadline: float = 3600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allow_loopback = allow_loopback
        self._timeout = timeout
        self._deadline = deadline
        self._clock = clock
        self._ssl_context = ssl_context
        # By process: connections that came with a fork are the parent's, and stay as they are.
        self._opened: dict[int, httpcore.AsyncConnectionPool] = {}
        self._is_closed = False

    async def aclose(self) -> None:
        """Close all connections."""
        self._is_closed = True
        pool = self._opened.get(os.getpid())
        if pool is not None:
            await pool.aclose()

    async def fetch(self, url: str, limit: int, formats: Collection[str] = ()) -> bytes:
        """The bytes of a medium.

        Args:
            url: As a task tells it.
            limit: Bytes that it may have.
            formats: What it may be by its first bytes, of `png`, `jpg` and `mp4`; none is anything.

        Raises:
            NotFoundError: It is not there; the URL may have expired.
            FastLabelInvalidException: The URL is not one to fetch media from.
            InvalidResponseError: It is larger, or the answer does not bring a medium.
            TransportError: It did not arrive whole and in time.
            ServerError: The server failed.
        """
        content = BytesIO()
        sink = MediaSink(content, limit)
        target = await self._receive(url, sink)
        check_format(target, sink.head, formats)
        return content.getvalue()

    async def download(
        self, url: str, path: Path, *, limit: int = _MOST_BYTES, formats: Collection[str] = ()
    ) -> Downloaded:
        """Write a medium to a file, which is there when all of it has arrived, and not before.

        Args:
            url: As a task tells it.
            path: The file. Its folder must exist; a file that is there is replaced.
            limit: Bytes that it may have.
            formats: What it may be by its first bytes, of `png`, `jpg` and `mp4`; none is anything.

        Returns:
            How many bytes were written, and their SHA-256.

        Raises:
            FastLabelException: As for `fetch`.
            OSError: The file cannot be written.
        """
        with write_beside(path) as file:
            sink = MediaSink(file, limit)
            target = await self._receive(url, sink)
            check_format(target, sink.head, formats)
            # Here, so that the end of the block has nothing left to wait for.
            await async_in_thread(to_disk, file)
        return sink.downloaded()

    @property
    def _pool(self) -> httpcore.AsyncConnectionPool:
        """The connections of this process."""
        if self._is_closed:
            raise FastLabelException("the client is closed")
        process = os.getpid()
        # Of threads that begin at once, all take what the first of them opened.
        return self._opened.get(process) or self._opened.setdefault(process, self._open())

    def _open(self) -> httpcore.AsyncConnectionPool:
        pool = httpcore.AsyncConnectionPool(
            ssl_context=self._ssl_context,
            max_connections=None,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=_PublicNetwork(self._allow_loopback, self._timeout),
        )
        async_close_when_forgotten(self, pool.aclose)
        return pool

    async def _receive(self, url: str, sink: MediaSink) -> MediaUrl:
        """Give the URL that brought it."""
        target = MediaUrl.parse(url, allow_loopback=self._allow_loopback)
        with time_limit(self._deadline, self._clock):
            location = await self._ask(target, sink)
            for _ in range(_MOST_HOPS):
                if location is None:
                    return target
                target, location = await self._hop(target, location, sink)
            if location is None:
                return target
            message = f"{target}: is redirected to again, after {_MOST_HOPS} redirects"
            raise InvalidResponseError(message)

    async def _hop(
        self, url: MediaUrl, location: str, sink: MediaSink
    ) -> tuple[MediaUrl, str | None]:
        try:
            target = url.redirected(location, allow_loopback=self._allow_loopback)
            return target, await self._ask(target, sink)
        except FastLabelInvalidException as error:
            if error.code != 422:
                raise
            message = f"{url}: is redirected to where no media are fetched from: {error.message}"
            raise InvalidResponseError(message) from None

    async def _ask(self, url: MediaUrl, sink: MediaSink) -> str | None:
        """Ask for a medium and keep it; or give the location where the answer says it is."""
        limit = time_limit_now()
        try:
            async with self._pool.stream(
                "GET",
                httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target),
                headers=[(b"Host", url.authority.encode()), *_HEADERS],
                extensions={"timeout": {"pool": self._timeout}},
            ) as response:
                if is_redirect(response.status):
                    return header(response.headers, b"location")
                check_answer(url, response.status, response.headers, sink.limit)
                async for chunk in response.aiter_stream():
                    await async_in_thread(sink.take, url, chunk)
                    # Raised by the next read: here it would leave httpcore's generators half-way.
                    limit.failure = sink.failure
        except _LOST as error:
            raise TransportError(f"{url}: {_reason(error)}") from None
        except TooSlow as error:
            raise TransportError(f"{url}: {error}") from None
        if sink.failure:
            raise sink.failure
        return None


class _PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, and to those that it has checked."""

    def __init__(self, allow_loopback: bool, timeout: float) -> None:
        self._allow_loopback = allow_loopback
        self._timeout = timeout
        # It has another face where anyio is missing, so type checkers have to be told.
        self._network = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the time limit tells
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await async_in_thread(
            resolve_public, host, port, allow_loopback=self._allow_loopback
        )
        failure: Exception | None = None
        for address in addresses:
            try:
                stream = await self._network.connect_tcp(
                    address, port, self._seconds(), local_address, socket_options
                )
                return _LimitedStream(stream, self._timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")

    def _seconds(self) -> float:
        return time_limit_now().left(self._timeout)


class _LimitedStream(httpcore.AsyncNetworkStream):
    """A connection that waits no longer than the time limit of the fetch under way says."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, timeout: float) -> None:
        self._stream = stream
        self._timeout = timeout

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        limit = time_limit_now()
        data = await self._stream.read(max_bytes, limit.left(self._timeout))
        limit.throughput.count(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        await self._stream.write(buffer, time_limit_now().left(self._timeout))

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        seconds = time_limit_now().left(self._timeout)
        stream = await self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _LimitedStream(stream, self._timeout)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _reason(error: Exception) -> str:
    """In words of our own: the texts of httpcore may quote what came, and that the request."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the server's certificate is not to be trusted ({cause.verify_message})"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpcore.TimeoutException):
        return "took too long to connect, or to send anything"
    if isinstance(error, httpcore.ProtocolError):
        return "what came is no HTTP, or breaks off before its end"
    return f"there is no connection, or it was lost ({type(error).__name__})"
