"""Arrow arrays of Python lists, and of their parts: the few calls of pyarrow that lack types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import pyarrow as pa
from pyarrow import compute, parquet

from fastlabel._geometry.rings import packed_floats
from fastlabel.arrow.schema import NAMES, Fields

__all__ = [
    "AnyArray",
    "Columns",
    "array_of",
    "as_names",
    "batch_of",
    "columns_of",
    "either",
    "file_table",
    "floats_of",
    "list_of",
    "map_of",
    "nulls_of",
    "offsets_of",
    "rows_in",
    "struct_of",
    "values_in",
]

AnyArray: TypeAlias = "pa.Array[Any]"
"""An array of any type."""

Columns: TypeAlias = dict[str, AnyArray]
"""Arrays of one length, by name."""

# Where the stubs of pyarrow cannot tell a type, it is told here.
_pa: Final[Any] = pa
_compute: Final[Any] = compute
_parquet: Final[Any] = parquet


def array_of(values: AnyArray | Iterable[Any], of_type: pa.DataType) -> AnyArray:
    """An array of values; text may be bytes. What is an array stays it."""
    if isinstance(values, _pa.Array):
        return cast("AnyArray", values)
    if of_type == NAMES:
        return as_names(pa.array(values, pa.string()))
    return pa.array(values, of_type)


def nulls_of(count: int, of_type: pa.DataType) -> AnyArray:
    """As many nulls."""
    made: AnyArray = _pa.nulls(count, of_type)
    return made


def floats_of(lists: Iterable[Sequence[float]]) -> AnyArray:
    """The numbers of all lists in one array, none of them null."""
    packed = packed_floats(lists)
    buffers = [None, pa.py_buffer(packed)]
    made: AnyArray = _pa.Array.from_buffers(pa.float64(), len(packed) // 8, buffers)
    return made


def as_names(texts: AnyArray) -> AnyArray:
    """Each text once, and which it is in each row."""
    made: AnyArray = cast("Any", texts).dictionary_encode()
    return made


def columns_of(rows: Sequence[Sequence[Any]], count: int) -> Iterable[Sequence[Any]]:
    """Rows as so many columns, also if there are no rows."""
    return zip(*rows, strict=True) if rows else repeat((), count)


def offsets_of(lists: Sequence[Sized | None]) -> AnyArray:
    """Where each list begins among the items of all; null for a list that is None."""
    begins = accumulate([0 if each is None else len(each) for each in lists], initial=0)
    if None not in lists:
        return pa.array(begins, pa.int32())
    *offsets, end = begins
    known = [None if of is None else begin for of, begin in zip(lists, offsets, strict=True)]
    return pa.array([*known, end], pa.int32())


def map_of(offsets: AnyArray, keys: AnyArray, items: AnyArray) -> AnyArray:
    """An array of maps."""
    made: AnyArray = _pa.MapArray.from_arrays(offsets, keys, items)
    return made


def list_of(offsets: AnyArray, values: AnyArray) -> AnyArray:
    """An array of lists."""
    made: AnyArray = _pa.ListArray.from_arrays(offsets, values)
    return made


def struct_of(columns: Iterable[AnyArray], fields: Fields) -> AnyArray:
    """An array of structs; the columns in the order of the fields."""
    made: AnyArray = _pa.StructArray.from_arrays(list(columns), fields=fields)
    return made


def batch_of(columns: Mapping[str, Any], schema: pa.Schema) -> pa.RecordBatch:
    """Rows of a table: for each of its columns an array, or values to make one of."""
    fields = cast("Iterable[Any]", schema)
    arrays = [array_of(columns[field.name], field.type) for field in fields]
    made: pa.RecordBatch = _pa.RecordBatch.from_arrays(arrays, schema=schema)
    return made


def either(first: AnyArray, second: AnyArray) -> AnyArray:
    """The first where it is not null, else the second."""
    made: AnyArray = _compute.coalesce(first, second)
    return made


def rows_in(batch: pa.RecordBatch, groups: AnyArray, group: str) -> pa.RecordBatch:
    """The rows of a batch that are in a group."""
    found: pa.RecordBatch = batch.filter(_compute.equal(groups, group))
    return found


def values_in(batch: pa.RecordBatch, name: str) -> list[Any]:
    """A column as Python values."""
    found: list[Any] = cast("Any", batch).column(name).to_pylist()
    return found


def file_table(path: Path) -> pa.Table:
    """The table of one Parquet file."""
    found: pa.Table = _parquet.read_table(path, partitioning=None)
    return found
