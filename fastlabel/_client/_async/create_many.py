"""Creates many tasks, several at once, and goes on where an earlier run ended."""

from __future__ import annotations

import pickle
from functools import cache
from typing import Generic, Literal, NamedTuple, TypeVar, cast, get_args

from fastlabel._client._async.transport import AsyncTransport
from fastlabel._client.bulk.journal import Book, Claim, Journal, JournalItem
from fastlabel._client.bulk.reports import CreateOutcome, CreateReport, CreateStatus, OnError
from fastlabel._client.concurrency import (
    AsyncAnyIterable,
    async_for_each,
    async_in_thread,
    async_lock,
    async_sleep,
)
from fastlabel._files.outcome_log import OutcomeLog
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
from fastlabel.progress import ShowProgress, Tracker, tracked

__all__ = ["AsyncBatch", "async_create_many"]

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
    """Create tasks of one kind. Arguments and errors: those of `create_many` of the resources."""
    check_concurrency(concurrency)
    if on_error not in get_args(OnError):
        invalid(f"on_error: {on_error!r} is not one of {', '.join(get_args(OnError))}")
    book = await async_in_thread(Journal, journal, transport.base_url)
    try:
        with tracked(tasks, "create_many", progress) as tracker:
            batch = AsyncBatch(transport, kind, model, book, tracker)
            if on_error == "raise":
                batch.ends_at = (FastLabelException,)
            await async_for_each(tasks, batch.create, concurrency)
            return batch.report()
    finally:
        await async_in_thread(book.close)


class _Item(NamedTuple):
    entry: JournalItem
    operation: Operation[TaskId]


class AsyncBatch(Generic[N]):
    """One run over many tasks of one kind.

    Attributes:
        ends_at: The errors that end it; others are noted.
    """

    ends_at: tuple[type[FastLabelException], ...] = (AuthenticationError, JournalError)

    def __init__(
        self,
        transport: AsyncTransport,
        kind: TaskKind[Task, NewTask],
        model: type[N],
        journal: Book,
        tracker: Tracker,
    ) -> None:
        self._transport = transport
        self._kind = kind
        self._model = model
        self._journal = journal
        self._tracker = tracker
        self._outcomes = OutcomeLog[CreateOutcome](pickle.dumps, pickle.loads)
        self._listing = async_lock()

    def report(self) -> CreateReport:
        """What came of it."""
        of = self._tracker.of
        return CreateReport(
            of("created"),
            of("recovered"),
            of("skipped"),
            of("failed"),
            self._outcomes,
            self._journal.quarantined_to,
        )

    async def create(self, index: int, task: N) -> None:
        """Create one task, unless it is there.

        Raises:
            FastLabelException: The run is to end.
        """
        item: _Item | None = None
        try:
            item = await async_in_thread(self._check, index, task)
            await self._list_if_new(item.entry.project)
            claim = await async_in_thread(self._journal.claim, item.entry)
            task_id, status = await self._carry_out(item, claim)
        except FastLabelException as error:
            name = planned_name(task) if item is None else item.entry.name
            self._tell(CreateOutcome(index, name, None, "failed", error))
            if isinstance(error, self.ends_at):
                error.add_note(f"tasks[{index}] {name!r}")
                raise
        else:
            self._tell(CreateOutcome(index, item.entry.name, task_id, status))

    def _check(self, index: int, task: N) -> _Item:
        if not isinstance(cast("object", task), self._model):
            invalid(f"{type(task).__name__} is given where {self._model.__name__} is due")
        operation = operations.create(self._kind, task)
        body, probe = operation.body, operation.probe
        if body is None or probe is None:
            raise AssertionError("a create has a body and a name")
        entry = JournalItem(
            *(self._kind.path, task.project, probe.name),
            *(index, body.stamp(), cache(body.digest)),
        )
        return _Item(entry, operation)

    async def _carry_out(self, item: _Item, claim: Claim) -> tuple[TaskId, CreateStatus]:
        if claim.task_id is not None:
            known: CreateStatus = "recovered" if claim.was_there else "skipped"
            return claim.task_id, claim.by_this_run or known
        call = self._transport.call(item.operation)
        if claim.in_doubt_for is not None:
            call.resume(claim.in_doubt_for)
        try:
            task_id = await self._transport.carry_out(call)
        except FastLabelException as error:
            await async_in_thread(
                self._journal.record_failure,
                item.entry,
                error.message,
                in_doubt=isinstance(error, AmbiguousWriteError),
            )
            raise
        status: Literal["created", "recovered"] = "recovered" if call.is_recovered else "created"
        await async_in_thread(self._journal.record, item.entry, task_id, status)
        return task_id, status

    async def _list_if_new(self, project: str) -> None:
        """Note what the service has, if the journal that knew it was damaged."""
        if not self._journal.was_damaged:
            return
        async with self._listing:
            seconds = await async_in_thread(
                self._journal.wait_before_listing,
                *(self._kind.path, project, self._transport.longest_settling),
            )
            if seconds is not None:
                await async_sleep(seconds)
                await self._list(project)

    async def _list(self, project: str) -> None:
        seen: set[TaskId] = set()
        offset, goes_on = 0, True
        while goes_on:
            names = await self._transport.send(operations.list_names(self._kind, project, offset))
            offset += len(names)
            goes_on = not seen >= names.keys()
            seen |= names.keys()
            await async_in_thread(self._journal.list_found, self._kind.path, project, names)
        await async_in_thread(self._journal.end_listing, self._kind.path, project)

    def _tell(self, outcome: CreateOutcome) -> None:
        self._outcomes.put(outcome.index, outcome)
        self._tracker.count(outcome.status)
