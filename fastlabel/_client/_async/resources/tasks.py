"""What the client offers for each kind of task."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Generic, TypeVar

from fastlabel._client._async.transport import AsyncTransport
from fastlabel._protocol import requests, responses, validation
from fastlabel._protocol.kinds import IMAGE, IMAGE_CLASSIFICATION, MULTI_IMAGE, VIDEO, TaskKind
from fastlabel._protocol.upload import Progress
from fastlabel._types import StrPath
from fastlabel.errors import InvalidResponseError
from fastlabel.models import (
    Attribute,
    ImageAnnotation,
    ImageClassificationTask,
    ImageTask,
    MultiImageAnnotation,
    MultiImageTask,
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    TaskId,
    TaskStatus,
    VideoAnnotation,
    VideoTask,
)
from fastlabel.models.tasks import AnyNewTask
from fastlabel.models.tasks.base import NewTask, Task

if TYPE_CHECKING:
    from fastlabel._client.bulk.reports import CreateReport, OnError
    from fastlabel._client.concurrency import AsyncAnyIterable
    from fastlabel._client.download.reports import DownloadReport, PullReport
    from fastlabel.progress import ShowProgress

__all__ = [
    "AsyncImageClassificationResource",
    "AsyncImageResource",
    "AsyncMultiImageResource",
    "AsyncTasksResource",
    "AsyncVideoResource",
]

T = TypeVar("T", bound=Task)
N = TypeVar("N", bound=AnyNewTask)


class AsyncTasksResource:
    """Tasks of any kind, by their id."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def update(
        self,
        task_id: str,
        *,
        status: TaskStatus | None = None,
        tags: Sequence[str] | None = None,
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
        request = requests.update(task_id, status=status, tags=tags)
        return await self._transport.send(request, responses.read_id)

    async def delete(self, task_id: str) -> None:
        """Delete a task for good.

        Raises:
            NotFoundError: There is no such task.
            FastLabelException: Any other failure, see `fastlabel.errors`.
        """
        await self._transport.send(requests.delete(task_id), responses.read_nothing)


