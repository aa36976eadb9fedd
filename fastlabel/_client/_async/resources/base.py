"""What every kind of task offers: reading, creating many, and downloading."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from fastlabel._client._async.resources.tasks import AsyncTasksResource
from fastlabel._protocol import validation
from fastlabel._protocol.new_tasks import parse_new_task
from fastlabel._protocol.operations import tasks as operations
from fastlabel.errors import InvalidResponseError

if TYPE_CHECKING:
    from fastlabel._client.bulk.reports import CreateReport, OnError
    from fastlabel._client.concurrency import AsyncAnyIterable
    from fastlabel._client.download.reports import DownloadReport, PullReport
    from fastlabel._protocol.kinds import TaskKind
    from fastlabel._protocol.upload import Progress
    from fastlabel._types import StrPath
    from fastlabel.models import TaskId, TaskStatus
    from fastlabel.models.tasks.base import NewTask, Task
    from fastlabel.progress import ShowProgress

T = TypeVar("T", bound="Task")
N = TypeVar("N", bound="NewTask")


class AsyncTaskResource(AsyncTasksResource, Generic[T, N]):
    """Tasks of one kind."""

    _kind: TaskKind[T, N]

    async def find(self, task_id: str) -> T:
        """Read one task by its id.

        Raises:
            NotFoundError: No task of this kind has the id.
            FastLabelException: Any other failure, see `fastlabel.errors`.
        """
        return await self._transport.send(operations.find(self._kind, task_id))

    async def find_by_name(self, *, project: str, name: str) -> T | None:
        """Read one task by its name, which is unique in its project.

        Returns:
            The task, or None if there is none of this very name.

        Raises:
            FastLabelException: Any failure, see `fastlabel.errors`.
        """
        return await self._transport.send(operations.find_by_name(self._kind, project, name))

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
        return await self._transport.send(
            operations.list_page(
                self._kind, project=project, status=status, tags=tags, offset=offset, limit=limit
            )
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
        operations.list_page(self._kind, project=project, status=status, tags=tags)
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
            self._kind.create,
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
        """Download the media of tasks into a folder, concurrently and in constant memory.

        Files go to `media/<name>`, those of a multi-image task to
        `media/<task name>/<content name>`, with sanitized names: `fastlabel.media_paths` returns
        them. The tasks go to `tasks.jsonl`, one per line, in the given order. Run again, it skips
        files that are unchanged, if `updated_at` of their task is the same. An expired URL is
        requested anew. Other files in the folder are left alone.

        Args:
            tasks: Tasks of this kind with different names.
            folder: Created when missing. One run uses it at a time.
            concurrency: How many media at once, 1 to 1000.
            progress: None shows it on standard error if it takes longer: a bar on a terminal (with
                `rich`), otherwise lines. False shows nothing. A function is called after each
                medium.

        Returns:
            Counts, and one outcome for each file in the order of the tasks. Failures are reported
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
        """Download a project into a folder, in the layout of `download`.

        Run again, it downloads new files and those of tasks whose `updated_at` changed. Deleted
        tasks are removed from `tasks.jsonl`; their media stay. If nothing changed, `tasks.jsonl`
        is not rewritten, even if the service signs its URLs anew for each response.

        Args:
            project: The project's slug.
            folder: Created when missing. It belongs to this project; one run uses it at a time.
            status: Only tasks of this status.
            tags: Only tasks with these tags, at most 10.
            media: Whether to fetch media, or only the tasks.
            prune: Remove media of tasks that are not in `tasks.jsonl` any more. What was changed
                since it was fetched stays.
            concurrency: How many media at once, 1 to 1000.
            progress: As for `download`.

        Returns:
            Counts, and one outcome for each file in the order of the tasks. Failures are reported
            there and not raised.

        Raises:
            FastLabelException: The tasks cannot be read, see `fastlabel.errors`.
            FastLabelInvalidException: An argument is wrong, another run fills the folder, or it
                holds media of another kind, project or service.
            OSError: The folder cannot be written, as when the disk is full.
        """
        operations.list_page(self._kind, project=project, status=status, tags=tags)
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

    async def _create(self, progress: Progress | None, **fields: object) -> TaskId:
        task = parse_new_task(self._kind.create, fields)
        return await self._transport.send(operations.create(self._kind, task, progress))
