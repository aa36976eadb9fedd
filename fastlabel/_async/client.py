"""The client: one connection pool, and a resource for each kind of task."""

from __future__ import annotations

from types import TracebackType
from typing import Final, Self

from fastlabel._async.resources import (
    AsyncImageClassificationResource,
    AsyncImageResource,
    AsyncMultiImageResource,
    AsyncTasksResource,
    AsyncVideoResource,
)
from fastlabel._async.transport import AsyncTransport
from fastlabel.endpoint import Endpoint

__all__ = ["AsyncClient"]

_DEADLINE: Final = 300.0


class AsyncClient:
    """The FastLabel API, typed.

    Args:
        access_token: Sent to the base URL and nowhere else; by default the environment variable
            `FASTLABEL_ACCESS_TOKEN`.
        base_url: By default the environment variable `FASTLABEL_API_URL`, else
            `https://api.fastlabel.ai/v1/`. Plain http is for this machine only.
        timeout: Seconds that one network operation may take.

    Raises:
        FastLabelInvalidException: The token is missing, or the URL is not one to send it to.
    """

    image: AsyncImageResource
    """Image tasks: boxes, polygons, keypoints, lines and segmentations on one image."""
    image_classification: AsyncImageClassificationResource
    """Image classification tasks: attributes of one whole image."""
    multi_image: AsyncMultiImageResource
    """Multi-image tasks: several images, annotated together."""
    video: AsyncVideoResource
    """Video tasks: boxes by frame."""
    tasks: AsyncTasksResource
    """Tasks of any kind, by their id: update and delete."""

    def __init__(
        self,
        access_token: str | None = None,
        base_url: str | None = None,
        *,
        timeout: float = 60.0,
    ) -> None:
        self._endpoint = Endpoint.configured(access_token, base_url)
        self._transport = AsyncTransport(self._endpoint, timeout=timeout, deadline=_DEADLINE)
        self.image = AsyncImageResource(self._transport)
        self.image_classification = AsyncImageClassificationResource(self._transport)
        self.multi_image = AsyncMultiImageResource(self._transport)
        self.video = AsyncVideoResource(self._transport)
        self.tasks = AsyncTasksResource(self._transport)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._endpoint.base_url!r})"

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
