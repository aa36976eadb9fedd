"""The client: one connection pool, and a resource for each noun of the API."""

from __future__ import annotations

import copy
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from fastlabel._client._async.resources.image import AsyncImageResource
from fastlabel._client._async.resources.image_classification import AsyncImageClassificationResource
from fastlabel._client._async.resources.multi_image import AsyncMultiImageResource
from fastlabel._client._async.resources.tasks import AsyncTasksResource
from fastlabel._client._async.resources.video import AsyncVideoResource
from fastlabel._client._async.transport import AsyncTransport
from fastlabel._client.endpoint import Endpoint
from fastlabel._client.rate_limit.limit import RateLimit
from fastlabel._client.retry.policy import Limits
from fastlabel._types import StrPath


class AsyncClient:
    """The FastLabel API, typed.

    Args:
        access_token: Sent to the base URL and nowhere else; by default the environment variable
            `FASTLABEL_ACCESS_TOKEN`.
        base_url: By default the environment variable `FASTLABEL_API_URL`, else
            `https://api.fastlabel.ai/v1/`. Plain http is for this machine only.
        timeout: Seconds that one network operation may take: to connect (10 at most), to read or
            write some bytes, to get a connection.
        deadline: Seconds that one call may take with all its attempts and waits. A large file is
            given a second more for each 100,000 bytes.
        max_attempts: How often a request is sent at most. It is sent again only where that cannot
            create a task twice.
        confirm_after: Seconds after which a create without a response counts as not made, if no
            task of its name is found, and is sent again; four times as long after a timeout.
        rate_limit: How many calls may be made, by default 10,000 in 10 minutes and, on this
            machine, any number. A path is a file through which processes share one limit.
        ca_file: Certificate authorities (PEM) to trust instead of the usual ones.

    Raises:
        FastLabelInvalidException: The token is missing, the URL is not one to send it to, or
            another argument is wrong.
    """

    def __init__(
        self,
        access_token: str | None = None,
        base_url: str | None = None,
        *,
        timeout: float = 60.0,
        deadline: float = 300.0,
        max_attempts: int = 4,
        confirm_after: float = 15.0,
        rate_limit: RateLimit | StrPath | None = None,
        ca_file: StrPath | None = None,
    ) -> None:
        try:
            self._endpoint = Endpoint.from_env(access_token, base_url)
        finally:
            # A traceback that shows variables should not show this one.
            del access_token
        self._transport = AsyncTransport(
            self._endpoint,
            timeout=timeout,
            limits=Limits(max_attempts, deadline, confirm_after),
            rate_limit=RateLimit.from_option(rate_limit, is_loopback=self._endpoint.is_loopback),
            ca_file=None if ca_file is None else Path(ca_file),
        )

    @cached_property
    def image(self) -> AsyncImageResource:
        """Image tasks: boxes, polygons, keypoints, lines and segmentations on one image."""
        return AsyncImageResource(self._transport)

    @cached_property
    def image_classification(self) -> AsyncImageClassificationResource:
        """Image classification tasks: attributes of one whole image."""
        return AsyncImageClassificationResource(self._transport)

    @cached_property
    def multi_image(self) -> AsyncMultiImageResource:
        """Multi-image tasks: several images, annotated together."""
        return AsyncMultiImageResource(self._transport)

    @cached_property
    def video(self) -> AsyncVideoResource:
        """Video tasks: boxes by frame."""
        return AsyncVideoResource(self._transport)

    @cached_property
    def tasks(self) -> AsyncTasksResource:
        """Tasks of any kind, by their id: update and delete."""
        return AsyncTasksResource(self._transport)

    def with_options(
        self,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        max_attempts: int | None = None,
        confirm_after: float | None = None,
    ) -> Self:
        """A client with other limits, on the same connections and the same rate limit.

        Closing either closes both.

        Args:
            timeout: Seconds that one network operation may take; None leaves it as it is.
            deadline: Seconds that one call may take in all; None leaves it as it is.
            max_attempts: How often a request is sent at most; None leaves it as it is.
            confirm_after: Seconds until a create that cannot be found counts as not made; None
                leaves it as it is.

        Raises:
            FastLabelInvalidException: A value is not above 0.
        """
        twin = copy.copy(self)
        # Its resources are created anew: those of this client send with this client's limits.
        for name, value in vars(self).items():
            if isinstance(value, AsyncTasksResource):
                delattr(twin, name)
        twin._transport = self._transport.with_options(  # noqa: SLF001  # its own
            timeout, max_attempts, deadline, confirm_after
        )
        return twin

    def __repr__(self) -> str:
        endpoint = vars(self).get("_endpoint")
        return f"{type(self).__name__}(base_url={endpoint.base_url if endpoint else None!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()
