"""Downloads the media of tasks, several at once, and resumes an earlier run."""

from __future__ import annotations

import errno
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar

from fastlabel._client._async.media_fetcher import AsyncMediaFetcher
from fastlabel._client._async.retrying import async_retry_media
from fastlabel._client._async.transport import AsyncTransport
from fastlabel._client.concurrency import (
    AsyncAnyIterable,
    async_each,
    async_for_each,
    async_in_thread,
)
from fastlabel._client.download.folder import MediaFolder, PendingDownload, open_media_folder
from fastlabel._client.download.manifest import FolderIdentity
from fastlabel._client.download.reports import DownloadReport, PullReport
from fastlabel._client.download.response_checks import DownloadedFile
from fastlabel._client.retry.budget import RetryBudget
from fastlabel._media.layout import MediaFile, media_files
from fastlabel._protocol.kinds import TaskKind
from fastlabel._protocol.limits import check_concurrency
from fastlabel._protocol.operations import tasks as operations
from fastlabel._types import StrPath
from fastlabel.errors import (
    AuthenticationError,
    FastLabelException,
    InvalidResponseError,
    NotFoundError,
)
from fastlabel.models.tasks.base import NewTask, Task
from fastlabel.progress import ShowProgress, track_progress

T = TypeVar("T", bound=Task)

_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


async def async_download(
    transport: AsyncTransport,
    kind: TaskKind[T, NewTask],
    tasks: AsyncAnyIterable[T],
    folder: StrPath,
    *,
    concurrency: int,
    progress: ShowProgress,
) -> DownloadReport:
    """Download media; arguments and errors as for `download` of the resources."""
    check_concurrency(concurrency)
    identity = FolderIdentity(transport.base_url, kind.path, None)
    # Only where a task has one media file, the number of tasks is that of the files.
    counted = None if kind.has_contents else tasks
    with (
        track_progress(counted, "download", progress) as tracker,
        open_media_folder(Path(folder), identity, kind.response, tracker.count) as target,
    ):
        await _AsyncRun(transport, kind, target).run(tasks, concurrency)
        return target.report()


async def async_pull(
    transport: AsyncTransport,
    kind: TaskKind[T, NewTask],
    tasks: AsyncGenerator[T],
    folder: StrPath,
    *,
    project: str,
    media: bool,
    prune: bool,
    concurrency: int,
    progress: ShowProgress,
) -> PullReport:
    """Download a project; arguments and errors as for `pull` of the resources."""
    check_concurrency(concurrency)
    identity = FolderIdentity(transport.base_url, kind.path, project)
    with (
        track_progress(None, "pull", progress) as tracker,
        open_media_folder(Path(folder), identity, kind.response, tracker.count) as target,
    ):
        async with aclosing(tasks):
            run = _AsyncRun(transport, kind, target)
            await run.run(tasks, concurrency, once=True, media=media)
        return await async_in_thread(target.pull_report, prune=prune)


class _AsyncRun(Generic[T]):
    """One run over many tasks of one kind."""

    def __init__(
        self, transport: AsyncTransport, kind: TaskKind[T, NewTask], folder: MediaFolder
    ) -> None:
        self._transport = transport
        self._kind = kind
        self._folder = folder
        self._budget = RetryBudget()
        self._fetcher: AsyncMediaFetcher = transport.media_fetcher()

    async def run(
        self,
        tasks: AsyncAnyIterable[T],
        concurrency: int,
        *,
        once: bool = False,
        media: bool = True,
    ) -> None:
        """Download the media of tasks that are missing or outdated."""
        add_task = partial(self._folder.add_task, once=once, media=media)
        try:
            async with aclosing(self._pending(tasks, add_task)) as pending:
                await async_for_each(pending, self._process, concurrency)
        finally:
            await self._fetcher.aclose()

    async def _pending(
        self, tasks: AsyncAnyIterable[T], add_task: partial[list[PendingDownload]]
    ) -> AsyncGenerator[PendingDownload]:
        async for task in async_each(tasks):
            for pending in await async_in_thread(add_task, task):
                yield pending

    async def _process(self, _: int, pending: PendingDownload) -> None:
        """Download one media file, unless the existing one is intact."""
        try:
            if not await async_in_thread(self._folder.record_if_intact, pending):
                file = await self._download(pending)
                await async_in_thread(self._folder.record_fetched, pending, file)
            return
        except AuthenticationError:
            raise
        except FastLabelException as raised:
            error = raised
        except OSError as raised:
            if raised.errno in _NO_SPACE:
                raise
            path = pending.medium.path.as_posix()
            error = FastLabelException(f"{path}: {raised.strerror or type(raised).__name__}")
        await async_in_thread(self._folder.record_failed, pending, error)

    async def _download(self, pending: PendingDownload) -> DownloadedFile:
        path = await async_in_thread(self._folder.target, pending)
        if pending.medium.url is not None:
            # The URL has usually expired.
            with suppress(NotFoundError):
                return await self._download_url(pending.medium.url, path)
        return await self._download_url(await self._fresh_url(pending.medium), path)

    async def _download_url(self, url: str, path: Path) -> DownloadedFile:
        download = partial(self._fetcher.download, url, path, formats=self._kind.extensions)
        return await async_retry_media(download, self._transport.limits, self._budget)

    async def _fresh_url(self, medium: MediaFile) -> str:
        task = await self._transport.send(operations.find(self._kind, medium.task_id))
        urls = [other.url for other in media_files(task) if other.path == medium.path]
        if not urls or urls[0] is None:
            path = medium.path.as_posix()
            raise InvalidResponseError(f"{path}: task {medium.task_id} has no URL of it")
        return urls[0]
