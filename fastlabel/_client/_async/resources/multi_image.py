"""Tasks of multi-image projects: several images, annotated together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fastlabel._client._async.resources.base import AsyncTaskResource
from fastlabel._protocol.kinds import MULTI_IMAGE, TaskKind

if TYPE_CHECKING:
    from fastlabel._protocol.upload import Progress
    from fastlabel._types import StrPath
    from fastlabel.models import (
        MultiImageAnnotation,
        MultiImageTask,
        NewMultiImageTask,
        TaskId,
        TaskStatus,
    )


class AsyncMultiImageResource(AsyncTaskResource["MultiImageTask", "NewMultiImageTask"]):
    """Tasks of multi-image projects: several images, annotated together."""

    _kind: TaskKind[MultiImageTask, NewMultiImageTask] = MULTI_IMAGE

    async def create(
        self,
        *,
        project: str,
        name: str | None = None,
        folder_path: StrPath | None = None,
        files: Sequence[StrPath] | Mapping[str, StrPath | bytes] | None = None,
        status: TaskStatus | None = None,
        annotations: Sequence[MultiImageAnnotation | Mapping[str, object]] = (),
        tags: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> TaskId:
        """Create one task from several images. Give exactly one of `folder_path` and `files`.

        Args:
            project: The project's slug.
            name: Unique in the project; by default the folder's own name.
            folder_path: A folder; all of its files but the hidden ones are sent, by name.
            files: Paths, or content names → paths or bytes; `name` is then required.
            status: The task's first status; the service says `registered` by default.
            annotations: Models, or mappings of their JSON form; `content` names their image.
            tags: The task's tags.
            progress: Called while the body goes out, with its bytes so far and in all; an attempt
                that is repeated begins at 0 again.

        Returns:
            The new task's id.

        Raises:
            FastLabelInvalidException: An argument is wrong; the message names the place.
            ConflictError: The name is taken.
            AmbiguousWriteError: It may or may not have been created, and could not be looked up.
            FastLabelException: Any other failure, see `fastlabel.errors`.
        """
        return await self._create(
            progress,
            project=project,
            name=name,
            folder_path=folder_path,
            files=files,
            status=status,
            annotations=annotations,
            tags=tags,
        )