class _AsyncKindResource(AsyncTasksResource, Generic[T, N]):
    """Tasks of one kind: how they are read, and how many are created."""

    def __init__(self, transport: AsyncTransport, kind: TaskKind[T, NewTask], new: type[N]) -> None:
        super().__init__(transport)
        self._kind = kind
        self._new = new

    async def find(self, task_id: str) -> T:
        """Read one task by its id.

        Raises:
            NotFoundError: There is no such task of this kind.
            FastLabelException: Any other failure, see `fastlabel.errors`.
        """
        request = requests.find(self._kind, task_id)
        return await self._transport.send(
            request, partial(responses.read_task, self._kind.response)
        )

    async def find_by_name(self, *, project: str, name: str) -> T | None:
        """Read one task by its name, which is unique in its project.

        Returns:
            The task, or None if there is none of this very name.

        Raises:
            FastLabelException: Any failure, see `fastlabel.errors`.
        """
        request = requests.find_by_name(self._kind, project, name)
        read = partial(responses.read_first, self._kind.response, name)
        return await self._transport.send(request, read)

    async def get(
        self,
        *,
        project: str,
        status: TaskStatus | None = None,
        tags: Sequence[str] = (),
        offset: int | None = None,
        limit: int | None = None,
    ) -> list[T]:
        """Read one page of tasks, with one call.

        Args:
            project: The project's slug.
            status: Only tasks of this status.
            tags: Only tasks with these tags, at most 10.
            offset: How many tasks to pass over.
            limit: How many tasks at most: up to 1000 of images, up to 10 of multi-images and
                videos. None leaves it to the service (100 and 10).

        Raises:
            FastLabelException: Any failure, see `fastlabel.errors`.
        """
        validation.check_offset(offset)
        validation.check_limit(limit, self._kind.page_max)
        request = requests.list_page(
            self._kind, project=project, status=status, tags=tags, offset=offset, limit=limit
        )
        return await self._transport.send(
            request, partial(responses.read_tasks, self._kind.response)
        )

    def iter(
        self, *, project: str, status: TaskStatus | None = None, tags: Sequence[str] = ()
    ) -> AsyncIterator[T]:
        """Read every task, page by page, as they are asked for; one page is held at a time.

        Args:
            project: The project's slug.
            status: Only tasks of this status.
            tags: Only tasks with these tags, at most 10.

        Raises:
            FastLabelException: Any failure, see `fastlabel.errors`.
        """
        # Bad arguments are refused now, not at the first task.
        requests.list_page(self._kind, project=project, status=status, tags=tags)
        return self._pages(project, status, tuple(tags))

    async def _pages(
        self, project: str, status: TaskStatus | None, tags: Sequence[str]
    ) -> AsyncGenerator[T]:
        offset, count = 0, 0
        last_ids: frozenset[str] = frozenset()
        marked = last_ids
        while page := await self.get(
            project=project, status=status, tags=tags, offset=offset, limit=self._kind.page_max
        ):
            offset, count = offset + len(page), count + 1
            # A task created meanwhile shifts the pages; its neighbours come a second time.
            fresh = {task.id: task for task in page if task.id not in last_ids}
            last_ids = frozenset(task.id for task in page)
            if not fresh or last_ids <= marked:
                which = "an earlier one" if fresh else "the one before"
                raise InvalidResponseError(f"the page at offset {offset} repeats {which}")
            # Each page whose number is a power of two: pages that come round again meet it.
            if not count & (count - 1):
                marked = last_ids
            for task in fresh.values():
                yield task

    async def create_many(
        self,
        tasks: AsyncAnyIterable[N],
        *,
        journal: StrPath | None = None,
        concurrency: int = 8,
        on_error: OnError = "collect",
        progress: ShowProgress = None,
    ) -> CreateReport:
        """Create many tasks, several at once. They are taken one by one, so memory stays flat.

        With a journal the same call goes on where an earlier one ended, however it ended: what is
        done is skipped, what is in doubt is looked up by its name, what failed is tried again.

        Args:
            tasks: What to create. Names are unique in a project.
            journal: A file, made when missing, that notes what was sent and what came of it. One
                run has it at a time. A damaged one is moved aside and made anew from what the
                service has.
            concurrency: How many at once, 1 to 1000.
            on_error: `collect` notes what failed in the report; `raise` raises the first failure,
                once what is under way has ended.
            progress: None shows it on standard error if it takes longer: a bar on a terminal (with
                `rich`), otherwise lines. False shows nothing. A function is called after each task.

        Returns:
            Counts, and one outcome for each task in the order given.

        Raises:
            AuthenticationError: The token was refused, which ends the run at once.
            JournalError: The journal cannot be read or written, as when the disk is full.
            FastLabelInvalidException: An argument is wrong, another run has the journal, or it is
                about another service.
            FastLabelException: With `on_error="raise"`, the first failure.
        """
        # Here as below: loading it would delay the first answer, and few calls need it.
        from fastlabel._client._async.create_many import async_create_many  # noqa: PLC0415

        return await async_create_many(
            self._transport,
            self._kind,
            self._new,
            tasks,
            journal=journal,
            concurrency=concurrency,
            on_error=on_error,
            progress=progress,
        )

    async def download(
        self,
        tasks: AsyncAnyIterable[T],
        folder: StrPath,
        *,
        concurrency: int = 8,
        progress: ShowProgress = None,
    ) -> DownloadReport:
        """Bring the media of tasks into a folder, several at once; memory stays flat.

        A medium is at `media/<name>`, and those of a multi-image task are at
        `media/<task name>/<content name>`, with names made safe: `fastlabel.media_paths` tells. The
        tasks are in `tasks.jsonl`, one a line, in the order given. Run again, it keeps what is
        there unchanged, if `updated_at` of its task is what it was. A URL that has expired is asked
        for anew. Files that it did not fetch are left as they are.

        Args:
            tasks: Tasks of this kind, whose names differ.
            folder: Made when missing. One run fills it at a time.
            concurrency: How many media at once, 1 to 1000.
            progress: None shows it on standard error if it takes longer: a bar on a terminal (with
                `rich`), otherwise lines. False shows nothing. A function is called after each
                medium.

        Returns:
            Counts, and one outcome for each medium in the order of the tasks. What failed is told
            there and not raised.

        Raises:
            AuthenticationError: The token was refused, which ends the run.
            FastLabelInvalidException: An argument is wrong, another run fills the folder, or it
                holds media of another kind, project or service.
            OSError: The folder cannot be written, as when the disk is full.
        """
        from fastlabel._client._async.download import async_download  # noqa: PLC0415

        return await async_download(
            self._transport, self._kind, tasks, folder, concurrency=concurrency, progress=progress
        )

    async def pull(
        self,
        *,
        project: str,
        folder: StrPath,
        status: TaskStatus | None = None,
        tags: Sequence[str] = (),
        media: bool = True,
        prune: bool = False,
        concurrency: int = 8,
        progress: ShowProgress = None,
    ) -> PullReport:
        """Bring a project into a folder, laid out as by `download`.

        Run again, it fetches what is new, and what is of a task whose `updated_at` changed. Tasks
        that are not there any more leave `tasks.jsonl`; their media stay. Where nothing changed,
        `tasks.jsonl` is left alone, though a service may sign its URLs anew for each answer.

        Args:
            project: The project's slug.
            folder: Made when missing. It belongs to this project, and one run fills it at a time.
            status: Only tasks of this status.
            tags: Only tasks with these tags, at most 10.
            media: Whether to fetch media, or only the tasks.
            prune: Remove media of tasks that are not in `tasks.jsonl` any more. What was changed
                since it was fetched stays.
            concurrency: How many media at once, 1 to 1000.
            progress: As for `download`.

        Returns:
            Counts, and one outcome for each medium in the order of the tasks. What failed is told
            there and not raised.

        Raises:
            FastLabelException: The tasks cannot be read, see `fastlabel.errors`.
            FastLabelInvalidException: An argument is wrong, another run fills the folder, or it
                holds media of another kind, project or service.
            OSError: The folder cannot be written, as when the disk is full.
        """
        requests.list_page(self._kind, project=project, status=status, tags=tags)
        from fastlabel._client._async.download import async_pull  # noqa: PLC0415

        return await async_pull(
            self._transport,
            self._kind,
            self._pages(project, status, tuple(tags)),
            folder,
            project=project,
            media=media,
            prune=prune,
            concurrency=concurrency,
            progress=progress,
        )

    async def _create(self, task: AnyNewTask, progress: Progress | None) -> TaskId:
        return await self._transport.send(requests.create(task, progress), responses.read_id)


