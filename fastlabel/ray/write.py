"""Write a Ray dataset to a project: each row exactly once, also if workers die."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import pyarrow as pa

from fastlabel._client._sync.create_many import Batch
from fastlabel._client.concurrency import for_each
from fastlabel._client.rate_limit.limit import RateLimit
from fastlabel._files.disk_list import DiskList
from fastlabel._protocol.kinds import KINDS, KindName, kind_by_name
from fastlabel._protocol.limits import check_concurrency
from fastlabel._types import StrPath
from fastlabel.client import Client
from fastlabel.errors import AuthenticationError, FastLabelException, invalid
from fastlabel.models.tasks import AnyNewTask
from fastlabel.progress import ShowProgress, Tracker, track_progress
from fastlabel.ray import _ray
from fastlabel.ray.connection import Connection
from fastlabel.ray.journal_actor import RemoteJournal, start_journal
from fastlabel.ray.rate_limit import RateLimitScope
from fastlabel.ray.reports import WriteOutcome, WriteReport
from fastlabel.ray.rows import Row, build_new_task

if TYPE_CHECKING:
    from ray.data import Dataset


_ROWS: Final = 32
# Different from reads and maps, so that Ray does not fuse them; see read.py.
_CPUS: Final = 0.3
_SCHEMA: Final = pa.schema([("outcome", pa.binary())])


def write_annotations(
    dataset: Dataset,
    *,
    kind: KindName,
    project: str,
    journal: StrPath | None = None,
    access_token: str | None = None,
    base_url: str | None = None,
    rate_limit: RateLimit | StrPath | None = None,
    rate_limit_scope: RateLimitScope = "auto",
    ca_file: StrPath | None = None,
    confirm_after: float = 15.0,
    concurrency: int = 8,
    progress: ShowProgress = None,
) -> WriteReport:
    """Create a task for each row, or update the task that it names. Each row is written once.

    A row without `id` is a new task, with the columns `name`, `status`, `tags`, `annotations` (of
    a classification: `attributes`), and its media: `file_path` (`folder_path`) on a disk that all
    workers share, or `media`, as `read_tasks` returns it. `annotations` is a list of JSON-like
    mappings, the JSON text of one, or the column that `read_tasks` returns.

    A row with `id` sets the `status` and `tags` of that task unless they are null. The API cannot
    change annotations, so such a row with `annotations` or `attributes` fails.

    Args:
        dataset: Rows to write; other columns are ignored.
        kind: Kind of the tasks.
        project: The project's slug.
        journal: A file on this machine, like that of `create_many`; the same call with it resumes
            where an earlier one ended. None keeps it in memory during this call.
        access_token: As for `Client`.
        base_url: As for `Client`.
        rate_limit: As for `Client`, but for all workers together.
        rate_limit_scope: Where calls are counted.
        ca_file: As for `Client`; on all machines.
        confirm_after: As for `Client`.
        concurrency: Concurrent calls of each worker, 1 to 1000.
        progress: As for `create_many`.

    Returns:
        Counts, and one outcome for each row; failed rows are recorded there, not raised.

    Raises:
        AuthenticationError: The token was rejected, which ends the run.
        JournalError: The journal cannot be read or written.
        FastLabelInvalidException: An argument is not valid, another run uses the journal, or the
            journal is of another service.
    """
    kind_by_name(kind)
    check_concurrency(concurrency)
    if not project:
        invalid("is required", "project")
    connection = Connection.from_options(
        access_token,
        base_url,
        rate_limit=rate_limit,
        rate_limit_scope=rate_limit_scope,
        ca_file=ca_file,
        confirm_after=confirm_after,
    )
    try:
        path = None if journal is None else Path(journal).absolute()
        journal_actor = start_journal(path, connection.base_url)
        writer = _Writer(connection, journal_actor, kind, project, concurrency)
        try:
            return _collect(
                _ray.map_batches(dataset, writer, _ROWS, _CPUS), journal_actor, progress
            )
        finally:
            _ray.get(journal_actor.close.remote())
    except Exception as error:
        cause = _ray.cause_of(error, FastLabelException)
        if cause is None or cause is error:
            raise
        raised = cause
    raise raised from None


def _collect(outcomes: Dataset, journal_actor: Any, progress: ShowProgress) -> WriteReport:
    """Collect the outcomes of all workers."""
    log = DiskList[WriteOutcome](pickle.dumps, pickle.loads)
    counts, done = Counter[str](), set[int]()
    with track_progress(None, "write_annotations", progress) as tracker:
        for table in _ray.batches(outcomes):
            for data in table.column("outcome").to_pylist():
                outcome = _without_duplicate(pickle.loads(cast("bytes", data)), done)  # noqa: S301  # ours
                log[len(log)] = outcome
                counts[outcome.status] += 1
                tracker.count(outcome.status)
    _, quarantined_to = _ray.get(journal_actor.damage.remote())
    return WriteReport(
        created=counts["created"],
        recovered=counts["recovered"],
        updated=counts["updated"],
        skipped=counts["skipped"],
        failed=counts["failed"],
        outcomes=log,
        quarantined_to=quarantined_to,
    )


def _without_duplicate(outcome: WriteOutcome, done: set[int]) -> WriteOutcome:
    """Report a duplicate row as skipped: it was created once."""
    if outcome.status not in {"created", "recovered"}:
        return outcome
    key = hash(outcome.name)
    if key in done:
        return WriteOutcome(outcome.name, outcome.task_id, "skipped")
    done.add(key)
    return outcome


@dataclass(frozen=True)
class _Writer:
    """Writes batches of rows, in a worker."""

    connection: Connection
    journal_actor: Any
    kind: KindName
    project: str
    concurrency: int

    def __call__(self, table: pa.Table) -> Iterator[pa.Table]:
        """Write a batch; yields its outcomes."""
        rows = cast("Sequence[Row]", table.to_pylist())
        with self.connection.client() as client:
            outcomes = _Rows(self, client).write(rows)
        column = [pickle.dumps(outcome) for outcome in outcomes]
        yield pa.table({"outcome": column}, schema=_SCHEMA)


class _Rows:
    """A batch of rows, and its outcomes."""

    def __init__(self, writer: _Writer, client: Client) -> None:
        self._writer = writer
        self._client = client
        self._outcomes: dict[int, WriteOutcome] = {}
        resource = getattr(client, writer.kind)
        transport = resource._transport  # noqa: SLF001  # of this package
        kind = KINDS[writer.kind]
        tracker = Tracker(None, lambda _: None)
        self._batch: Batch[AnyNewTask] = Batch(
            transport, kind, kind.create, RemoteJournal(writer.journal_actor), tracker
        )

    def write(self, rows: Sequence[Row]) -> list[WriteOutcome]:
        """Write the rows concurrently."""
        for_each(rows, self._write, self._writer.concurrency)
        created = self._batch.report().outcomes
        for index in range(len(rows)):
            if index not in self._outcomes:
                item = created[index]
                self._outcomes[index] = WriteOutcome(
                    item.name, item.task_id, item.status, item.error
                )
        return [self._outcomes[index] for index in range(len(rows))]

    def _write(self, index: int, row: Row) -> None:
        try:
            if row.get("id") is not None:
                self._outcomes[index] = self._update(row)
                return
            task = build_new_task(row, self._writer.kind, self._writer.project)
        except AuthenticationError:
            raise
        except (FastLabelException, ValueError) as error:
            known = error if isinstance(error, FastLabelException) else None
            failure = known or FastLabelException(f"{type(error).__name__}: {error}", 422)
            self._outcomes[index] = WriteOutcome(row.get("name"), row.get("id"), "failed", failure)
            return
        self._batch.create(index, task)

    def _update(self, row: Row) -> WriteOutcome:
        for name in ("annotations", "attributes"):
            if row.get(name) is not None:
                invalid(
                    "the API cannot change those of an existing task; remove the column to set "
                    "status and tags, or id to create a task of another name",
                    name,
                )
        if row.get("status") is None and row.get("tags") is None:
            invalid("expected status or tags, got neither: nothing to update", "status")
        task_id = self._client.tasks.update(
            row["id"], status=row.get("status"), tags=row.get("tags")
        )
        return WriteOutcome(None, task_id, "updated")
