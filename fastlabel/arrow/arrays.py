"""Arrow arrays of Python values: typed access to the functions of pyarrow that lack types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import pyarrow as pa
from pyarrow import compute, parquet

from fastlabel._geometry.rings import packed_floats
from fastlabel.arrow.schema import NAMES, Fields

AnyArray: TypeAlias = "pa.Array[Any]"
"""An array of any type."""

Columns: TypeAlias = dict[str, AnyArray]
"""Arrays of equal length, by name."""

# The stubs of pyarrow lack these types.
_pa: Final[Any] = pa
_compute: Final[Any] = compute
_parquet: Final[Any] = parquet

null_array: Final[Callable[[int, pa.DataType], AnyArray]] = _pa.nulls
list_array: Final[Callable[[AnyArray, AnyArray], AnyArray]] = _pa.ListArray.from_arrays
map_array: Final[Callable[[AnyArray, AnyArray, AnyArray], AnyArray]] = _pa.MapArray.from_arrays
coalesce: Final[Callable[[AnyArray, AnyArray], AnyArray]] = _compute.coalesce


def to_array(values: AnyArray | Iterable[Any], data_type: pa.DataType) -> AnyArray:
    """Array of values, whose strings may be bytes; an array is returned as it is."""
    if isinstance(values, _pa.Array):
        return cast("AnyArray", values)
    if data_type == NAMES:
        return dictionary_encode(pa.array(values, pa.string()))
    return pa.array(values, data_type)


def dictionary_encode(strings: AnyArray) -> AnyArray:
    """Distinct strings, and the index of each row among them."""
    return cast("AnyArray", cast("Any", strings).dictionary_encode())


def float_array(lists: Iterable[Sequence[float]]) -> AnyArray:
    """The numbers of all lists in one array without nulls."""
    packed = packed_floats(lists)
    buffers = [None, pa.py_buffer(packed)]
    return cast("AnyArray", _pa.Array.from_buffers(pa.float64(), len(packed) // 8, buffers))


def list_offsets(lists: Sequence[Sized | None]) -> AnyArray:
    """Start of each list among the items of all, and their number; null for None."""
    starts = accumulate([0 if items is None else len(items) for items in lists], initial=0)
    if None not in lists:
        return pa.array(starts, pa.int32())
    *offsets, end = starts
    known = [None if items is None else at for items, at in zip(lists, offsets, strict=True)]
    return pa.array([*known, end], pa.int32())


def struct_array(columns: Iterable[AnyArray], fields: Fields) -> AnyArray:
    """Array of structs from columns in the order of the fields."""
    return cast("AnyArray", _pa.StructArray.from_arrays(list(columns), fields=fields))


def record_batch(columns: Mapping[str, Any], schema: pa.Schema) -> pa.RecordBatch:
    """Rows of a schema; each column is an array, or values."""
    fields = cast("Iterable[Any]", schema)
    arrays = [to_array(columns[field.name], field.type) for field in fields]
    return cast("pa.RecordBatch", _pa.RecordBatch.from_arrays(arrays, schema=schema))


def rows_equal(batch: pa.RecordBatch, groups: AnyArray, group: str) -> pa.RecordBatch:
    """Rows of one group."""
    return batch.filter(_compute.equal(groups, group))


def column_values(batch: pa.RecordBatch, name: str) -> list[Any]:
    """Python values of a column."""
    return cast("list[Any]", cast("Any", batch).column(name).to_pylist())


def read_file(path: Path) -> pa.Table:
    """Table of one Parquet file."""
    return cast("pa.Table", _parquet.read_table(path, partitioning=None))