class AsyncImageResource(_AsyncKindResource[ImageTask, NewImageTask]):
    """Tasks of image projects."""

    def __init__(self, transport: AsyncTransport) -> None:
        super().__init__(transport, IMAGE, NewImageTask)

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
        fields = {
            "project": project,
            "name": name,
            "file_path": file_path,
            "file": file,
            "status": status,
            "annotations": annotations,
            "tags": tags,
        }
        return await self._create(requests.build(NewImageTask, fields), progress)


class AsyncImageClassificationResource(
    _AsyncKindResource[ImageClassificationTask, NewImageClassificationTask]
):
    """Tasks of image classification projects."""

    def __init__(self, transport: AsyncTransport) -> None:
        super().__init__(transport, IMAGE_CLASSIFICATION, NewImageClassificationTask)

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
        fields = {
            "project": project,
            "name": name,
            "file_path": file_path,
            "file": file,
            "status": status,
            "attributes": attributes,
            "tags": tags,
        }
        return await self._create(requests.build(NewImageClassificationTask, fields), progress)


class AsyncMultiImageResource(_AsyncKindResource[MultiImageTask, NewMultiImageTask]):
    """Tasks of multi-image projects."""

    def __init__(self, transport: AsyncTransport) -> None:
        super().__init__(transport, MULTI_IMAGE, NewMultiImageTask)

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
        fields = {
            "project": project,
            "name": name,
            "folder_path": folder_path,
            "files": files,
            "status": status,
            "annotations": annotations,
            "tags": tags,
        }
        return await self._create(requests.build(NewMultiImageTask, fields), progress)


class AsyncVideoResource(_AsyncKindResource[VideoTask, NewVideoTask]):
    """Tasks of video projects."""

    def __init__(self, transport: AsyncTransport) -> None:
        super().__init__(transport, VIDEO, NewVideoTask)

    async def create(
        self,
        *,
        project: str,
        name: str | None = None,
        file_path: StrPath | None = None,
        file: bytes | BinaryIO | None = None,
        status: TaskStatus | None = None,
        annotations: Sequence[VideoAnnotation | Mapping[str, object]] = (),
        tags: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> TaskId:
        """Create a task from an MP4. Give exactly one of `file_path` and `file`.

        Args:
            project: The project's slug.
            name: Unique in the project; by default the file's own name.
            file_path: The video on this machine. It is streamed, never whole in memory.
            file: The video's bytes, or an open binary file; `name` is then required.
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
        fields = {
            "project": project,
            "name": name,
            "file_path": file_path,
            "file": file,
            "status": status,
            "annotations": annotations,
            "tags": tags,
        }
        return await self._create(requests.build(NewVideoTask, fields), progress)
