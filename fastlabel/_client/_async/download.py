"""Brings the media of tasks home, several at once, and goes on where an earlier run ended."""

from __future__ import annotations

import errno
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar

from fastlabel._client._async.media_fetcher import AsyncMediaFetcher
from fastlabel._client._async.transport import AsyncTransport
from fastlabel._client.concurrency import (
    AsyncAnyIterable,
    async_each,
    async_for_each,
    async_in_thread,
    async_sleep,
)
from fastlabel._client.download.answers import Downloaded
from fastlabel._client.download.folder import MediaFolder, PlacedMedium, opened_folder
from fastlabel._client.download.manifest import Owner
from fastlabel._client.download.reports import DownloadReport, PullReport
from fastlabel._client.download.retry import MediaAttempts
from fastlabel._client.rate_limit.limit import RetryBudget
from fastlabel._media.layout import Medium, media_of
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
from fastlabel.progress import ShowProgress, tracked

__all__ = ["async_download", "async_pull"]

T = TypeVar("T", bound=Task)

_NO_PLACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


async def async_download(
    transport: AsyncTransport,
    kind: TaskKind[T, NewTask],
    tasks: AsyncAnyIterable[T],
    folder: StrPath,
    *,
    concurrency: int,
    progress: ShowProgress,
) -> DownloadReport:
    """Bring media home. Arguments and errors: those of `download` of the resources."""
    check_concurrency(concurrency)
    owner = Owner(transport.base_url, kind.path, None)
    # Only where a task has one medium, the tasks tell how many there will be.
    counted = None if kind.has_contents else tasks
    with (
        tracked(counted, "download", progress) as tracker,
        opened_folder(Path(folder), owner, kind.response, tracker.count) as home,
    ):
        await _AsyncRun(transport, kind, home).bring(tasks, concurrency)
        return home.report()


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
    """Bring a project home. Arguments and errors: those of `pull` of the resources."""
    check_concurrency(concurrency)
    owner = Owner(transport.base_url, kind.path, project)
    with (
        tracked(None, "pull", progress) as tracker,
        opened_folder(Path(folder), owner, kind.response, tracker.count) as home,
    ):
        async with aclosing(tasks):
            run = _AsyncRun(transport, kind, home)
            await run.bring(tasks, concurrency, once=True, media=media)
        return await async_in_thread(home.pull_report, prune=prune)


class _AsyncRun(Generic[T]):
    """One run over many tasks of one kind."""

    def __init__(
        self, transport: AsyncTransport, kind: TaskKind[T, NewTask], home: MediaFolder
    ) -> None:
        self._transport = transport
        self._kind = kind
        self._home = home
        self._budget = RetryBudget()
        self._fetcher: AsyncMediaFetcher = transport.media_fetcher()

    async def bring(
        self,
        tasks: AsyncAnyIterable[T],
        concurrency: int,
        *,
        once: bool = False,
        media: bool = True,
    ) -> None:
        """Fetch the media of tasks that are not there.

        Args:
            tasks: The tasks.
            concurrency: How many media at once.
            once: Pass over tasks that came before.
            media: Whether media are wanted at all.

        Raises:
            FastLabelException: The tasks end with an error, or the run is to end.
            OSError: There is no place for them.
        """
        take = partial(self._home.take, once=once, media=media)
        try:
            async with aclosing(self._missing(tasks, take)) as missing:
                await async_for_each(missing, self._fetch, concurrency)
        finally:
            await self._fetcher.aclose()

    async def _missing(
        self, tasks: AsyncAnyIterable[T], take: partial[list[PlacedMedium]]
    ) -> AsyncGenerator[PlacedMedium]:
        async for task in async_each(tasks):
            for placed in await async_in_thread(take, task):
                yield placed

    async def _fetch(self, _: int, placed: PlacedMedium) -> None:
        """Fetch one medium, unless its file is as it was.

        Raises:
            AuthenticationError: The service does not let the client read tasks any more.
            OSError: There is no place for it.
        """
        try:
            if not await async_in_thread(self._home.is_intact, placed):
                downloaded = await self._download(placed)
                await async_in_thread(self._home.fetched, placed, downloaded)
            return
        except AuthenticationError:
            raise
        except FastLabelException as raised:
            error = raised
        except OSError as raised:
            if raised.errno in _NO_PLACE:
                raise
            path = placed.medium.path.as_posix()
            error = FastLabelException(f"{path}: {raised.strerror or type(raised).__name__}")
        await async_in_thread(self._home.failed, placed, error)

    async def _download(self, placed: PlacedMedium) -> Downloaded:
        target = await async_in_thread(self._home.target, placed)
        if placed.medium.url is not None:
            # It has expired, as a rule.
            with suppress(NotFoundError):
                return await self._attempt(placed.medium.url, target)
        return await self._attempt(await self._fresh_url(placed.medium), target)

    async def _fresh_url(self, medium: Medium) -> str:
        task = await self._transport.send(operations.find(self._kind, medium.task_id))
        urls = [each.url for each in media_of(task) if each.path == medium.path]
        if not urls or urls[0] is None:
            path = medium.path.as_posix()
            raise InvalidResponseError(f"{path}: task {medium.task_id} tells no URL of it")
        return urls[0]

    async def _attempt(self, url: str, target: Path) -> Downloaded:
        """Fetch from one URL, again where that may help."""
        attempts = MediaAttempts(self._transport.limits, self._budget)
        while True:
            try:
                told = await self._fetcher.download(url, target, formats=self._kind.extensions)
            except FastLabelException as error:
                seconds = attempts.wait_after(error)
                if seconds is None:
                    raise
            else:
                attempts.came_through()
                return told
            await async_sleep(seconds)
