"""Reads a project into a data set of Ray: a read task for each page."""

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
from fastlabel.ray.media import CPUS, NEEDED, ROWS, PictureFetch
from fastlabel.ray.rate_limit import Budget
from fastlabel.ray.rows import Rows, check_columns, rows_schema, tasks_to_rows
from fastlabel.ray.segments import PageForm, Segment, plan_segments, read_segment

if TYPE_CHECKING:
    from ray.data import Dataset

__all__ = ["TaskDatasource", "read_tasks"]

# Other than that of a map, so that Ray does not join the two: what is read has to be kept before
# it is worked on, or a worker that dies half-way would have its page read anew, as it is by then.
_CPUS: Final = 0.5
_MOST_OF_SEGMENT: Final = 2**32


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
    """Which tasks."""

    kind: KindName
    project: str
    status: TaskStatus | None
    tags: tuple[str, ...]

    def tasks_at(self, client: Client, offset: int, limit: int) -> Sequence[AnyTask]:
        """Some of them."""
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
    budget: Budget = "auto",
    ca_file: StrPath | None = None,
) -> Dataset:
    """Read a project's tasks into a data set of Ray, with a read task for each page.

    Where pages begin is found out now, with one small call for each; tasks are read when the data
    set is used. Each task that is there all the time comes once, also if others come and go
    meanwhile, and if a worker dies.

    Args:
        kind: The kind of the tasks.
        project: The project's slug.
        status: Only tasks of this status.
        tags: Only tasks with these tags, at most 10.
        columns: Which columns; None is all.
        rows: `tasks` is one row for each task: the columns of `fastlabel.arrow.task_schema()`, and
            `annotations`, a list of structs. `annotations` and `frames` are those of
            `annotation_schema("nested")` and `annotation_schema("rows")`.
        with_media: Add `media`, the bytes of each picture (of a multi-image task a list of them),
            and `media_error`. Not for videos.
        on_media_error: `raise` ends the run if a picture cannot be fetched; `collect` leaves a null
            in `media`, and the reason in `media_error`.
        access_token: As for `Client`. It is neither in the plan nor in a log.
        base_url: As for `Client`.
        rate_limit: As for `Client`, but for all workers together.
        budget: Where calls are counted: in a file if the cluster is one machine, else by an actor.
        ca_file: As for `Client`; on all machines.

    Raises:
        FastLabelInvalidException: An argument is wrong, or the budget does not fit the cluster.
        FastLabelException: The project cannot be read, see `fastlabel.errors`.
    """
    kind_by_name(kind)
    _check_choices(rows, on_media_error)
    validation.check_status(status)
    validation.check_filter_tags(tags)
    schema = check_columns(columns, rows_schema(rows))
    if with_media:
        _check_media(kind, rows)
    connection = Connection.opened(
        access_token, base_url, rate_limit=rate_limit, budget=budget, ca_file=ca_file
    )
    query = _Query(kind, project, status, tuple(tags))
    wanted = tuple(schema.names)
    if with_media:
        whole = rows_schema(rows)
        schema = check_columns([n for n in whole.names if n in {*wanted, *NEEDED}], whole)
    source = TaskDatasource(connection, query, rows, schema)
    dataset = _ray.read_datasource(source, source.pages, _CPUS)
    if not with_media:
        return dataset
    fetch = PictureFetch(connection, kind, wanted, on_media_error)
    return _ray.map_batches(dataset, fetch, ROWS, CPUS)


def _check_choices(rows: str, on_media_error: str) -> None:
    if rows not in get_args(Rows):
        invalid(f"rows: {rows!r} is not one of {', '.join(get_args(Rows))}")
    if on_media_error not in get_args(OnError):
        invalid(f"on_media_error: {on_media_error!r} is not one of {', '.join(get_args(OnError))}")


def _check_media(kind: str, rows: str) -> None:
    if kind == "video":
        invalid(
            "with_media: videos are too large for rows; bring them home with client.video.pull, "
            "to a disk that all workers have"
        )
    if rows != "tasks":
        invalid(f"with_media: pictures belong to tasks, and rows are {rows}; give rows='tasks'")


class TaskDatasource(Datasource):
    """The pages of a project, cut when this is made."""

    def __init__(
        self, connection: Connection, query: _Query, rows: Rows, schema: pa.Schema
    ) -> None:
        super().__init__()
        self._connection = connection
        self._query = query
        self._schema = schema
        self._shape = (rows, schema)
        with connection.client() as client:
            self._form, self._segments = plan_segments(
                partial(query.tasks_at, client), KINDS[query.kind].page_max
            )

    @property
    def pages(self) -> int:
        """How many read tasks there are."""
        return len(self._segments)

    def get_name(self) -> str:
        """What Ray calls it."""
        return "FastLabel"

    def estimate_inmemory_data_size(self) -> int | None:
        """Not known before it is read."""
        return None

    def get_read_tasks(
        self,
        parallelism: int,  # noqa: ARG002  # a page is what can be read again
        per_task_row_limit: int | None = None,
        data_context: object = None,  # noqa: ARG002
    ) -> list[ReadTask]:
        """One for each page."""
        return [
            _ray.read_task(self._read(segment), None, self._schema, per_task_row_limit)
            for segment in self._segments
        ]

    def _read(self, segment: Segment) -> partial[Iterator[pa.Table]]:
        return partial(_read, self._connection, self._query, (segment, self._form), self._shape)


def _read(
    connection: Connection,
    query: _Query,
    part: tuple[Segment, PageForm],
    shape: tuple[Rows, pa.Schema],
) -> Iterator[pa.Table]:
    (segment, form), (rows, schema) = part, shape
    with connection.client() as client:
        tasks = read_segment(
            segment, lambda offset: query.tasks_at(client, offset, form.size), form
        )
    yield tasks_to_rows(tasks, segment.number * _MOST_OF_SEGMENT, rows).select(schema.names)
