"""One outcome for each of many things, on disk, so that memory does not grow with their number."""

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

__all__ = ["OutcomeLog"]

T = TypeVar("T")

_MOST_WAITING: Final = 2**20
"""Bytes kept in memory until they are written: a small log never needs a file."""

_SIZE_BYTES: Final = 4
_MISSING: Final = -1


class OutcomeLog(Sequence[T], Generic[T]):
    """Outcomes by index, put in any order and by any thread, and read as a sequence.

    They are in a temporary file without a name, which goes with the log. Memory holds eight bytes
    for each, and the last megabyte of what was put. It is as long as the highest index that was
    put asks for. One process puts; forked ones may read what was put before.

    Args:
        encode: An outcome as bytes, fewer than 4 GiB.
        decode: The outcome that such bytes stand for.
    """

    def __init__(self, encode: Callable[[T], bytes], decode: Callable[[bytes], T]) -> None:
        self._encode = encode
        self._decode = decode
        self._lock = threading.Lock()
        self._offsets = array("q")
        self._waiting = bytearray()
        self._written = 0
        self._file: FileIO | None = None

    def put(self, index: int, outcome: T) -> None:
        """Keep an outcome. One that was put at this index before is replaced.

        Args:
            index: Its place, 0 or more.
            outcome: What became of the thing at this place.

        Raises:
            IndexError: The index is below 0.
            OSError: The temporary file cannot be written.
        """
        if index < 0:
            raise IndexError(f"{index}: the first outcome is at 0")
        data = self._encode(outcome)
        with self._lock:
            beyond = index + 1 - len(self._offsets)
            self._offsets.extend([_MISSING] * beyond)
            self._offsets[index] = self._written + len(self._waiting)
            self._waiting += len(data).to_bytes(_SIZE_BYTES) + data
            if len(self._waiting) >= _MOST_WAITING:
                self._write()

    def __len__(self) -> int:
        return len(self._offsets)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        """The outcome at a place, or a list of those at a slice.

        Raises:
            IndexError: The log is not so long.
            LookupError: None was put there yet.
        """
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        with self._lock:
            offset = self._offsets[index]
            if offset == _MISSING:
                raise LookupError(f"there is no outcome at {index} yet")
            size = int.from_bytes(self._read(offset, _SIZE_BYTES))
            data = self._read(offset + _SIZE_BYTES, size)
        return self._decode(data)

    # That of Sequence ends at the first IndexError, whatever it is about.
    def __iter__(self) -> Iterator[T]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)}>"

    def _read(self, offset: int, size: int) -> bytes:
        start = offset - self._written
        if start >= 0 or self._file is None:
            return bytes(self._waiting[start : start + size])
        if sys.platform == "win32":
            self._file.seek(offset)
            return self._file.read(size)
        # At a place of its own: processes that were forked share the file's.
        return os.pread(self._file.fileno(), size, offset)

    def _write(self) -> None:
        file = self._file or self._open()
        file.seek(self._written)
        left = memoryview(self._waiting)
        try:
            while left:
                left = left[file.write(left) :]
        finally:
            left.release()
        self._written += len(self._waiting)
        self._waiting = bytearray()

    def _open(self) -> FileIO:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # see below
        # Not by a `with`: the log is handed over, and is read for as long as somebody holds it.
        weakref.finalize(self, self._file.close)
        return self._file
