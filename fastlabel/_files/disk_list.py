"""A list on disk, so that memory does not grow with the number of items."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import weakref
from array import array
from collections.abc import Callable, Iterator, Sequence
from io import FileIO
from typing import Final, Generic, TypeVar, overload

T = TypeVar("T")

_BUFFER_BYTES: Final = 2**20
"""Kept in memory until written: a small list never needs a file."""

_SIZE_BYTES: Final = 4
_MISSING: Final = -1


class DiskList(Sequence[T], Generic[T]):
    """Items by index, set in any order and by any thread, and read as a sequence."""

    def __init__(self, encode: Callable[[T], bytes], decode: Callable[[bytes], T]) -> None:
        self._encode = encode
        self._decode = decode
        self._lock = threading.Lock()
        self._offsets = array("q")
        self._buffer = bytearray()
        self._written = 0
        self._file: FileIO | None = None

    def __setitem__(self, index: int, item: T) -> None:
        """Set an item, replacing an earlier one at its index."""
        if index < 0:
            raise IndexError(f"expected an index of 0 or more, got {index}")
        data = self._encode(item)
        with self._lock:
            self._offsets.extend([_MISSING] * (index + 1 - len(self._offsets)))
            self._offsets[index] = self._written + len(self._buffer)
            self._buffer += len(data).to_bytes(_SIZE_BYTES) + data
            if len(self._buffer) >= _BUFFER_BYTES:
                self._write()

    def __len__(self) -> int:
        return len(self._offsets)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        """Return the item at an index, or a list of those in a slice."""
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        with self._lock:
            offset = self._offsets[index]
            if offset == _MISSING:
                raise LookupError(f"no item was set at index {index} yet")
            size = int.from_bytes(self._read(offset, _SIZE_BYTES))
            data = self._read(offset + _SIZE_BYTES, size)
        return self._decode(data)

    # That of Sequence ends at the first IndexError, whatever its cause.
    def __iter__(self) -> Iterator[T]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)}>"

    def _read(self, offset: int, size: int) -> bytes:
        start = offset - self._written
        if start >= 0 or self._file is None:
            return bytes(self._buffer[start : start + size])
        if sys.platform == "win32":
            self._file.seek(offset)
            return self._file.read(size)
        # Forked processes share the position of the file.
        return os.pread(self._file.fileno(), size, offset)

    def _write(self) -> None:
        file = self._file or self._open()
        file.seek(self._written)
        left = memoryview(self._buffer)
        try:
            while left:
                left = left[file.write(left) :]
        finally:
            left.release()
        self._written += len(self._buffer)
        self._buffer = bytearray()

    def _open(self) -> FileIO:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # closed with the list
        weakref.finalize(self, self._file.close)
        return self._file
