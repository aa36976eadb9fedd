"""Connections that obey the current deadline, and their pools, for calls and for media."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Generic, TypeVar
from weakref import WeakSet

import httpcore

from fastlabel._client.concurrency import async_close_when_forgotten, async_in_thread
from fastlabel._client.download.urls import resolve_public
from fastlabel._client.lean_httpx import httpx
from fastlabel._client.time_limits import current_deadline
from fastlabel.errors import FastLabelException

P = TypeVar("P", bound="httpx.AsyncHTTPTransport | httpcore.AsyncConnectionPool")


class AsyncDeadlineBackend(httpcore.AsyncNetworkBackend):
    """Makes connections whose operations end with the current deadline."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._streams: WeakSet[_AsyncDeadlineStream] = WeakSet()
        self._is_closed = False

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._inner.connect_tcp(
            host, port, _timeout(timeout), local_address, socket_options
        )
        return await self.wrap(stream)

    async def wrap(self, stream: httpcore.AsyncNetworkStream) -> httpcore.AsyncNetworkStream:
        """The stream with deadlines; ConnectError if all were closed meanwhile."""
        limited = _AsyncDeadlineStream(stream, self)
        with self._lock:
            if not self._is_closed:
                self._streams.add(limited)
                return limited
        await stream.aclose()
        raise httpcore.ConnectError("closed")

    async def aclose(self) -> None:
        """Close all connections, also those that are still being made."""
        with self._lock:
            self._is_closed = True
            streams = list(self._streams)
        for stream in streams:
            await stream.aclose()


class AsyncPublicBackend(AsyncDeadlineBackend):
    """Connects to public addresses only, and exactly to those that were checked."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend, *, allow_loopback: bool) -> None:
        super().__init__(inner)
        self._allow_loopback = allow_loopback

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await async_in_thread(
            resolve_public, host, port, allow_loopback=self._allow_loopback
        )
        failure: Exception | None = None
        for address in addresses:
            try:
                return await super().connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")


class _AsyncDeadlineStream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream, backend: AsyncDeadlineBackend) -> None:
        self._inner = inner
        self._backend = backend

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = await self._inner.read(max_bytes, _timeout(timeout))
        if limit := current_deadline():
            limit.received.count(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, _timeout(timeout))
        if limit := current_deadline():
            limit.sent.count(len(buffer))

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        seconds = _timeout(timeout)
        stream = await self._inner.start_tls(ssl_context, server_hostname, seconds)
        return await self._backend.wrap(stream)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


def _timeout(seconds: float | None) -> float | None:
    limit = current_deadline()
    return seconds if limit is None else limit.timeout(seconds)


class AsyncDeadlineTransport(httpx.AsyncHTTPTransport):
    """Transport of httpx whose connections end with the current deadline."""

    def __init__(self, ssl_context: ssl.SSLContext, proxy: str | None) -> None:
        super().__init__(verify=ssl_context, proxy=proxy)
        self._backend: AsyncDeadlineBackend | None = None
        # httpx has no public way to set a backend. Should a later version keep its pool elsewhere,
        # the timeouts of each read and write remain.
        with suppress(KeyError):
            pool: object = vars(self)["_pool"]
            self._backend = AsyncDeadlineBackend(vars(pool)["_network_backend"])
            vars(pool)["_network_backend"] = self._backend

    async def aclose(self) -> None:
        """Close all connections, also those that were being made while the pool was closed."""
        await super().aclose()
        if self._backend is not None:
            await self._backend.aclose()


class AsyncPools(Generic[P]):
    """One connection pool per process, opened when first needed."""

    def __init__(self, open_pool: Callable[[], P]) -> None:
        self._open_pool = open_pool  # must not refer to the owner of this object
        self._pools: dict[int, P] = {}
        self._is_closed = False

    @property
    def current(self) -> P:
        """The pool of this process."""
        if self._is_closed:
            raise FastLabelException("the client is closed")
        process = os.getpid()
        # Of threads that begin at once, all take what the first of them opened.
        return self._pools.get(process) or self._pools.setdefault(process, self._open())

    async def aclose(self) -> None:
        """Close all connections of this process."""
        self._is_closed = True
        pool = self._pools.get(os.getpid())
        if pool is not None:
            await pool.aclose()

    def _open(self) -> P:
        pool = self._open_pool()
        async_close_when_forgotten(self, pool.aclose)
        return pool
