"""Bulk upload: creates many tasks, several at once, and resumes an earlier run."""

from __future__ import annotations

import pickle
from functools import cache
from typing import Generic, Literal, NamedTuple, TypeVar, cast, get_args

from fastlabel._client._async.transport import AsyncTransport
from fastlabel._client.bulk.journal import Journal, JournalBackend, KnownState, PendingTask
from fastlabel._client.bulk.reports import CreateOutcome, CreateReport, CreateStatus, OnError
from fastlabel._client.concurrency import (
    AsyncAnyIterable,
    async_for_each,
    async_in_thread,
    async_lock,
    async_sleep,
)
from fastlabel._files.disk_list import DiskList
from fastlabel._protocol.kinds import TaskKind
from fastlabel._protocol.limits import check_concurrency
from fastlabel._protocol.new_tasks import planned_name
from fastlabel._protocol.operation import Operation
from fastlabel._protocol.operations import tasks as operations
from fastlabel._types import StrPath
from fastlabel.errors import (
    AmbiguousWriteError,
    AuthenticationError,
    FastLabelException,
    JournalError,
    invalid,
)
from fastlabel.models import TaskId
from fastlabel.models.tasks.base import NewTask, Task
from fastlabel.progress import ShowProgress, Tracker, track_progress

N = TypeVar("N", bound=NewTask)


async def async_create_many(
    transport: AsyncTransport,
    kind: TaskKind[Task, NewTask],
    model: type[N],
    tasks: AsyncAnyIterable[N],
    *,
    journal: StrPath | None,
    concurrency: int,
    on_error: OnError,
    progress: ShowProgress,
) -> CreateReport:
    """Create tasks of one kind; arguments and errors as for `create_many` of the resources."""
    check_concurrency(concurrency)
    if on_error not in get_args(OnError):
        expected = ", ".join(get_args(OnError))
        invalid(f"{on_error!r} is not one of {expected}", "on_error")
    opened = await async_in_thread(Journal, journal, transport.base_url)
    try:
        with track_progress(tasks, "create_many", progress) as tracker:
            batch = AsyncBatch(transport, kind, model, opened, tracker)
            if on_error == "raise":
                batch.fatal_errors = (FastLabelException,)
            await async_for_each(tasks, batch.create, concurrency)
            return batch.report()
    finally:
        await async_in_thread(opened.close)


class _Item(NamedTuple):
    entry: PendingTask
    operation: Operation[TaskId]


class AsyncBatch(Generic[N]):
    """One run over many tasks of one kind."""

    fatal_errors: tuple[type[FastLabelException], ...] = (AuthenticationError, JournalError)

    def __init__(
        self,
        transport: AsyncTransport,
        kind: TaskKind[Task, NewTask],
        model: type[N],
        journal: JournalBackend,
        tracker: Tracker,
    ) -> None:
        self._transport = transport
        self._kind = kind
        self._model = model
        self._journal = journal
        self._tracker = tracker
        self._outcomes = DiskList[CreateOutcome](pickle.dumps, pickle.loads)
        self._listing = async_lock()

    def report(self) -> CreateReport:
        """Report of the run so far."""
        count_for = self._tracker.count_for
        return CreateReport(
            created=count_for("created"),
            recovered=count_for("recovered"),
            skipped=count_for("skipped"),
            failed=count_for("failed"),
            outcomes=self._outcomes,
            quarantined_to=self._journal.quarantined_to,
        )

    async def create(self, index: int, task: N) -> None:
        """Create one task, unless it exists."""
        item: _Item | None = None
        try:
            item = await async_in_thread(self._prepare, index, task)
            await self._list_if_rebuilt(item.entry.project)
            known = await async_in_thread(self._journal.begin, item.entry)
            task_id, status = await self._send(item, known)
        except FastLabelException as error:
            name = planned_name(task) if item is None else item.entry.name
            self._record(CreateOutcome(index, name, None, "failed", error))
            if isinstance(error, self.fatal_errors):
                error.add_note(f"tasks[{index}] {name!r}")
                raise
        else:
            self._record(CreateOutcome(index, item.entry.name, task_id, status))

    def _prepare(self, index: int, task: N) -> _Item:
        if not isinstance(cast("object", task), self._model):
            invalid(f"expected {self._model.__name__}, got {type(task).__name__}")
        operation = operations.create(self._kind, task)
        body, probe = operation.body, operation.probe
        if body is None or probe is None:
            raise AssertionError("a create has a body and a name")
        entry = PendingTask(
            *(self._kind.path, task.project, probe.name), *(index, body.stamp(), cache(body.digest))
        )
        return _Item(entry, operation)

    async def _send(self, item: _Item, known: KnownState) -> tuple[TaskId, CreateStatus]:
        if known.task_id is not None:
            earlier: CreateStatus = "recovered" if known.was_listed else "skipped"
            return known.task_id, known.by_this_run or earlier
        call = self._transport.call(item.operation)
        if known.pending_seconds is not None:
            call.resume(known.pending_seconds)
        try:
            task_id = await self._transport.run(call)
        except FastLabelException as error:
            await async_in_thread(
                self._journal.record_failure,
                item.entry,
                error.message,
                is_ambiguous=isinstance(error, AmbiguousWriteError),
            )
            raise
        status: Literal["created", "recovered"] = "recovered" if call.is_recovered else "created"
        await async_in_thread(self._journal.record, item.entry, task_id, status)
        return task_id, status

    async def _list_if_rebuilt(self, project: str) -> None:
        """Record what exists on the service, if a damaged journal was replaced."""
        if not self._journal.was_damaged:
            return
        async with self._listing:
            seconds = await async_in_thread(
                self._journal.wait_before_listing,
                *(self._kind.path, project, self._transport.limits.max_confirm_after),
            )
            if seconds is not None:
                await async_sleep(seconds)
                await self._list(project)

    async def _list(self, project: str) -> None:
        ids: set[TaskId] = set()
        offset, has_more = 0, True
        while has_more:
            names = await self._transport.send(operations.list_names(self._kind, project, offset))
            offset += len(names)
            has_more = not ids >= names.keys()
            ids |= names.keys()
            await async_in_thread(self._journal.record_listed, self._kind.path, project, names)
        await async_in_thread(self._journal.end_listing, self._kind.path, project)

    def _record(self, outcome: CreateOutcome) -> None:
        self._outcomes[outcome.index] = outcome
        self._tracker.count(outcome.status)
