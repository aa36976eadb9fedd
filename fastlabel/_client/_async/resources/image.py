"""Tasks of image projects: boxes, polygons, keypoints, lines and segmentations on one image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

from fastlabel._client._async.resources.base import AsyncTaskResource
from fastlabel._protocol.kinds import IMAGE, TaskKind

if TYPE_CHECKING:
    from fastlabel._protocol.upload import Progress
    from fastlabel._types import StrPath
    from fastlabel.models import ImageAnnotation, ImageTask, NewImageTask, TaskId, TaskStatus


class AsyncImageResource(AsyncTaskResource["ImageTask", "NewImageTask"]):
    """Tasks of image projects: boxes, polygons, keypoints, lines and segmentations on one image."""

    _kind: TaskKind[ImageTask, NewImageTask] = IMAGE

    async def create(
        self,
        *,
        project: str,
        name: str | None = None,
        file_path: StrPath | None = None,
        file: bytes | BinaryIO | None = None,
        status: TaskStatus | None = None,
        annotations: Sequence[ImageAnnotation | Mapping[str, object]] = (),
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
            annotations: Models, or mappings of their JSON form. Their classes exist in the project.
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
            annotations=annotations,
            tags=tags,
        )
