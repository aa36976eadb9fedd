"""Entries of a COCO file on their way through temporary files.

COCO puts images and categories before annotations, and the ids of sorted categories are known only
at the end of the tasks. So entries wait, encoded: the first of them in memory, many on disk.
"""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

from pydantic_core import PydanticSerializationError, to_json

__all__ = ["EntrySpool", "encoded", "first_marker", "with_final_ids"]

_CHUNK: Final = 200
"""Entries encoded at once: fewer cost calls, more do not fit into the processor's cache."""

_IN_MEMORY: Final = 4 * 2**20
"""Bytes that wait in memory. What is more goes to the disk, and is read again from there."""
_BUFFER: Final = 2**20
"""Bytes: more than a line has, so that it is read at once."""

_KEY: Final = b'"category_id":'
_DIGITS: Final = 18
_LEAST_MARKER: Final[int] = 10 ** (_DIGITS - 1)


def _encoder() -> Callable[[object], bytes]:
    """The fastest that is installed: orjson, of the extra `coco`, takes less than half the time."""
    try:
        return cast("Callable[[object], bytes]", import_module("orjson").dumps)
    except ImportError:
        return to_json


_encode: Final = _encoder()


def encoded(value: object) -> bytes:
    """Compact JSON without a line break."""
    try:
        return _encode(value)
    except (PydanticSerializationError, TypeError):
        # Half a surrogate pair, which names from JSON may hold, has no UTF-8; only \\ud800 says it.
        # And the fast ones have their limits, of whole numbers and of nesting.
        return json.dumps(value, separators=(",", ":")).encode("ascii")


class EntrySpool:
    """Entries in a temporary file, or memory, a chunk to a line. It goes when the block ends."""

    def __init__(self, folder: Path) -> None:
        """Begin. A file would be in this folder, where there has to be room for it anyway."""
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115  # closed by __exit__
            _IN_MEMORY, buffering=_BUFFER, dir=str(folder)
        )
        self._waiting: list[Mapping[str, object]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def extend(self, entries: Sequence[Mapping[str, object]]) -> None:
        """Append entries."""
        self._waiting += entries
        if len(self._waiting) >= _CHUNK:
            self._flush()

    def lines(self) -> Iterator[bytes]:
        """All entries: lines of JSON objects with commas between them, none at a line's end."""
        self._flush()
        self._file.seek(0)
        for line in self._file:
            yield line[:-1]

    def _flush(self) -> None:
        for start in range(0, len(self._waiting), _CHUNK):
            chunk = encoded(self._waiting[start : start + _CHUNK])
            self._file.write(memoryview(chunk)[1:-1])
            self._file.write(b"\n")
        self._waiting.clear()


def first_marker() -> int:
    """A first provisional category id, for ids that can be found again in encoded entries.

    It has 18 digits, and so have those that follow. They are drawn anew for each call: whatever
    numbers the caller's data have beside a key of the same name, they are not these.
    """
    return _LEAST_MARKER + secrets.randbelow(8 * _LEAST_MARKER)


def with_final_ids(line: bytes, final: Mapping[bytes, bytes]) -> bytes:
    """An encoded chunk with its marked category ids replaced, and nothing else.

    Args:
        line: As `EntrySpool.lines` gives it.
        final: Marker → id in the file, both as digits.
    """
    before, *parts = line.split(_KEY)
    for index, part in enumerate(parts):
        if number := final.get(part[:_DIGITS]):
            parts[index] = number + part[_DIGITS:]
    return _KEY.join([before, *parts])
