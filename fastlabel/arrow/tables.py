"""Conversion of tasks to Arrow tables, complete or in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import pyarrow as pa

from fastlabel.arrow.annotation_columns import annotations_batch
from fastlabel.arrow.schema import FrameForm, annotation_schema, task_schema
from fastlabel.arrow.task_columns import tasks_batch
from fastlabel.converters._shared.task_input import check_tasks
from fastlabel.errors import invalid
from fastlabel.models import VideoBBox
from fastlabel.models._wire.gc_pause import gc_paused
from fastlabel.models.tasks import AnyTask, annotations_of
from fastlabel.models.tasks.base import Task

# A batch of both tables stays well below 100 MB.
_MAX_TASKS: Final = 1_000
_MAX_ROWS: Final = 20_000


class TaskTables(NamedTuple):
    """Two tables, joined by the column `task_index`."""

    tasks: pa.Table
    """One row for each task: `task_schema`."""
    annotations: pa.Table
    """One row for each annotation, or for each of its frames: `annotation_schema`."""


class TaskBatches(NamedTuple):
    """Rows of both tables for some tasks."""

    tasks: pa.RecordBatch
    """One row for each task: `task_schema`."""
    annotations: pa.RecordBatch
    """All annotations of these tasks: `annotation_schema`."""


def tasks_to_tables(tasks: Iterable[AnyTask], *, frames: FrameForm = "rows") -> TaskTables:
    """Convert tasks to two tables, from which `tables_to_tasks` restores equal tasks.

    >>> from fastlabel.models import BBox, ImageTask
    >>> cat = BBox(value="cat", points=(10, 20, 110, 70))
    >>> tables = tasks_to_tables([ImageTask(id="1", name="cat.jpg", annotations=[cat])])
    >>> tables.annotations.select(["task_name", "value", "x1", "y1"]).to_pylist()
    [{'task_name': 'cat.jpg', 'value': 'cat', 'x1': 10.0, 'y1': 20.0}]

    Args:
        tasks: Tasks of any kinds, also mixed; may be a generator, iterated once.
        frames: "rows" creates one row for each frame of a video annotation, "nested" one row for
            each annotation, with its frames in a map.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task; the error has its path.
    """
    batches = list(to_batches(tasks, frames=frames))
    return TaskTables(
        _table([batch.tasks for batch in batches], task_schema()),
        _table([batch.annotations for batch in batches], annotation_schema(frames)),
    )


def to_batches(tasks: Iterable[AnyTask], *, frames: FrameForm = "rows") -> Iterator[TaskBatches]:
    """Convert tasks to rows of both tables lazily: 1,000 tasks at a time, fewer if they are large.

    Args:
        tasks: Tasks of any kinds, also mixed; iterated once, a batch at a time.
        frames: As for `tasks_to_tables`.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task; the error has its path.
    """
    check_tasks(tasks)
    if frames not in {"rows", "nested"}:
        invalid(f"expected 'rows' or 'nested', got {frames!r}", "frames")
    return _batches(tasks, frames)


def _batches(tasks: Iterable[AnyTask], frames: FrameForm) -> Iterator[TaskBatches]:
    pending: list[AnyTask] = []
    rows = first = 0
    for index, task in enumerate(tasks):
        _check_task(task, index)
        pending.append(task)
        rows += _count_rows(task)
        if len(pending) == _MAX_TASKS or rows >= _MAX_ROWS:
            yield _batch(pending, first, frames)
            pending, rows, first = [], 0, index + 1
    if pending:
        yield _batch(pending, first, frames)


def _check_task(task: object, index: int) -> None:
    if not isinstance(task, Task):
        name = type(task).__name__
        invalid(f"expected a task, got {name}; read it with from_wire", ("tasks", index))


def _batch(tasks: list[AnyTask], first: int, frames: FrameForm) -> TaskBatches:
    # The garbage collector would traverse the lists of the columns again and again.
    with gc_paused(0):
        return TaskBatches(tasks_batch(tasks, first), annotations_batch(tasks, first, frames))


def _count_rows(task: AnyTask) -> int:
    """Approximate number of rows of a task."""
    annotations = annotations_of(task)
    frames = (len(box.points) for box in annotations if isinstance(box, VideoBBox))
    return sum(frames, 1 + len(annotations))


def _table(batches: list[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_batches(batches, schema).unify_dictionaries()
