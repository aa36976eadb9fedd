"""JSON objects that wait in a temporary file.

COCO lists images before annotations, and the ids of sorted categories are known after the last task
only.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Final, cast

from pydantic_core import PydanticSerializationError, to_json

_CHUNK: Final = 200
"""Objects encoded at once: fewer cost more calls, more do not fit into the processor's cache."""
_BUFFER: Final = 2**20  # bytes

_PLACEHOLDER: Final = re.compile(rb'"category_id":(\d{18})')
_MIN_PLACEHOLDER: Final[int] = 10**17


def _encoder() -> Callable[[object], bytes]:
    """The fastest one installed: orjson, of the extra `coco`, takes half the time."""
    try:
        return cast("Callable[[object], bytes]", import_module("orjson").dumps)
    except ImportError:
        return to_json


_encode: Final = _encoder()


def encode(value: object) -> bytes:
    """Compact JSON in one line."""
    try:
        return _encode(value)
    except (PydanticSerializationError, TypeError):
        # Fast encoders have limits: lone surrogates, integers beyond 64 bits, depth.
        return json.dumps(value, separators=(",", ":")).encode("ascii")


class JsonSpool:
    """JSON objects in a temporary file, which `close` deletes."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=_BUFFER)  # noqa: SIM115  # close()
        self._waiting: list[Mapping[str, object]] = []
        self._is_empty = True

    def extend(self, entries: Iterable[Mapping[str, object]]) -> None:
        """Append objects."""
        self._waiting += entries
        if len(self._waiting) >= _CHUNK:
            self._flush()

    def copy_to(self, file: BinaryIO, category_ids: Mapping[int, int] | None = None) -> None:
        """Write all objects as one list."""
        self._flush()
        self._file.seek(0)
        file.write(b"[")
        if category_ids is None:
            shutil.copyfileobj(self._file, file, _BUFFER)
        else:
            members = {b"%d" % k: b'"category_id":%d' % v for k, v in category_ids.items()}
            file.writelines(
                _PLACEHOLDER.sub(lambda match: members.get(match[1], match[0]), line)
                for line in self._file
            )
        file.write(b"]")

    def close(self) -> None:
        """Delete the file."""
        self._file.close()

    def _flush(self) -> None:
        if self._waiting:
            self._file.write(b"" if self._is_empty else b",\n")
            self._file.write(memoryview(encode(self._waiting))[1:-1])
            self._waiting.clear()
            self._is_empty = False


def placeholder_base() -> int:
    """First of the numbers that stand for category ids in encoded annotations."""
    return _MIN_PLACEHOLDER + secrets.randbelow(8 * _MIN_PLACEHOLDER)
