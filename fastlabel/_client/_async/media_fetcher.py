"""Downloads media from the URLs that tasks have. It knows no token.

Such URLs come from others. So only https to public addresses is allowed, the checked address is
the one that is connected to, redirects are checked again, and size, time and slowness are limited.

It builds on httpcore, the base of httpx: there, addresses can be checked while connecting, and
unlike httpx it does not log URLs.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Collection
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Final, cast

import httpcore

from fastlabel._client._async.network import AsyncPools, AsyncPublicBackend
from fastlabel._client.concurrency import async_in_thread
from fastlabel._client.download.response_checks import (
    DownloadedFile,
    HashingWriter,
    check_format,
    check_response,
    header,
    is_redirect,
)
from fastlabel._client.download.urls import MediaUrl
from fastlabel._client.time_limits import Deadline, DeadlineExceeded, deadline
from fastlabel._client.tls import certificate_error
from fastlabel._files.atomic import atomic_write, fsync
from fastlabel.errors import FastLabelInvalidException, InvalidResponseError, TransportError

_MAX_REDIRECTS: Final = 3
_MAX_BYTES: Final = 2**36
_IDLE_SECONDS: Final = 15.0
_HEADERS: Final = (
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", b"identity"),
    (b"User-Agent", b"fastlabel-media"),
)
_NETWORK_ERRORS: Final = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException)


class AsyncMediaFetcher:
    """Streams media from https URLs; `allow_loopback` adds plain http on this machine."""

    def __init__(
        self,
        ssl_context: ssl.SSLContext,
        *,
        allow_loopback: bool = False,
        timeout: float = 30.0,
        max_seconds: float = 3600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allow_loopback = allow_loopback
        self._timeouts = dict.fromkeys(("connect", "read", "write", "pool"), timeout)
        self._max_seconds = max_seconds
        self._clock = clock
        self._pools = AsyncPools(partial(_open_pool, ssl_context, allow_loopback))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pools.aclose()

    async def fetch(self, url: str, max_bytes: int, formats: Collection[str] = ()) -> bytes:
        """Download a media file of the formats `png`, `jpg` or `mp4` into memory; () is any."""
        content = BytesIO()
        writer = HashingWriter(content, max_bytes)
        target = await self._receive(url, writer)
        check_format(target, writer.head, formats)
        return content.getvalue()

    async def download(
        self, url: str, path: Path, *, max_bytes: int = _MAX_BYTES, formats: Collection[str] = ()
    ) -> DownloadedFile:
        """Download a media file to `path`, which is replaced only once the file is complete."""
        with atomic_write(path) as file:
            writer = HashingWriter(file, max_bytes)
            target = await self._receive(url, writer)
            check_format(target, writer.head, formats)
            # Here, so that the end of the block has nothing left to wait for.
            await async_in_thread(fsync, file)
        return writer.result()

    async def _receive(self, url: str, writer: HashingWriter) -> MediaUrl:
        """Write the file, following redirects, and return the URL that it came from."""
        target = MediaUrl.parse(url, allow_loopback=self._allow_loopback)
        with deadline(self._max_seconds, self._clock) as limit:
            location = await self._request(target, writer, limit)
            for _ in range(_MAX_REDIRECTS):
                if location is None:
                    return target
                target, location = await self._follow(target, location, writer, limit)
            if location is None:
                return target
            raise InvalidResponseError(f"{target}: more than {_MAX_REDIRECTS} redirects")

    async def _follow(
        self, url: MediaUrl, location: str, writer: HashingWriter, limit: Deadline
    ) -> tuple[MediaUrl, str | None]:
        try:
            target = url.redirected(location, allow_loopback=self._allow_loopback)
            return target, await self._request(target, writer, limit)
        except FastLabelInvalidException as error:
            if error.code != 422:
                raise
            message = f"{url}: is redirected to a URL that is not allowed: {error.message}"
            raise InvalidResponseError(message) from None

    async def _request(self, url: MediaUrl, writer: HashingWriter, limit: Deadline) -> str | None:
        """Request a file and write it. Returns the location instead if it is a redirect."""
        try:
            async with self._pools.current.stream(
                "GET",
                httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target),
                headers=[(b"Host", url.host_header.encode()), *_HEADERS],
                extensions={"timeout": self._timeouts},
            ) as response:
                if is_redirect(response.status):
                    return header(response.headers, b"location")
                check_response(url, response.status, response.headers, writer.max_bytes)
                async for chunk in response.aiter_stream():
                    await async_in_thread(writer.write, url, chunk)
                    # Raised by the next read: here it would leave httpcore's generators half-way.
                    limit.failure = writer.failure
        except _NETWORK_ERRORS as error:
            raise TransportError(f"{url}: {_reason(error)}") from None
        except DeadlineExceeded as error:
            raise TransportError(f"{url}: {error}") from None
        if writer.failure:
            raise writer.failure
        return None


def _open_pool(ssl_context: ssl.SSLContext, allow_loopback: bool) -> httpcore.AsyncConnectionPool:
    # Its type differs where anyio is missing.
    backend = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())
    return httpcore.AsyncConnectionPool(
        ssl_context=ssl_context,
        max_connections=None,
        keepalive_expiry=_IDLE_SECONDS,
        network_backend=AsyncPublicBackend(backend, allow_loopback=allow_loopback),
    )


def _reason(error: Exception) -> str:
    """Describe a network error. The texts of httpcore may quote what was sent and received."""
    certificate = certificate_error(error)
    if certificate is not None:
        return f"the server's certificate is not trusted ({certificate.verify_message})"
    if isinstance(error, httpcore.TimeoutException):
        return "the server took too long to accept the connection, or to send anything"
    if isinstance(error, httpcore.ProtocolError):
        return "the response is not valid HTTP, or ends early"
    return f"there is no connection, or it was lost ({type(error).__name__})"
