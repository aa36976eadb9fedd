"""Tasks → Arrow tables, whole or in batches."""

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

__all__ = ["TaskBatches", "TaskTables", "check_frames", "tasks_to_tables", "to_batches"]

# What both tables take for them stays well below 100 MB, whatever the tasks hold.
_MOST_TASKS: Final = 1_000
_MOST_ROWS: Final = 20_000


class TaskTables(NamedTuple):
    """Two tables; the column `task_index` of both tells which annotation is of which task."""

    tasks: pa.Table
    """One row for each task: `task_schema`."""
    annotations: pa.Table
    """One row for each annotation, or for each of its frames: `annotation_schema`."""


class TaskBatches(NamedTuple):
    """Some tasks' rows of both tables."""

    tasks: pa.RecordBatch
    """One row for each task: `task_schema`."""
    annotations: pa.RecordBatch
    """All annotations of these tasks: `annotation_schema`."""


def tasks_to_tables(tasks: Iterable[AnyTask], *, frames: FrameForm = "rows") -> TaskTables:
    """Make the two tables of tasks. `tables_to_tasks` makes equal tasks of them again.

    >>> from fastlabel.models import BBox, ImageTask
    >>> cat = BBox(value="cat", points=(10, 20, 110, 70))
    >>> tables = tasks_to_tables([ImageTask(id="1", name="cat.jpg", annotations=[cat])])
    >>> tables.annotations.select(["task_name", "value", "x1", "y1"]).to_pylist()
    [{'task_name': 'cat.jpg', 'value': 'cat', 'x1': 10.0, 'y1': 20.0}]

    Args:
        tasks: Of any kinds, also mixed; from a generator too, which is walked once.
        frames: "rows" makes one row for each frame of a video's annotation, "nested" one row for
            each annotation, its frames in a map.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task; the message names the place.
    """
    made = list(to_batches(tasks, frames=frames))
    return TaskTables(
        _table([each.tasks for each in made], task_schema()),
        _table([each.annotations for each in made], annotation_schema(frames)),
    )


def to_batches(tasks: Iterable[AnyTask], *, frames: FrameForm = "rows") -> Iterator[TaskBatches]:
    """Make rows of both tables as they are asked for: 1,000 tasks at a time, fewer of large ones.

    Args:
        tasks: Of any kinds, also mixed; walked once, a batch at a time.
        frames: As for `tasks_to_tables`.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task; the message names the place.
    """
    check_tasks(tasks)
    check_frames(frames)
    return _batches(tasks, frames)


def check_frames(frames: object) -> None:
    """Refuse what is no form of frames."""
    if frames not in {"rows", "nested"}:
        invalid(f"frames: {frames!r} is neither 'rows' nor 'nested'")


def _batches(tasks: Iterable[AnyTask], frames: FrameForm) -> Iterator[TaskBatches]:
    held: list[AnyTask] = []
    rows = first = 0
    for index, task in enumerate(tasks):
        _check_task(task, index)
        held.append(task)
        rows += _rows(task)
        if len(held) == _MOST_TASKS or rows >= _MOST_ROWS:
            yield _batch(held, first, frames)
            held, rows, first = [], 0, index + 1
    if held:
        yield _batch(held, first, frames)


def _check_task(task: object, index: int) -> None:
    if not isinstance(task, Task):
        found = type(task).__name__
        invalid(f"expected a task, got {found}; read it with from_wire", ("tasks", index))


def _batch(tasks: list[AnyTask], first: int, frames: FrameForm) -> TaskBatches:
    # Lists of the columns, which the collector would walk with all tasks again and again.
    with gc_paused(0):
        return TaskBatches(tasks_batch(tasks, first), annotations_batch(tasks, first, frames))


def _rows(task: AnyTask) -> int:
    """Approximate number of rows of a task."""
    annotations = annotations_of(task)
    frames = (len(each.points) for each in annotations if isinstance(each, VideoBBox))
    return sum(frames, 1 + len(annotations))


def _table(batches: list[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_batches(batches, schema).unify_dictionaries()
