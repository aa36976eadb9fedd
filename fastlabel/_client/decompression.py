"""Decodes response bodies, with a limit on their size."""

from __future__ import annotations

import zlib
from typing import Final

from fastlabel.errors import InvalidResponseError

ACCEPTED_ENCODINGS: Final = "gzip"
# Far above any page, far below the memory of a machine.
_MAX_BYTES: Final = 512 * 2**20
_CHUNK_BYTES: Final = 2**20
_GZIP: Final = 16 + zlib.MAX_WBITS


class TruncatedBody(Exception):
    """The body ended early."""


class GzipDecoder:
    """Collects the body of one response, compressed or not."""

    def __init__(self, encoding: str | None, max_bytes: int = _MAX_BYTES) -> None:
        encoding = (encoding or "identity").strip().lower()
        self._gzip = zlib.decompressobj(_GZIP) if encoding in {"gzip", "x-gzip"} else None
        self._max_bytes = max_bytes
        self._chunks: list[bytes] = []
        self._size = 0
        if self._gzip is None and encoding != "identity":
            raise InvalidResponseError(f"Content-Encoding {encoding!r} was not requested")

    def feed(self, chunk: bytes) -> None:
        """Decode the next bytes."""
        if self._gzip is None:
            self._add(chunk)
            return
        try:
            while chunk:
                self._add(self._gzip.decompress(chunk, _CHUNK_BYTES))
                chunk = self._gzip.unconsumed_tail
        except zlib.error as error:
            raise InvalidResponseError(f"the body is not valid gzip: {error}") from None

    def finish(self) -> bytes:
        """Return the whole body, after its last bytes were fed."""
        if self._gzip is not None and self._chunks:
            if not self._gzip.eof:
                raise TruncatedBody("the body is truncated: its gzip stream has no end")
            if self._gzip.unused_data:
                raise InvalidResponseError("the body has bytes after the end of its gzip stream")
        return self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)

    def _add(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._max_bytes:
            raise InvalidResponseError(f"the body is larger than {self._max_bytes:,} bytes")
        self._chunks.append(chunk)
