"""Answers as they arrive, unpacked within bounds of our own."""

from __future__ import annotations

import zlib
from typing import Final

from fastlabel.errors import InvalidResponseError

__all__ = ["ACCEPTED_ENCODINGS", "CutShort", "Unpacker"]

ACCEPTED_ENCODINGS: Final = "gzip"
# Far above any page, far below what a machine cannot hold.
_MOST_BYTES: Final = 512 * 2**20
_PIECE: Final = 2**20
_GZIP: Final = 16 + zlib.MAX_WBITS


class CutShort(Exception):
    """The body ended before its end."""


class Unpacker:
    """Collects the body of one answer.

    A compressed body that unpacks without end is given up as soon as it is too large, and one that
    is cut short is told from a whole one.

    Args:
        encoding: The answer's Content-Encoding.
        most: How many bytes to hold at most.
    """

    def __init__(self, encoding: str | None, most: int = _MOST_BYTES) -> None:
        self._encoding = (encoding or "identity").strip().lower()
        self._gzip = zlib.decompressobj(_GZIP) if self._encoding in {"gzip", "x-gzip"} else None
        self._most = most
        self._pieces: list[bytes] = []
        self._size = 0
        if self._gzip is None and self._encoding != "identity":
            raise InvalidResponseError(f"Content-Encoding: {self._encoding!r} was not asked for")

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes.

        Raises:
            InvalidResponseError: They are no gzip, or too many.
        """
        if self._gzip is None:
            self._keep(chunk)
            return
        try:
            while chunk:
                self._keep(self._gzip.decompress(chunk, _PIECE))
                chunk = self._gzip.unconsumed_tail
        except zlib.error as error:
            raise InvalidResponseError(f"the body is no gzip: {error}") from None

    def body(self) -> bytes:
        """The whole body, now that the last bytes have come.

        Raises:
            CutShort: It is not whole.
            InvalidResponseError: More follows it.
        """
        if self._gzip is not None and self._pieces:
            if not self._gzip.eof:
                raise CutShort("the body is cut short: its gzip does not end")
            if self._gzip.unused_data:
                raise InvalidResponseError("the body goes on after its gzip has ended")
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._most:
            raise InvalidResponseError(f"the body has more than {self._most:,} bytes")
        self._pieces.append(piece)
