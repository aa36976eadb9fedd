"""A folder of Parquet files: write tasks to it, and read them back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

import pyarrow as pa

from fastlabel._files.atomic import atomic_replace_folder
from fastlabel._types import StrPath
from fastlabel.arrow.arrays import read_file
from fastlabel.arrow.partitions import PartitionedFiles, partition_folders
from fastlabel.arrow.schema import FrameForm, annotation_schema, task_schema
from fastlabel.arrow.tables import TaskTables, to_batches
from fastlabel.errors import MissingFileError, invalid
from fastlabel.models.tasks import AnyTask

Partition: TypeAlias = Literal["status", "day"]
"""Partition by the status of tasks, or by the day (UTC) on which they were created."""

_TABLES: Final = ("tasks", "annotations")


@dataclass(frozen=True, slots=True)
class ParquetReport:
    """Counts of what was written."""

    tasks: int
    """Rows of tasks."""
    annotations: int
    """Rows of annotations, or of their frames."""
    files: int
    """Parquet files of both tables."""


def write_parquet(
    tasks: Iterable[AnyTask],
    folder: StrPath,
    *,
    partition: Partition | None = None,
    frames: FrameForm = "rows",
    row_group_rows: int = 100_000,
) -> ParquetReport:
    """Write tasks to Parquet files in a folder with the subfolders `tasks` and `annotations`.

    The folder is replaced atomically when everything is written: until then an existing one is
    unchanged, and the same call can be repeated after a failure or a kill. Memory is constant.

    Args:
        tasks: Tasks of any kinds, also mixed; iterated once.
        folder: A new folder, or one with such files, which is replaced. One writer at a time.
        partition: Write the tasks of each status or day, and their annotations, to a folder of
            their own, such as `tasks/by_status=approved/`, so that readers can skip others.
        frames: As for `tasks_to_tables`.
        row_group_rows: Rows in a row group, for which a file has statistics; 1 or more.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task, or the folder has other files;
            the error has the path.
        MissingFileError: The parent folder does not exist.
        OSError: A file cannot be written.
    """
    if partition not in {None, "status", "day"}:
        invalid(f"expected 'status', 'day' or None, got {partition!r}", "partition")
    if row_group_rows < 1:
        invalid(f"expected 1 or more, got {row_group_rows}", "row_group_rows")
    batches = to_batches(tasks, frames=frames)
    with atomic_replace_folder(Path(folder), _TABLES) as target:
        task_files = PartitionedFiles(target / "tasks", task_schema(), row_group_rows)
        annotation_files = PartitionedFiles(
            target / "annotations", annotation_schema(frames), row_group_rows
        )
        with task_files, annotation_files:
            for batch in batches:
                of_tasks, of_annotations = partition_folders(batch, partition)
                task_files.add(batch.tasks, of_tasks)
                annotation_files.add(batch.annotations, of_annotations)
        files = task_files.files + annotation_files.files
        return ParquetReport(task_files.rows, annotation_files.rows, files)


def read_parquet(folder: StrPath) -> TaskTables:
    """Read both tables of a folder that `write_parquet` wrote into memory.

    Raises:
        FastLabelInvalidException: A file in it is not such a table.
        MissingFileError: The folder does not exist.
    """
    tasks, annotations = (_read(Path(folder, name)) for name in _TABLES)
    return TaskTables(tasks, annotations)


def _read(folder: Path) -> pa.Table:
    if not folder.is_dir():
        message = f"{str(folder)!r} does not exist; pass a folder that write_parquet wrote"
        raise MissingFileError(message).at("folder")
    try:
        tables = [read_file(file) for file in sorted(folder.rglob("*.parquet"))]
        return pa.concat_tables(tables).unify_dictionaries()
    except pa.ArrowException as error:
        invalid(f"{str(folder)!r} is not a table of tasks: {error}", "folder")
