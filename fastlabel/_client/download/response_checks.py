"""Checks of the responses to media downloads, and the writer of their content."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import BinaryIO, Final, NamedTuple

from fastlabel._client.download.urls import MediaUrl
from fastlabel._client.retry.policy import is_throttled, later, parse_retry_after
from fastlabel._media.images import image_format
from fastlabel.errors import (
    FastLabelException,
    FastLabelInvalidException,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    ServerError,
)

_HEAD_BYTES: Final = 12
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({401, 403, 404, 410})
_MAX_PAUSE: Final = 10.0**9


def is_redirect(status: int) -> bool:
    """Whether the response is a redirect."""
    return status in _REDIRECTS


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Value of a header, empty if there is none."""
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")


def check_response(
    url: MediaUrl, status: int, headers: Iterable[tuple[bytes, bytes]], max_bytes: int
) -> None:
    """Refuse a response that is not an uncompressed file of at most `max_bytes`."""
    received = tuple(headers)
    if status != 200:
        raise _error(url, status, header(received, b"retry-after"))
    encoding = header(received, b"content-encoding").strip().lower()
    if encoding not in {"", "identity"}:
        message = f"{url}: Content-Encoding {encoding[:40]!r} was not requested"
        raise InvalidResponseError(message, status)
    _check_size(url, int(header(received, b"content-length") or 0), max_bytes)


def check_format(url: MediaUrl, head: bytes, formats: Collection[str]) -> None:
    """Refuse a file whose first bytes are not of an allowed format."""
    actual = "mp4" if head[4:8] == b"ftyp" else image_format(head)
    if formats and actual not in formats:
        expected = ", ".join(sorted(formats))
        message = f"{url}: expected a media file ({expected}), got content that begins {head!r}"
        raise InvalidResponseError(message, 200)


def _check_size(url: MediaUrl, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise InvalidResponseError(f"{url}: is larger than the maximum of {max_bytes} bytes")


def _error(url: MediaUrl, status: int, retry_after: str) -> FastLabelException:
    pause = parse_retry_after(retry_after, datetime.now(UTC))
    if is_throttled(status, pause):
        retry_at = None if pause is None else later(min(pause, _MAX_PAUSE))
        return RateLimitError(f"{url}: the server asks to come back later", status, retry_at)
    if status in _GONE:
        hint = "media URLs expire; read the task again for a new one"
        return NotFoundError(f"{url}: does not exist, or not any more: {hint}", status)
    if status >= 500:
        return ServerError(f"{url}: the server failed", status)
    if status >= 400:
        return FastLabelInvalidException(f"{url}: the server refused it", status)
    return InvalidResponseError(f"{url}: unexpected status {status}", status)


class DownloadedFile(NamedTuple):
    """A file that was written."""

    size: int
    """Bytes."""
    sha256: str
    """In hexadecimal."""


class HashingWriter:
    """Writes to a file, counting and hashing the bytes."""

    def __init__(self, file: BinaryIO, max_bytes: int) -> None:
        self._file = file
        self._hash = sha256()
        self._size = 0
        self.max_bytes = max_bytes
        self.head: bytes = b""
        self.failure: FastLabelException | OSError | None = None  # raised by the caller

    def result(self) -> DownloadedFile:
        """Size and hash of what was written so far."""
        return DownloadedFile(self._size, self._hash.hexdigest())

    def write(self, url: MediaUrl, chunk: bytes) -> None:
        """Write a chunk, unless something failed before."""
        if self.failure:
            return
        try:
            _check_size(url, self._size + len(chunk), self.max_bytes)
            self._file.write(chunk)
        except (FastLabelException, OSError) as error:
            self.failure = error
            return
        self._size += len(chunk)
        self._hash.update(chunk)
        self.head += chunk[: _HEAD_BYTES - len(self.head)]
