"""Writes a data set of Ray to a project: each row once, whatever becomes of the workers."""

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
from fastlabel.ray.journal_actor import AskedJournal, start_keeper
from fastlabel.ray.rate_limit import Budget
from fastlabel.ray.reports import WriteOutcome, WriteReport
from fastlabel.ray.rows import Row, new_task

if TYPE_CHECKING:
    from ray.data import Dataset

__all__ = ["write_annotations"]

_ROWS: Final = 32
# Other than what reads and maps ask for, so that Ray does not join them: see reading.py.
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
    budget: Budget = "auto",
    ca_file: StrPath | None = None,
    confirm_after: float = 15.0,
    concurrency: int = 8,
    progress: ShowProgress = None,
) -> WriteReport:
    """Create a task for each row, or update the one that it names. Each row is written once.

    A row without `id` is a new task, with the columns `name`, `status`, `tags`, `annotations` (of
    a classification: `attributes`), and its media: `file_path` (`folder_path`) on a disk that all
    workers have, or `media`, as `read_tasks` gives it with media. `annotations` is a list in the
    JSON form, the text of one, or what `read_tasks` gives.

    A row with `id` sets that task's `status` and `tags`, as far as they are not null. The API has
    no call that changes annotations, so such a row with `annotations` or `attributes` fails.

    Args:
        dataset: What to write. Other columns are passed over.
        kind: The kind of the tasks.
        project: The project's slug.
        journal: A file on this machine, as that of `create_many`; the same call with it goes on
            where an earlier one ended. None: what was sent is known as long as this call lasts.
        access_token: As for `Client`.
        base_url: As for `Client`.
        rate_limit: As for `Client`, but for all workers together.
        budget: Where calls are counted.
        ca_file: As for `Client`; on all machines.
        confirm_after: As for `Client`.
        concurrency: How many calls at once in each worker, 1 to 1000.
        progress: As for `create_many`.

    Returns:
        Counts, and one outcome for each row. What failed is told there and not raised.

    Raises:
        AuthenticationError: The token was refused, which ends the run.
        JournalError: The journal cannot be read or written.
        FastLabelInvalidException: An argument is wrong, another run has the journal, or it is
            about another service.
    """
    kind_by_name(kind)
    check_concurrency(concurrency)
    if not project:
        invalid("project: is required")
    connection = Connection.opened(
        access_token,
        base_url,
        rate_limit=rate_limit,
        budget=budget,
        ca_file=ca_file,
        confirm_after=confirm_after,
    )
    try:
        place = None if journal is None else Path(journal).absolute()
        keeper = start_keeper(place, connection.base_url)
        writer = _Writer(connection, keeper, kind, project, concurrency)
        try:
            return _collected(_ray.map_batches(dataset, writer, _ROWS, _CPUS), keeper, progress)
        finally:
            _ray.get(keeper.close.remote())
    except Exception as error:
        cause = _ray.cause_of(error, FastLabelException)
        if cause is None or cause is error:
            raise
        raised = cause
    raise raised from None


def _collected(outcomes: Dataset, keeper: Any, progress: ShowProgress) -> WriteReport:
    """Gather what the workers tell."""
    log = DiskList[WriteOutcome](pickle.dumps, pickle.loads)
    counts, done = Counter[str](), set[int]()
    with track_progress(None, "write_annotations", progress) as tracker:
        for table in _ray.batches(outcomes):
            for data in table.column("outcome").to_pylist():
                outcome = _first_told(pickle.loads(cast("bytes", data)), done)  # noqa: S301  # ours
                log[len(log)] = outcome
                counts[outcome.status] += 1
                tracker.count(outcome.status)
    _, quarantined_to = _ray.get(keeper.facts.remote())
    return WriteReport(
        created=counts["created"],
        recovered=counts["recovered"],
        updated=counts["updated"],
        skipped=counts["skipped"],
        failed=counts["failed"],
        outcomes=log,
        quarantined_to=quarantined_to,
    )


def _first_told(outcome: WriteOutcome, done: set[int]) -> WriteOutcome:
    """A row that is there twice is created once, and told so once."""
    if outcome.status not in {"created", "recovered"}:
        return outcome
    key = hash(outcome.name)
    if key in done:
        return WriteOutcome(outcome.name, outcome.task_id, "skipped")
    done.add(key)
    return outcome


@dataclass(frozen=True)
class _Writer:
    """Writes some rows, in a worker."""

    connection: Connection
    keeper: Any
    kind: KindName
    project: str
    concurrency: int

    def __call__(self, table: pa.Table) -> Iterator[pa.Table]:
        """What came of the rows."""
        rows = cast("Sequence[Row]", table.to_pylist())
        with self.connection.client() as client:
            outcomes = _Rows(self, client).write(rows)
        column = [pickle.dumps(outcome) for outcome in outcomes]
        yield pa.table({"outcome": column}, schema=_SCHEMA)


class _Rows:
    """Some rows, and what came of them."""

    def __init__(self, writer: _Writer, client: Client) -> None:
        self._writer = writer
        self._client = client
        self._outcomes: dict[int, WriteOutcome] = {}
        resource = getattr(client, writer.kind)
        transport = resource._transport  # noqa: SLF001  # its own
        kind = KINDS[writer.kind]
        tracker = Tracker(None, lambda _: None)
        self._batch: Batch[AnyNewTask] = Batch(
            transport, kind, kind.create, AskedJournal(writer.keeper), tracker
        )

    def write(self, rows: Sequence[Row]) -> list[WriteOutcome]:
        """Write them, several at once."""
        for_each(rows, self._write, self._writer.concurrency)
        created = self._batch.report().outcomes
        for index in range(len(rows)):
            if index not in self._outcomes:
                told = created[index]
                self._outcomes[index] = WriteOutcome(
                    told.name, told.task_id, told.status, told.error
                )
        return [self._outcomes[index] for index in range(len(rows))]

    def _write(self, index: int, row: Row) -> None:
        try:
            if row.get("id") is not None:
                self._outcomes[index] = self._update(row)
                return
            task = new_task(row, self._writer.kind, self._writer.project)
        except AuthenticationError:
            raise
        except (FastLabelException, ValueError) as error:
            known = error if isinstance(error, FastLabelException) else None
            told = known or FastLabelException(f"{type(error).__name__}: {error}", 422)
            self._outcomes[index] = WriteOutcome(row.get("name"), row.get("id"), "failed", told)
            return
        self._batch.create(index, task)

    def _update(self, row: Row) -> WriteOutcome:
        for name in ("annotations", "attributes"):
            if row.get(name) is not None:
                invalid(
                    f"{name}: the API cannot change those of a task that is there; leave the "
                    f"column out to set status and tags, or id to create a task of another name"
                )
        if row.get("status") is None and row.get("tags") is None:
            invalid("status: neither it nor tags is given, so there is nothing to update")
        task_id = self._client.tasks.update(
            row["id"], status=row.get("status"), tags=row.get("tags")
        )
        return WriteOutcome(None, task_id, "updated")
