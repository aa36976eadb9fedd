"""Reads a project into a data set of Ray: a read task for each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, cast, get_args

import pyarrow as pa

from fastlabel import checks
from fastlabel.checks import refuse
from fastlabel.converters.plain_task import AnyTask
from fastlabel.flat import Client
from fastlabel.models import TaskStatus
from fastlabel.models.source import StrPath
from fastlabel.pacing import RateLimit
from fastlabel.ray import ray_api
from fastlabel.ray.connection import Connection
from fastlabel.ray.kind_names import KINDS, KindName, check_kind
from fastlabel.ray.planning import plan_segments
from fastlabel.ray.ray_api import Datasource, ReadTask
from fastlabel.ray.seams import PageForm, Segment, read_segment
from fastlabel.ray.shared_limit import Budget
from fastlabel.ray.task_rows import Rows, check_columns, rows_schema, tasks_to_rows

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
    access_token: str | None = None,
    base_url: str | None = None,
    rate_limit: RateLimit | StrPath | None = None,
    budget: Budget = "auto",
    ca_file: StrPath | None = None,
) -> Dataset:
    """Read a project's tasks into a data set of Ray."""
    _check(kind, rows)
    checks.check_status(status)
    checks.check_filter_tags(tags)
    schema = check_columns(columns, rows_schema(rows))
    connection = Connection.opened(
        access_token, base_url, rate_limit=rate_limit, budget=budget, ca_file=ca_file
    )
    source = TaskDatasource(connection, _Query(kind, project, status, tuple(tags)), rows, schema)
    return ray_api.read_datasource(source, source.pages, _CPUS)


def _check(kind: str, rows: str) -> None:
    check_kind(kind)
    if rows not in get_args(Rows):
        refuse(f"rows: {rows!r} is not one of {', '.join(get_args(Rows))}")


class TaskDatasource(Datasource):
    """The pages of a project, cut when this is made."""

    def __init__(
        self, connection: Connection, query: _Query, rows: Rows, schema: pa.Schema
    ) -> None:
        super().__init__()
        self._connection = connection
        self._query = query
        self._rows = rows
        self._schema = schema
        with connection.client() as client:
            self._form, self._segments = plan_segments(
                partial(query.tasks_at, client), KINDS[query.kind].page_size
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
            ray_api.read_task(self._read(segment), None, self._schema, per_task_row_limit)
            for segment in self._segments
        ]

    def _read(self, segment: Segment) -> partial[Iterator[pa.Table]]:
        return partial(
            _read, self._connection, self._query, segment, self._form, self._rows, self._schema
        )


def _read(
    connection: Connection,
    query: _Query,
    segment: Segment,
    form: PageForm,
    rows: Rows,
    schema: pa.Schema,
) -> Iterator[pa.Table]:
    with connection.client() as client:
        tasks = read_segment(
            segment, lambda offset: query.tasks_at(client, offset, form.size), form
        )
    yield tasks_to_rows(tasks, segment.number * _MOST_OF_SEGMENT, rows).select(schema.names)
