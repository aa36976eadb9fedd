"""Sends requests over HTTP, again where that is safe."""

from __future__ import annotations

import copy
import os
import ssl
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final, Self, TypeVar

import httpx
from h11 import ProtocolError
from pydantic_core import to_json

from fastlabel._client._async.media_fetcher import AsyncMediaFetcher
from fastlabel._client.concurrency import (
    async_close_when_forgotten,
    async_sleep,
    async_stream,
)
from fastlabel._client.decompression import ACCEPTED_ENCODINGS, CutShort, Unpacker
from fastlabel._client.endpoint import Endpoint
from fastlabel._client.rate_limit.limit import Pacing, RateLimit, RetryBudget
from fastlabel._client.retry.call import Call, Failure, Limits, NoAnswer
from fastlabel._client.telemetry import observed
from fastlabel._client.time_limits import (
    Throughput,
    TooSlow,
    async_time_limit,
    close_streams,
    obey_time_limits,
)
from fastlabel._client.tls import no_trust, trust_in
from fastlabel._protocol.limits import check_seconds
from fastlabel._protocol.operation import Operation
from fastlabel._protocol.responses import Response
from fastlabel._protocol.upload import JsonBody
from fastlabel.errors import FastLabelException, InvalidResponseError
from fastlabel.models import TaskId

__all__ = ["AsyncTransport"]

T = TypeVar("T")

