"""Arrow arrays of Python lists, and of their parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from itertools import repeat
from typing import Any, TypeAlias

import pyarrow as pa

from fastlabel.arrow.schema import NAMES

__all__ = ["AnyArray", "array_of", "columns_of", "list_of", "map_of", "offsets_of"]

AnyArray: TypeAlias = "pa.Array[Any]"
"""An array of any type."""


def array_of(values: Sequence[Any], of_type: pa.DataType) -> AnyArray:
    """An array of values; JSON text may be bytes."""
    if of_type == NAMES:
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, of_type)


def columns_of(rows: Sequence[Sequence[Any]], count: int) -> Iterable[Sequence[Any]]:
    """Rows as so many columns, also if there are no rows."""
    return zip(*rows, strict=True) if rows else repeat((), count)


def offsets_of(lists: Iterable[Sized | None]) -> pa.Int32Array:
    """Where each list begins among the items of all; null for a list that is None."""
    offsets: list[int | None] = []
    begin = 0
    for each in lists:
        if each is None:
            offsets.append(None)
        else:
            offsets.append(begin)
            begin += len(each)
    return pa.array([*offsets, begin], pa.int32())


def map_of(offsets: pa.Int32Array, keys: AnyArray, items: AnyArray) -> AnyArray:
    """An array of maps."""
    return pa.MapArray.from_arrays(offsets, keys, items)


def list_of(offsets: pa.Int32Array, values: AnyArray) -> AnyArray:
    """An array of lists."""
    return pa.ListArray.from_arrays(offsets, values)
