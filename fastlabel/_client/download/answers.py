"""What an answer to the request for a medium means."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import BinaryIO, Final, NamedTuple

from fastlabel._client.download.urls import MediaUrl
from fastlabel._client.retry.call import pause
from fastlabel._media.images import image_format
from fastlabel.errors import (
    FastLabelException,
    FastLabelInvalidException,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    ServerError,
)

__all__ = [
    "HEAD_BYTES",
    "Downloaded",
    "MediaSink",
    "check_answer",
    "check_format",
    "check_size",
    "header",
    "is_redirect",
]


HEAD_BYTES: Final = 12
"""Of a medium, that tell its format."""


_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_LONGEST: Final = 10.0**9
_GONE: Final = frozenset({401, 403, 404, 410})


def is_redirect(status: int) -> bool:
    """Whether the answer names another place."""
    return status in _REDIRECTS


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """The value of a header, empty if there is none."""
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")


def check_answer(
    url: MediaUrl, status: int, headers: Iterable[tuple[bytes, bytes]], limit: int
) -> None:
    """Refuse an answer that does not bring the medium as it is.

    Raises:
        NotFoundError: It is not there any more (401, 403, 404, 410): signed URLs expire.
        RateLimitError: The server asks to come back later (429, and 503 that says when).
        ServerError: The server failed.
        FastLabelInvalidException: The request was refused otherwise.
        InvalidResponseError: It is no answer to such a request, or larger than `limit` bytes.
    """
    told = tuple(headers)
    if status != 200:
        raise _error(url, status, header(told, b"retry-after"))
    encoding = header(told, b"content-encoding").strip().lower()
    if encoding not in {"", "identity"}:
        message = f"{url}: came compressed ({encoding[:40]!r}), which was not asked for"
        raise InvalidResponseError(message, status)
    check_size(url, int(header(told, b"content-length") or 0), limit)


def check_size(url: MediaUrl, size: int, limit: int) -> None:
    """Refuse more bytes than are wanted.

    Raises:
        InvalidResponseError: There are more than `limit`.
    """
    if size > limit:
        raise InvalidResponseError(f"{url}: is larger than the {limit} bytes that it may have")


def check_format(url: MediaUrl, head: bytes, formats: Collection[str]) -> None:
    """Refuse what is no medium of these formats by its first bytes.

    Args:
        url: Where it came from.
        head: Its first `HEAD_BYTES` bytes.
        formats: `png`, `jpg`, `mp4`; none is any.

    Raises:
        InvalidResponseError: It is something else.
    """
    found = "mp4" if head[4:8] == b"ftyp" else image_format(head)
    if formats and found not in formats:
        due = ", ".join(sorted(formats))
        raise InvalidResponseError(
            f"{url}: what came is no medium ({due}) but begins {head!r}", 200
        )


def _error(url: MediaUrl, status: int, retry_after: str) -> FastLabelException:
    now = datetime.now(UTC)
    seconds = pause(retry_after, now)
    if status == 429 or (status == 503 and seconds is not None):
        retry_at = None if seconds is None else now + timedelta(seconds=min(seconds, _LONGEST))
        return RateLimitError(f"{url}: the server asks to come back later", status, retry_at)
    if status in _GONE:
        way_out = "the URL of a medium expires; read the task again for a new one"
        return NotFoundError(f"{url}: is not there, or not any more: {way_out}", status)
    if status >= 500:
        return ServerError(f"{url}: the server failed", status)
    if status >= 400:
        return FastLabelInvalidException(f"{url}: the server refused it", status)
    return InvalidResponseError(f"{url}: unexpected status {status}", status)


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
