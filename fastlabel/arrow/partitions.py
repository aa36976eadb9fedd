"""Parquet files of one table, in a folder for each partition."""

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
from fastlabel.arrow.arrays import column_values, rows_equal
from fastlabel.arrow.tables import TaskBatches

# Both tables together stay well below the 256 files that any system lets a process open.
_MAX_OPEN: Final = 50
# Rows of one table in memory, of all partitions.
_MAX_BUFFERED: Final = 200_000
_NONE: Final = "none"
_UNSAFE: Final = re.compile(rb"[^a-z0-9_-]")
# Names in a file system have at most 255 bytes.
_MAX_NAME_BYTES: Final = 200


def partition_folders(
    batch: TaskBatches, partition: str | None
) -> tuple[Sequence[str], Sequence[str]]:
    """Folder of each row of tasks, and of annotations."""
    values: list[str | None]
    match partition:
        case "status":
            values = column_values(batch.tasks, "status")
        case "day":
            values = list(map(_day, column_values(batch.tasks, "created_at")))
        case _:
            values = [None] * batch.tasks.num_rows
    folders = [_folder(partition, value) for value in values]
    first: int = column_values(batch.tasks, "task_index")[0]
    indices: list[int] = column_values(batch.annotations, "task_index")
    return folders, [folders[index - first] for index in indices]


def _day(moment: datetime | None) -> str | None:
    return None if moment is None else moment.date().isoformat()


def _folder(partition: str | None, value: str | None) -> str:
    """Name in the style of Hive. Capitals are escaped, since some file systems ignore case."""
    if partition is None:
        return ""
    escaped = _UNSAFE.sub(lambda found: b"%%%02X" % ord(found[0]), (value or _NONE).encode())
    if len(escaped) > _MAX_NAME_BYTES:
        escaped = sha256(escaped).hexdigest().encode()
    return f"by_{partition}={escaped.decode()}"


@dataclass(slots=True)
class _Partition:
    """Buffered rows and open file of one folder."""

    folder: Path
    buffered: list[pa.RecordBatch] = field(default_factory=list[pa.RecordBatch])
    buffered_rows: int = 0
    files: int = 0
    writer: tuple[parquet.ParquetWriter, BinaryIO] | None = None


class PartitionedFiles:
    """Writes rows of a table to one or more files for each folder."""

    def __init__(self, folder: Path, schema: pa.Schema, group_rows: int) -> None:
        self.rows: int = 0
        self.files: int = 0
        self._folder = folder
        self._schema = schema
        self._group_rows = group_rows
        # In the order of use: the least recently used is first.
        self._partitions: OrderedDict[str, _Partition] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
            return
        for part in self._partitions.values():
            if part.writer:
                part.writer[1].close()

    def add(self, batch: pa.RecordBatch, folders: Sequence[str]) -> None:
        """Write each row to its folder."""
        self.rows += batch.num_rows
        groups = pa.array(folders, pa.string())
        for name in dict.fromkeys(folders):
            chosen = rows_equal(batch, groups, name)
            part = self._part(name)
            part.buffered.append(chosen)
            part.buffered_rows += chosen.num_rows
            if part.buffered_rows >= self._group_rows:
                self._write(part)
        while sum(part.buffered_rows for part in self._partitions.values()) > _MAX_BUFFERED:
            self._write(max(self._partitions.values(), key=lambda part: part.buffered_rows))

    def _part(self, name: str) -> _Partition:
        if name not in self._partitions:
            self._partitions[name] = _Partition(self._folder / name)
        self._partitions.move_to_end(name)
        return self._partitions[name]

    def _write(self, part: _Partition) -> None:
        """Write the buffered rows as row groups."""
        table = pa.Table.from_batches(part.buffered, self._schema).unify_dictionaries()
        part.buffered, part.buffered_rows = [], 0
        writer, _ = part.writer or self._open(part)
        writer.write_table(table, row_group_size=self._group_rows)

    def _open(self, part: _Partition) -> tuple[parquet.ParquetWriter, BinaryIO]:
        open_parts = [other for other in self._partitions.values() if other.writer]
        if len(open_parts) >= _MAX_OPEN:
            _close(open_parts[0])
        part.folder.mkdir(exist_ok=True)
        file = (part.folder / f"part-{part.files}.parquet").open("xb")
        part.writer = parquet.ParquetWriter(file, self._schema, compression="zstd"), file
        part.files += 1
        self.files += 1
        return part.writer

    def _finish(self) -> None:
        if not self._partitions:
            # An empty table is a valid table.
            self._write(self._part(""))
        for part in self._partitions.values():
            if part.buffered:
                self._write(part)
        for part in self._partitions.values():
            _close(part)


def _close(part: _Partition) -> None:
    if part.writer:
        writer, file = part.writer
        part.writer = None
        with file:
            writer.close()
            fsync(file)
