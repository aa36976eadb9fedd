"""Tasks of any kind, by their id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastlabel._client._async.transport import AsyncTransport
from fastlabel._protocol.operations import tasks as operations

if TYPE_CHECKING:
    from fastlabel.models import TaskId, TaskStatus


class AsyncTasksResource:
    """Tasks of any kind, by their id."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def update(
        self, task_id: str, *, status: TaskStatus | None = None, tags: Sequence[str] | None = None
    ) -> TaskId:
        """Set a task's status and tags.

        Args:
            task_id: The task's id.
            status: The new status; None leaves it as it is.
            tags: All of the new tags; None leaves them as they are, an empty list clears them.

        Returns:
            The task's id.

        Raises:
            NotFoundError: There is no such task.
            FastLabelException: Any other failure, see `fastlabel.errors`.
        """
        return await self._transport.send(operations.update(task_id, status=status, tags=tags))

    async def delete(self, task_id: str) -> None:
        """Delete a task for good.

        Raises:
            NotFoundError: There is no such task.
            FastLabelException: Any other failure, see `fastlabel.errors`.
        """
        await self._transport.send(operations.delete(task_id))
