"""Tasks → a folder of Parquet files, and back."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final, Literal, TypeAlias

import pyarrow as pa

from fastlabel._files.atomic import atomic_replace_folder
from fastlabel.arrow.arrays import file_table
from fastlabel.arrow.partitions import PartitionedFiles, partition_of
from fastlabel.arrow.schema import FrameForm, annotation_schema, task_schema
from fastlabel.arrow.tables import TaskTables, to_batches
from fastlabel.errors import MissingFileError, invalid
from fastlabel.models.tasks import AnyTask

__all__ = ["ParquetReport", "Partition", "read_parquet", "write_parquet"]

Partition: TypeAlias = Literal["status", "day"]
"""What tells the folder of a task: its status, or the day (UTC) on which it was created."""

_TABLES: Final = ("tasks", "annotations")


@dataclass(frozen=True, slots=True)
class ParquetReport:
    """What was written."""

    tasks: int
    """Rows of tasks."""
    annotations: int
    """Rows of annotations, or of their frames."""
    files: int
    """Parquet files of both tables."""


def write_parquet(
    tasks: Iterable[AnyTask],
    folder: str | PathLike[str],
    *,
    partition: Partition | None = None,
    frames: FrameForm = "rows",
    row_group_rows: int = 100_000,
) -> ParquetReport:
    """Write tasks into Parquet files: `tasks/` and `annotations/` in a folder.

    The folder takes its place when all of it is written: until then one that is there stays as it
    was, and after a failure or a kill the same call can be made again. Memory stays flat.

    Args:
        tasks: Of any kinds, also mixed; walked once.
        folder: Made anew, or one of such files, which is replaced. One writer at a time.
        partition: Puts the tasks of a status or of a day, and their annotations, into folders of
            their own, such as `tasks/by_status=approved/`, so that readers can pass others over.
        frames: As for `tasks_to_tables`.
        row_group_rows: Rows in a group, for which a file holds statistics; at least 1.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task, or the folder holds other files;
            the message names the place.
        MissingFileError: The folder that it should be in does not exist.
        OSError: A file cannot be written.
    """
    if partition not in {None, "status", "day"}:
        invalid(f"partition: {partition!r} is neither 'status' nor 'day', nor None")
    if row_group_rows < 1:
        invalid(f"row_group_rows: {row_group_rows}, a group has 1 row or more")
    batches = to_batches(tasks, frames=frames)
    with atomic_replace_folder(Path(folder), _TABLES) as made:
        of_tasks = PartitionedFiles(made / "tasks", task_schema(), row_group_rows)
        drawn = PartitionedFiles(made / "annotations", annotation_schema(frames), row_group_rows)
        with of_tasks, drawn:
            for batch in batches:
                of_tasks.add(batch.tasks, partition_of(batch.tasks, partition))
                drawn.add(
                    batch.annotations, partition_of(batch.tasks, partition, batch.annotations)
                )
        return ParquetReport(of_tasks.rows, drawn.rows, of_tasks.files + drawn.files)


def read_parquet(folder: str | PathLike[str]) -> TaskTables:
    """Read both tables of a folder that `write_parquet` wrote, into memory.

    Raises:
        FastLabelInvalidException: A file in it is no such table.
        MissingFileError: There is no such folder.
    """
    tasks, drawn = (_read(Path(folder, name)) for name in _TABLES)
    return TaskTables(tasks, drawn)


def _read(folder: Path) -> pa.Table:
    if not folder.is_dir():
        raise MissingFileError(f"folder: there is no {folder}; give one that write_parquet wrote")
    with _as_ours(folder):
        files = sorted(folder.rglob("*.parquet"))
        tables = [file_table(file) for file in files]
        return pa.concat_tables(tables).unify_dictionaries()


@contextmanager
def _as_ours(folder: Path) -> Generator[None]:
    try:
        yield
    except pa.ArrowException as error:
        invalid(f"{folder}: is no table of tasks: {error}")
