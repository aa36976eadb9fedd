"""Where the bytes of a medium go while they come."""

from __future__ import annotations

from hashlib import sha256
from typing import BinaryIO, NamedTuple

from fastlabel.errors import FastLabelException
from fastlabel.media_answers import HEAD_BYTES, check_size
from fastlabel.media_urls import MediaUrl

__all__ = ["Downloaded", "MediaSink"]


class Downloaded(NamedTuple):
    """What was written."""

    size: int
    """Bytes."""
    sha256: str
    """In hexadecimal."""


class MediaSink:
    """A file that counts and hashes what is written to it.

    Attributes:
        limit: Bytes that it may have.
        size: Bytes that were written.
        head: The first of them.
        failure: Why no more is written. It is for whoever brings the bytes to raise it.
    """

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file = file
        self.limit = limit
        self._hash = sha256()
        self.size: int = 0
        self.head: bytes = b""
        self.failure: FastLabelException | OSError | None = None

    def downloaded(self) -> Downloaded:
        """What was written so far."""
        return Downloaded(self.size, self._hash.hexdigest())

    def take(self, url: MediaUrl, chunk: bytes) -> None:
        """Write a chunk, unless something failed."""
        if self.failure:
            return
        try:
            check_size(url, self.size + len(chunk), self.limit)
            self._file.write(chunk)
        except (FastLabelException, OSError) as error:
            self.failure = error
            return
        self.size += len(chunk)
        self._hash.update(chunk)
        self.head += chunk[: HEAD_BYTES - len(self.head)]
