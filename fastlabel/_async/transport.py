"""Sends requests over HTTP, again where that is safe. The one module that knows httpx."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Final

import httpx
from tenacity import AsyncRetrying

from fastlabel.concurrency import async_close_when_forgotten, async_sleep, async_stream
from fastlabel.endpoint import Endpoint
from fastlabel.media import JsonBody
from fastlabel.requests import Request
from fastlabel.responses import Response
from fastlabel.retries import Call, Failure

__all__ = ["AsyncTransport"]

_CONNECT_TIMEOUT: Final = 10.0
_NOT_CONNECTED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class AsyncTransport:
    """A pool of connections to one endpoint.

    Args:
        endpoint: Where to, and with which token.
        timeout: Seconds that one network operation may take.
        deadline: Seconds that one call may take, its further attempts and waits included.
    """

    def __init__(self, endpoint: Endpoint, *, timeout: float, deadline: float) -> None:
        self._endpoint = endpoint
        self._deadline = deadline
        self._http = httpx.AsyncClient(
            follow_redirects=False,
            headers={
                "Authorization": f"Bearer {endpoint.token}",
                "Content-Type": "application/json",
                "User-Agent": f"fastlabel-python/{version('fastlabel')}",
            },
            timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT_TIMEOUT)),
            trust_env=not endpoint.is_loopback,
            verify=_ssl_context(),
        )
        async_close_when_forgotten(self, self._http.aclose)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def send(self, request: Request) -> Response:
        """Send a request until it succeeds, fails for good, or runs out of attempts or time.

        Raises:
            FastLabelException: The error of the last attempt.
        """
        call = Call(request, self._deadline)
        retrying = AsyncRetrying(
            sleep=async_sleep, wait=call.wait, retry=call.is_repeatable, reraise=True
        )
        try:
            return await retrying(self._attempt, call)
        except Failure as failure:
            raise failure.error from None

    async def _attempt(self, call: Call) -> Response:
        try:
            answer = await self._http.send(self._build(call.request))
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise call.lost(
                f"{type(error).__name__}: {error}".removesuffix(": "),
                connected=not isinstance(error, _NOT_CONNECTED),
                trusted=not _is_certificate_error(error),
            ) from None
        response = Response(answer.status_code, answer.headers, answer.content)
        if not call.is_done(response):
            raise call.refused(self._without_token(response), datetime.now(UTC))
        return response

    def _build(self, request: Request) -> httpx.Request:
        url = self._endpoint.base_url + request.path
        if request.body is None:
            return self._http.build_request(request.method, url)
        headers = {"Content-Length": str(len(request.body))}
        built = self._http.build_request(request.method, url, headers=headers)
        built.stream = _BodyStream(request.body)
        return built

    def _without_token(self, response: Response) -> Response:
        """The answer of a server that echoes what it was sent."""
        return replace(response, body=response.body.replace(self._endpoint.token.encode(), b"***"))


class _BodyStream(httpx.AsyncByteStream):
    """A body that httpx may iterate as often as it likes."""

    def __init__(self, body: JsonBody) -> None:
        self._body = body

    def __aiter__(self) -> AsyncIterator[bytes]:
        return async_stream(self._body)


def _is_certificate_error(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


@cache
def _ssl_context() -> ssl.SSLContext:
    """One for all clients: making it reads every certificate authority."""
    return httpx.create_ssl_context()
