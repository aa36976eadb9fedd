"""Sends requests over HTTP, again where that is safe."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, TypeVar

from h11 import ProtocolError
from pydantic_core import to_json

from fastlabel._client._async.network import AsyncDeadlineTransport, AsyncPools
from fastlabel._client._async.retrying import async_retry
from fastlabel._client.concurrency import async_sleep, async_stream
from fastlabel._client.decompression import ACCEPTED_ENCODINGS, GzipDecoder, TruncatedBody
from fastlabel._client.endpoint import Endpoint
from fastlabel._client.lean_httpx import httpx
from fastlabel._client.rate_limit.limit import Pacer, RateLimit
from fastlabel._client.retry.attempts import AttemptFailed
from fastlabel._client.retry.budget import RetryBudget
from fastlabel._client.retry.call import NoResponse, RequestState
from fastlabel._client.retry.policy import Limits
from fastlabel._client.telemetry import instrument_call
from fastlabel._client.time_limits import DeadlineExceeded, deadline
from fastlabel._client.tls import certificate_error, ssl_context, unused_ssl_context
from fastlabel._protocol.limits import check_seconds
from fastlabel._protocol.operation import Operation
from fastlabel._protocol.responses import Response
from fastlabel._protocol.upload import JsonBody
from fastlabel.errors import FastLabelException, InvalidResponseError
from fastlabel.models import TaskId

if TYPE_CHECKING:
    from fastlabel._client._async.media_fetcher import AsyncMediaFetcher

T = TypeVar("T")

_CONNECT_TIMEOUT: Final = 10.0
_MAX_SHARED_PAUSE: Final = 600.0
_NOT_CONNECTED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class AsyncTransport:
    """Sends to one endpoint, within its rate limit."""

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
        self._set_limits(timeout, limits)
        self._ca_file = ca_file
        if ca_file is not None:
            ssl_context(ca_file)
        self._pools = AsyncPools(partial(_open_pool, endpoint, ca_file))
        self._pacer = Pacer(rate_limit)
        self._budget = RetryBudget()
        self._headers = [
            (b"Host", endpoint.host_header.encode()),
            (b"Accept", b"*/*"),
            (b"Accept-Encoding", ACCEPTED_ENCODINGS.encode()),
            (b"Connection", b"keep-alive"),
            (b"Content-Type", b"application/json"),
            (b"User-Agent", f"fastlabel-python/{version('fastlabel')}".encode()),
        ]

    @property
    def base_url(self) -> str:
        """Base URL of the service."""
        return self._endpoint.base_url

    @property
    def limits(self) -> Limits:
        """How long and how often a call may try."""
        return self._limits

    def media_fetcher(self) -> AsyncMediaFetcher:
        """A new fetcher of media, which has no token. Close it after use."""
        from fastlabel._client._async.media_fetcher import AsyncMediaFetcher  # noqa: PLC0415  # takes time, few need it

        return AsyncMediaFetcher(
            ssl_context(self._ca_file),
            allow_loopback=self._endpoint.is_loopback,
            timeout=self._timeout,
        )

    def with_options(
        self,
        timeout: float | None,
        max_attempts: int | None,
        deadline: float | None,
        confirm_after: float | None,
    ) -> Self:
        """Copy with the same connections, rate limit and budget; None keeps a value."""
        twin = copy.copy(self)
        twin._set_limits(  # noqa: SLF001  # its own
            self._timeout if timeout is None else timeout,
            self._limits.replace(max_attempts, deadline, confirm_after),
        )
        return twin

    def _set_limits(self, timeout: float, limits: Limits) -> None:
        self._timeout = check_seconds(timeout, "timeout")
        self._limits = limits

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pools.aclose()
        self._pacer.close()

    async def send(self, operation: Operation[T]) -> T:
        """Send an operation until it succeeds, fails for good, or runs out of attempts or time."""
        return await self.run(self.call(operation))

    def call(self, operation: Operation[T]) -> RequestState[T]:
        """State of a new call."""
        return RequestState(operation, self._limits, self._budget)

    async def run(self, call: RequestState[T]) -> T:
        """Send the operation of a call, like `send`."""
        with instrument_call(call):
            try:
                return await async_retry(partial(self._step, call), call)
            except AttemptFailed as failure:
                error = failure.error
            # Outside of the handler, so that the error does not keep what httpx knows of the
            # request.
            from fastlabel._client.redaction import redact  # noqa: PLC0415  # takes time, few need it

            raise redact(error, self._endpoint.token)

    async def _step(self, call: RequestState[T]) -> T:
        try:
            call.begin()
            if call.is_probing:
                task_id = call.on_probe_result(await self._probe(call))
                if task_id is not None:
                    return call.operation.read(Response(200, {}, to_json(task_id)))
            return call.on_response(await self._attempt(call))
        except AttemptFailed as failure:
            if failure.pause is not None:
                self._pacer.pause(min(failure.pause, _MAX_SHARED_PAUSE))
            raise

    async def _attempt(self, call: RequestState[object]) -> Response:
        try:
            return await self._exchange(call, call.operation)
        except NoResponse as lost:
            raise call.on_no_response(lost) from None
        except InvalidResponseError as error:
            raise call.on_bad_response(error) from None

    async def _probe(self, call: RequestState[object]) -> list[TaskId]:
        """Ids of the tasks that have the name of a create with an unknown outcome."""
        names: dict[TaskId, str] = {}
        offset, has_more = 0, True
        while has_more:
            try:
                response = await self._exchange(call, call.probe.page(offset))
                page = call.read_probe_page(response)
            except (NoResponse, FastLabelException) as error:
                # It is not a page of tasks, or the client was closed meanwhile.
                raise call.on_probe_failed(error) from None
            offset += len(page)
            has_more = not names.keys() >= page.keys()
            names |= page
        return [task_id for task_id, name in names.items() if name == call.probe.name]

    async def _exchange(self, call: RequestState[object], operation: Operation[object]) -> Response:
        """Send an operation once and read its whole response."""
        while seconds := self._pacer.acquire_or_wait_time():
            if seconds >= call.remaining:
                raise call.on_rate_limited(seconds)
            await async_sleep(seconds)
        http = self._pools.current
        try:
            with deadline(call.remaining):
                return await _receive(
                    await http.handle_async_request(self._build(operation, call.remaining))
                )
        except (DeadlineExceeded, TruncatedBody) as error:
            raise NoResponse(str(error), is_timeout=isinstance(error, DeadlineExceeded)) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ProtocolError) as error:
            raise NoResponse(
                f"{type(error).__name__}: {error}".removesuffix(": "),
                is_connected=not isinstance(error, _NOT_CONNECTED),
                is_trusted=certificate_error(error) is None,
                is_timeout=isinstance(error, httpx.TimeoutException),
            ) from None

    def _build(self, operation: Operation[object], seconds: float) -> httpx.Request:
        connect, pool = min(self._timeout, _CONNECT_TIMEOUT), min(self._timeout, seconds)
        timeouts = httpx.Timeout(self._timeout, connect=connect, pool=pool).as_dict()
        # Stored nowhere else, so that no look at a transport shows it.
        headers = [*self._headers, (b"Authorization", f"Bearer {self._endpoint.token}".encode())]
        stream, body = None, operation.body
        if body is not None:
            headers.append((b"Content-Length", b"%d" % len(body)))
            stream = _BodyStream(body)
        url = httpx.URL(self._endpoint.base_url + operation.target)
        self._endpoint.require_within(str(url))
        return httpx.Request(
            operation.method, url, headers=headers, stream=stream, extensions={"timeout": timeouts}
        )


def _open_pool(endpoint: Endpoint, ca_file: Path | None) -> AsyncDeadlineTransport:
    context = ssl_context(ca_file) if endpoint.is_encrypted else unused_ssl_context()
    return AsyncDeadlineTransport(context, endpoint.proxy())


class _BodyStream(httpx.AsyncByteStream):
    """A body that httpx may iterate as often as it likes."""

    def __init__(self, body: JsonBody) -> None:
        self._body = body

    def __aiter__(self) -> AsyncIterator[bytes]:
        return async_stream(self._body)


async def _receive(response: httpx.Response) -> Response:
    try:
        decoder = GzipDecoder(response.headers.get("content-encoding"))
        async for chunk in response.aiter_raw():
            decoder.feed(chunk)
        return Response(response.status_code, response.headers, decoder.finish())
    finally:
        await response.aclose()
