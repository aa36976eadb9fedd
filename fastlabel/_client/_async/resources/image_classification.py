"""Tasks of image classification projects: attributes of one whole image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

from fastlabel._client._async.resources.base import AsyncTaskResource
from fastlabel._protocol.kinds import IMAGE_CLASSIFICATION, TaskKind

if TYPE_CHECKING:
    from fastlabel._protocol.upload import Progress
    from fastlabel._types import StrPath
    from fastlabel.models import (
        Attribute,
        ImageClassificationTask,
        NewImageClassificationTask,
        TaskId,
        TaskStatus,
    )


class AsyncImageClassificationResource(
    AsyncTaskResource["ImageClassificationTask", "NewImageClassificationTask"]
):
    """Tasks of image classification projects: attributes of one whole image."""

    _kind: TaskKind[ImageClassificationTask, NewImageClassificationTask] = IMAGE_CLASSIFICATION

    async def create(
        self,
        *,
        project: str,
        name: str | None = None,
        file_path: StrPath | None = None,
        file: bytes | BinaryIO | None = None,
        status: TaskStatus | None = None,
        attributes: Sequence[Attribute | Mapping[str, object]] = (),
        tags: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> TaskId:
        """Create a task from a PNG or JPEG. Give exactly one of `file_path` and `file`.

        Args:
            project: The project's slug.
            name: Unique in the project; by default the file's own name.
            file_path: The image on this machine. It is streamed, never whole in memory.
            file: The image's bytes, or an open binary file; `name` is then required.
            status: The task's first status; the service says `registered` by default.
            attributes: What the image is: models, or mappings of their JSON form.
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
            file_path=file_path,
            file=file,
            status=status,
            attributes=attributes,
            tags=tags,
        )
