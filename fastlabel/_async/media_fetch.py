"""Fetches media from where a task says they are. It knows no token.

Such a URL was written by somebody else. So only https to public addresses will do, what was checked
is what is connected to, redirects are checked anew, and size, time and slowness have limits.

It stands on httpcore, which httpx is made of: there, addresses can be checked while connecting, and
unlike httpx it does not log URLs.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Final, cast

import httpcore

from fastlabel.concurrency import async_close_when_forgotten, async_in_thread
from fastlabel.errors import FastLabelInvalidException, InvalidResponseError, TransportError
from fastlabel.media_answers import check_answer, header, is_redirect
from fastlabel.media_pace import PACE, Pace
from fastlabel.media_sink import Downloaded, MediaSink
from fastlabel.media_urls import MediaUrl
from fastlabel.public_addresses import resolve_public
from fastlabel.whole_files import to_disk, write_beside

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
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context,
            max_connections=None,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=_PublicNetwork(allow_loopback),
        )
        async_close_when_forgotten(self, self._pool.aclose)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def fetch(self, url: str, limit: int) -> bytes:
        """The bytes of a medium.

        Args:
            url: As a task tells it.
            limit: Bytes that it may have.

        Raises:
            NotFoundError: It is not there; the URL may have expired.
            FastLabelInvalidException: The URL is not one to fetch media from.
            InvalidResponseError: It is larger, or the answer does not bring a medium.
            TransportError: It did not arrive whole and in time.
            ServerError: The server failed.
        """
        content = BytesIO()
        await self._receive(url, MediaSink(content, limit))
        return content.getvalue()

    async def download(self, url: str, path: Path, *, limit: int = _MOST_BYTES) -> Downloaded:
        """Write a medium to a file, which is there when all of it has arrived, and not before.

        Args:
            url: As a task tells it.
            path: The file. Its folder must exist; a file that is there is replaced.
            limit: Bytes that it may have.

        Returns:
            How many bytes were written, and their SHA-256.

        Raises:
            FastLabelException: As for `fetch`.
            OSError: The file cannot be written.
        """
        with write_beside(path) as file:
            sink = MediaSink(file, limit)
            await self._receive(url, sink)
            # Here, so that the end of the block has nothing left to wait for.
            await async_in_thread(to_disk, file)
        return sink.downloaded()

    async def _receive(self, url: str, sink: MediaSink) -> None:
        target = MediaUrl.parse(url, allow_loopback=self._allow_loopback)
        mark = PACE.set(Pace(target, self._timeout, self._deadline, self._clock))
        try:
            location = await self._ask(target, sink)
            for _ in range(_MOST_HOPS):
                if location is None:
                    return
                target, location = await self._hop(target, location, sink)
            if location is not None:
                message = f"{target}: is redirected to again, after {_MOST_HOPS} redirects"
                raise InvalidResponseError(message)
        finally:
            PACE.reset(mark)

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
        pace = PACE.get()
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
                    pace.failure = sink.failure
        except _LOST as error:
            raise TransportError(f"{url}: {_reason(error)}") from None
        if sink.failure:
            raise sink.failure
        return None


class _PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, and to those that it has checked."""

    def __init__(self, allow_loopback: bool) -> None:
        self._allow_loopback = allow_loopback
        # It has another face where anyio is missing, so type checkers have to be told.
        self._network = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the pace tells
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
                    address, port, PACE.get().seconds(), local_address, socket_options
                )
                return _PacedStream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")


class _PacedStream(httpcore.AsyncNetworkStream):
    """A connection on which the pace of the fetch under way says how long to wait."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        pace = PACE.get()
        data = await self._stream.read(max_bytes, pace.seconds())
        pace.came(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        await self._stream.write(buffer, PACE.get().seconds())

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        seconds = PACE.get().seconds()
        return _PacedStream(await self._stream.start_tls(ssl_context, server_hostname, seconds))

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