_CONNECT_TIMEOUT: Final = 10.0
_LONGEST_SHARED_PAUSE: Final = 600.0
_NOT_CONNECTED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class AsyncTransport:
    """Sends to one endpoint, within its rate limit.

    Args:
        endpoint: Where to, and with which token.
        timeout: Seconds that one network operation may take.
        limits: How long and how often a call may try.
        rate_limit: How many calls may be made; None is without limit.
        ca_file: Certificate authorities to trust instead of the usual ones.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        timeout: float,
        limits: Limits,
        rate_limit: RateLimit | None,
        ca_file: Path | None,
    ) -> None:
        self._endpoint = endpoint
        self._obey(timeout, limits)
        self._ca_file = ca_file
        self._pool = _AsyncPool(endpoint, ca_file)
        if ca_file is not None:
            trust_in(ca_file)
        self._pacing = Pacing(rate_limit)
        self._budget = RetryBudget()
        self._headers = [
            (b"Host", endpoint.authority.encode()),
            (b"Accept", b"*/*"),
            (b"Accept-Encoding", ACCEPTED_ENCODINGS.encode()),
            (b"Connection", b"keep-alive"),
            (b"Content-Type", b"application/json"),
            (b"User-Agent", f"fastlabel-python/{version('fastlabel')}".encode()),
        ]

    @property
    def base_url(self) -> str:
        """Where it sends to."""
        return self._endpoint.base_url

    @property
    def limits(self) -> Limits:
        """How long and how often a call may try."""
        return self._limits

    def media_fetcher(self) -> AsyncMediaFetcher:
        """What fetches media, knows no token, and is to be closed."""
        return AsyncMediaFetcher(
            trust_in(self._ca_file),
            allow_loopback=self._endpoint.is_loopback,
            timeout=self._timeout,
        )

    @property
    def longest_settling(self) -> float:
        """Seconds after which a create is there or will never be, however it ended."""
        return self._limits.longest_settling

    def with_options(
        self,
        timeout: float | None,
        max_attempts: int | None,
        deadline: float | None,
        confirm_after: float | None,
    ) -> Self:
        """The same connections, rate limit and budget; what is None stays."""
        twin = copy.copy(self)
        twin._obey(  # noqa: SLF001  # its own
            self._timeout if timeout is None else timeout,
            self._limits.changed(max_attempts, deadline, confirm_after),
        )
        return twin

    def _obey(self, timeout: float, limits: Limits) -> None:
        self._timeout = check_seconds(timeout, "timeout")
        self._limits = limits

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()
        self._pacing.close()

    async def send(self, operation: Operation[T]) -> T:
        """Send an operation until it succeeds, fails for good, or runs out of attempts or time.

        Raises:
            FastLabelException: The error of the last attempt.
        """
        return await self.carry_out(self.call(operation))

    def call(self, operation: Operation[T]) -> Call[T]:
        """A call that has not begun."""
        return Call(operation, self._limits, self._budget)

    async def carry_out(self, call: Call[T]) -> T:
        """Send the operation of a call, as `send` does."""
        with observed(call):
            try:
                return await self._step(call)
            except Failure as failure:
                first = failure
            try:
                return await self._steps(call, first)
            except Failure as failure:
                error = failure.error
            # Outside of the handler, or the error would keep what httpx knew of the request; and
            # of the first failure a traceback might show what it says.
            del first
            from fastlabel._client.redaction import redact  # noqa: PLC0415  # costs time, few need it

            raise redact(error, self._endpoint.token)

    async def _steps(self, call: Call[T], first: Failure) -> T:
        """The steps after the first, which failed."""
        from tenacity import AsyncRetrying  # noqa: PLC0415  # costs time, and few calls need it

        failed = [first]

        async def step() -> T:
            if failed:
                raise failed.pop()
            return await self._step(call)

        steps = AsyncRetrying(sleep=async_sleep, wait=call.wait, retry=call.goes_on, reraise=True)
        value: T = await steps(step)
        return value

    async def _step(self, call: Call[T]) -> T:
        try:
            call.begin()
            if call.looks_up:
                task_id = call.found(await self._look_up(call))
                if task_id is not None:
                    return call.operation.read(Response(200, {}, to_json(task_id)))
            return call.accept(await self._attempt(call))
        except Failure as failure:
            if failure.pause is not None:
                self._pacing.pause(min(failure.pause, _LONGEST_SHARED_PAUSE))
            raise

    async def _attempt(self, call: Call[object]) -> Response:
        try:
            return await self._exchange(call, call.operation)
        except NoAnswer as lost:
            raise call.lost(lost) from None
        except InvalidResponseError as error:
            raise call.unusable(error) from None

    async def _look_up(self, call: Call[object]) -> list[TaskId]:
        """The ids of the tasks that have the name of a create in doubt."""
        look_up, seen = call.look_up, dict[TaskId, str]()
        offset, goes_on = 0, True
        while goes_on:
            try:
                response = await self._exchange(call, look_up.page(offset))
                page = call.page(response)
            except NoAnswer as lost:
                raise call.not_seen(lost) from None
            except FastLabelException as error:
                # No page of tasks, or the client was closed meanwhile.
                raise call.not_seen(error) from None
            offset += len(page)
            goes_on = not seen.keys() >= page.keys()
            seen |= page
        return [task_id for task_id, name in seen.items() if name == look_up.name]

    async def _exchange(self, call: Call[object], operation: Operation[object]) -> Response:
        """Send an operation once and read its whole answer.

        Raises:
            NoAnswer: There was none, or not all of it.
            InvalidResponseError: It cannot be unpacked.
        """
        while seconds := self._pacing.take():
            if seconds >= call.remaining:
                raise call.crowded(seconds)
            await async_sleep(seconds)
        http = self._pool.http
        try:
            with async_time_limit(call.remaining):
                return await _receive(
                    await http.handle_async_request(self._build(operation, call.remaining))
                )
        except (TooSlow, CutShort) as error:
            late = isinstance(error, TooSlow)
            raise NoAnswer(str(error), timed_out=late) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ProtocolError) as error:
            raise NoAnswer(
                f"{type(error).__name__}: {error}".removesuffix(": "),
                connected=not isinstance(error, _NOT_CONNECTED),
                trusted=not _is_certificate_error(error),
                timed_out=isinstance(error, httpx.TimeoutException),
            ) from None

    def _build(self, operation: Operation[object], seconds: float) -> httpx.Request:
        connect, pool = min(self._timeout, _CONNECT_TIMEOUT), min(self._timeout, seconds)
        limits = httpx.Timeout(self._timeout, connect=connect, pool=pool).as_dict()
        # Kept nowhere else: whoever looks at a transport should not see it.
        headers = [*self._headers, (b"Authorization", f"Bearer {self._endpoint.token}".encode())]
        stream, body = None, operation.body
        if body is not None:
            headers.append((b"Content-Length", b"%d" % len(body)))
            stream = _BodyStream(body)
        url = httpx.URL(self._endpoint.base_url + operation.target)
        self._endpoint.check_within(str(url))
        return httpx.Request(
            operation.method, url, headers=headers, stream=stream, extensions={"timeout": limits}
        )


class _AsyncPool:
    """The connections of one client and its twins, opened when first needed."""

    def __init__(self, endpoint: Endpoint, ca_file: Path | None) -> None:
        self._endpoint = endpoint
        self._ca_file = ca_file
        # By process: connections that came with a fork are the parent's, and stay as they are.
        self._opened: dict[int, httpx.AsyncHTTPTransport] = {}
        self._is_closed = False

    @property
    def http(self) -> httpx.AsyncHTTPTransport:
        """The pool of this process."""
        if self._is_closed:
            raise FastLabelException("the client is closed")
        process = os.getpid()
        # Of threads that begin at once, all take what the first of them opened.
        return self._opened.get(process) or self._opened.setdefault(process, self._open())

    async def aclose(self) -> None:
        """Close all connections."""
        self._is_closed = True
        http = self._opened.get(os.getpid())
        if http is not None:
            await http.aclose()
            close_streams(http)

    def _open(self) -> httpx.AsyncHTTPTransport:
        # Without a client around it: that one keeps cookies, follows redirects, and logs URLs.
        http = httpx.AsyncHTTPTransport(
            verify=trust_in(self._ca_file) if self._endpoint.is_encrypted else no_trust(),
            proxy=self._endpoint.proxy(),
        )
        obey_time_limits(http)
        async_close_when_forgotten(self, http.aclose)
        return http


class _BodyStream(httpx.AsyncByteStream):
    """A body that httpx may iterate as often as it likes."""

    def __init__(self, body: JsonBody) -> None:
        self._body = body

    def __aiter__(self) -> AsyncIterator[bytes]:
        return async_stream(_counted(self._body))


async def _receive(answer: httpx.Response) -> Response:
    try:
        unpacker, throughput = Unpacker(answer.headers.get("content-encoding")), Throughput()
        async for chunk in answer.aiter_raw():
            throughput.count(len(chunk))
            unpacker.feed(chunk)
        return Response(answer.status_code, answer.headers, unpacker.body())
    finally:
        await answer.aclose()


def _counted(body: JsonBody) -> Iterator[bytes]:
    throughput = Throughput()
    for chunk in body:
        throughput.count(len(chunk))
        yield chunk


def _is_certificate_error(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
