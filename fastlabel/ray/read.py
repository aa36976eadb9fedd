"""Read a project into a Ray dataset, with a read task for each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, cast, get_args

import pyarrow as pa

from fastlabel._client.bulk.reports import OnError
from fastlabel._client.rate_limit.limit import RateLimit
from fastlabel._protocol import validation
from fastlabel._protocol.kinds import KINDS, KindName, kind_by_name
from fastlabel._types import StrPath
from fastlabel.client import Client
from fastlabel.errors import invalid
from fastlabel.models import TaskStatus
from fastlabel.models.tasks import AnyTask
from fastlabel.ray import _ray
from fastlabel.ray._ray import Datasource, ReadTask
from fastlabel.ray.connection import Connection
from fastlabel.ray.media import CPUS, NEEDED, ROWS, MediaFetch
from fastlabel.ray.rate_limit import RateLimitScope
from fastlabel.ray.rows import Rows, rows_schema, select_columns, tasks_to_rows
from fastlabel.ray.segments import Paging, Segment, plan_segments, read_segment

if TYPE_CHECKING:
    from ray.data import Dataset


# Different from a map, so that Ray does not fuse the two: pages are stored before they are
# processed. Otherwise a page would be read again, as it is then, when a worker dies half-way.
_CPUS: Final = 0.5
_MAX_SEGMENT_TASKS: Final = 2**32


class _Resource(Protocol):
    def get(
        self,
        *,
        project: str,
        status: TaskStatus | None,
        tags: Sequence[str],
        offset: int,
        limit: int,
    ) -> Sequence[AnyTask]: ...


@dataclass(frozen=True)
class _Query:
    """Filter of tasks."""

    kind: KindName
    project: str
    status: TaskStatus | None
    tags: tuple[str, ...]

    def tasks_at(self, client: Client, offset: int, limit: int) -> Sequence[AnyTask]:
        """Tasks from an offset on."""
        resource = cast("_Resource", getattr(client, self.kind))
        return resource.get(
            project=self.project, status=self.status, tags=self.tags, offset=offset, limit=limit
        )


def read_tasks(
    kind: KindName,
    *,
    project: str,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    columns: Sequence[str] | None = None,
    rows: Rows = "tasks",
    with_media: bool = False,
    on_media_error: OnError = "raise",
    access_token: str | None = None,
    base_url: str | None = None,
    rate_limit: RateLimit | StrPath | None = None,
    rate_limit_scope: RateLimitScope = "auto",
    ca_file: StrPath | None = None,
) -> Dataset:
    """Read the tasks of a project into a Ray dataset, with a read task for each page.

    Page boundaries are planned now, with one small call for each; tasks are read when the dataset
    is used. Each task that exists all the time is read once, also if others are added or deleted
    meanwhile, or if a worker dies.

    Args:
        kind: Kind of the tasks.
        project: The project's slug.
        status: Only tasks of this status.
        tags: Only tasks with these tags, at most 10.
        columns: Columns to read; None is all.
        rows: `tasks` is one row for each task: the columns of `fastlabel.arrow.task_schema()`, and
            `annotations`, a list of structs. `annotations` and `frames` are those of
            `annotation_schema("nested")` and `annotation_schema("rows")`.
        with_media: Add `media`, the bytes of each image (a list for a multi-image task), and
            `media_error`. Not for videos.
        on_media_error: `raise` ends the run if an image cannot be downloaded; `collect` sets
            `media` to null and `media_error` to the reason.
        access_token: As for `Client`. It is neither in the plan nor in a log.
        base_url: As for `Client`.
        rate_limit: As for `Client`, but for all workers together.
        rate_limit_scope: Where calls are counted; by default in a file if the cluster is a single
            machine, else by an actor.
        ca_file: As for `Client`; on all machines.

    Raises:
        FastLabelInvalidException: An argument is not valid, or the scope does not fit the cluster.
        FastLabelException: The project cannot be read, see `fastlabel.errors`.
    """
    kind_by_name(kind)
    _check_choices(rows, on_media_error)
    validation.check_status(status)
    validation.check_filter_tags(tags)
    schema = select_columns(columns, rows_schema(rows))
    if with_media:
        _check_media(kind, rows)
    connection = Connection.from_options(
        access_token,
        base_url,
        rate_limit=rate_limit,
        rate_limit_scope=rate_limit_scope,
        ca_file=ca_file,
    )
    query = _Query(kind, project, status, tuple(tags))
    names = tuple(schema.names)
    if with_media:
        complete = rows_schema(rows)
        schema = select_columns([n for n in complete.names if n in {*names, *NEEDED}], complete)
    source = TaskDatasource(connection, query, rows, schema)
    dataset = _ray.read_datasource(source, source.pages, _CPUS)
    if not with_media:
        return dataset
    fetch = MediaFetch(connection, kind, names, on_media_error)
    return _ray.map_batches(dataset, fetch, ROWS, CPUS)


def _check_choices(rows: str, on_media_error: str) -> None:
    for name, value, choices in (
        ("rows", rows, get_args(Rows)),
        ("on_media_error", on_media_error, get_args(OnError)),
    ):
        if value not in choices:
            invalid(f"expected one of {', '.join(choices)}, got {value!r}", name)


def _check_media(kind: str, rows: str) -> None:
    if KINDS[kind].media == "video":
        pull = f"download them with client.{kind}.pull to a disk that all workers share"
        invalid(f"videos are too large for rows; {pull}", "with_media")
    if rows != "tasks":
        invalid(f"expected rows='tasks' for images of tasks, got {rows!r}", "with_media")


class TaskDatasource(Datasource):
    """Pages of a project, planned when this is created."""

    def __init__(
        self, connection: Connection, query: _Query, rows: Rows, schema: pa.Schema
    ) -> None:
        super().__init__()
        self._connection = connection
        self._query = query
        self._schema = schema
        self._shape = (rows, schema)
        with connection.client() as client:
            self._paging, self._segments = plan_segments(
                partial(query.tasks_at, client), KINDS[query.kind].page_max
            )

    @property
    def pages(self) -> int:
        """Number of read tasks."""
        return len(self._segments)

    def get_name(self) -> str:
        """Name in Ray's output."""
        return "FastLabel"

    def estimate_inmemory_data_size(self) -> int | None:
        """Unknown before it is read."""
        return None

    def get_read_tasks(
        self,
        parallelism: int,  # noqa: ARG002  # the unit that can be read again is a page
        per_task_row_limit: int | None = None,
        data_context: object = None,  # noqa: ARG002
    ) -> list[ReadTask]:
        """One read task for each page."""
        return [
            _ray.read_task(self._read(segment), None, self._schema, per_task_row_limit)
            for segment in self._segments
        ]

    def _read(self, segment: Segment) -> partial[Iterator[pa.Table]]:
        return partial(_read, self._connection, self._query, (segment, self._paging), self._shape)


def _read(
    connection: Connection,
    query: _Query,
    part: tuple[Segment, Paging],
    shape: tuple[Rows, pa.Schema],
) -> Iterator[pa.Table]:
    (segment, paging), (rows, schema) = part, shape
    with connection.client() as client:
        tasks = read_segment(
            segment, lambda offset: query.tasks_at(client, offset, paging.size), paging
        )
    yield tasks_to_rows(tasks, segment.number * _MAX_SEGMENT_TASKS, rows).select(schema.names)
