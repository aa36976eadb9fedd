"""Rows of one table in Parquet files, in a folder for each partition."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import pyarrow as pa
from pyarrow import parquet

from fastlabel._files.atomic import fsync
from fastlabel.arrow.arrays import rows_in, values_in

__all__ = ["PartitionedFiles", "partition_of"]

# Both tables together stay well below the 256 that systems let a process open at least.
_MOST_OPEN: Final = 50
# Rows of one table, of all partitions.
_MOST_HELD: Final = 200_000
_NONE: Final = "none"
_UNSAFE: Final = re.compile(rb"[^a-z0-9_-]")
# A name in a file system has 255 bytes at most.
_LONGEST: Final = 200


def partition_of(
    tasks: pa.RecordBatch, partition: str | None, annotations: pa.RecordBatch | None = None
) -> Sequence[str]:
    """The folder of each row.

    Args:
        tasks: Rows of tasks.
        partition: "status" or "day"; None is one folder for all.
        annotations: Those of the tasks, if their rows are meant.
    """
    values: list[str | None]
    match partition:
        case "status":
            values = values_in(tasks, "status")
        case "day":
            values = list(map(_day, values_in(tasks, "created_at")))
        case _:
            values = [None] * tasks.num_rows
    names = [_folder(partition, value) for value in values]
    if annotations is None or not names:
        return names
    first: int = values_in(tasks, "task_index")[0]
    of_tasks: list[int] = values_in(annotations, "task_index")
    return [names[index - first] for index in of_tasks]


def _day(moment: datetime | None) -> str | None:
    return None if moment is None else moment.date().isoformat()


def _folder(partition: str | None, value: str | None) -> str:
    """As Hive names partitions. Capitals are escaped: some file systems take them for small."""
    if partition is None:
        return ""
    escaped = _UNSAFE.sub(lambda found: b"%%%02X" % ord(found[0]), (value or _NONE).encode())
    if len(escaped) > _LONGEST:
        escaped = sha256(escaped).hexdigest().encode()
    return f"by_{partition}={escaped.decode()}"


@dataclass(slots=True)
class _Part:
    """One folder's rows that are not in a file yet, and its file."""

    folder: Path
    held: list[pa.RecordBatch] = field(default_factory=list[pa.RecordBatch])
    held_rows: int = 0
    files: int = 0
    opened: tuple[parquet.ParquetWriter, BinaryIO] | None = None


class PartitionedFiles:
    """Writes rows of a table into files, one or more for each folder.

    Attributes:
        rows: Rows so far.
        files: Files so far.
    """

    def __init__(self, folder: Path, schema: pa.Schema, group_rows: int) -> None:
        self.rows: int = 0
        self.files: int = 0
        self._folder = folder
        self._schema = schema
        self._group_rows = group_rows
        # In the order of use: the first was not used for the longest time.
        self._parts: OrderedDict[str, _Part] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
            return
        for part in self._parts.values():
            if part.opened:
                part.opened[1].close()

    def add(self, batch: pa.RecordBatch, folders: Sequence[str]) -> None:
        """Write rows, each into its folder."""
        self.rows += batch.num_rows
        groups = pa.array(folders, pa.string())
        for name in dict.fromkeys(folders):
            chosen = rows_in(batch, groups, name)
            part = self._part(name)
            part.held.append(chosen)
            part.held_rows += chosen.num_rows
            if part.held_rows >= self._group_rows:
                self._write(part)
        while sum(part.held_rows for part in self._parts.values()) > _MOST_HELD:
            self._write(max(self._parts.values(), key=lambda part: part.held_rows))

    def _part(self, name: str) -> _Part:
        if name not in self._parts:
            self._parts[name] = _Part(self._folder / name)
        self._parts.move_to_end(name)
        return self._parts[name]

    def _write(self, part: _Part) -> None:
        """Write what is held as groups of a file."""
        table = pa.Table.from_batches(part.held, self._schema).unify_dictionaries()
        part.held, part.held_rows = [], 0
        writer, _ = part.opened or self._open(part)
        writer.write_table(table, row_group_size=self._group_rows)

    def _open(self, part: _Part) -> tuple[parquet.ParquetWriter, BinaryIO]:
        is_open = [each for each in self._parts.values() if each.opened]
        if len(is_open) >= _MOST_OPEN:
            _close(is_open[0])
        part.folder.mkdir(exist_ok=True)
        file = (part.folder / f"part-{part.files}.parquet").open("xb")
        part.opened = parquet.ParquetWriter(file, self._schema, compression="zstd"), file
        part.files += 1
        self.files += 1
        return part.opened

    def _finish(self) -> None:
        if not self._parts:
            # A table without rows is one all the same.
            self._write(self._part(""))
        for part in self._parts.values():
            if part.held:
                self._write(part)
        for part in self._parts.values():
            _close(part)


def _close(part: _Part) -> None:
    if part.opened:
        writer, file = part.opened
        part.opened = None
        with file:
            writer.close()
            fsync(file)
