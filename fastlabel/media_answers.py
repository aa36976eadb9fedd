"""What an answer to the request for a medium means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fastlabel.errors import (
    FastLabelException,
    FastLabelInvalidException,
    InvalidResponseError,
    NotFoundError,
    ServerError,
)
from fastlabel.media_urls import MediaUrl

__all__ = ["check_answer", "check_size", "header", "is_redirect"]

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({403, 404, 410})


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
        NotFoundError: It is not there any more (403, 404, 410): signed URLs expire.
        ServerError: The server failed.
        FastLabelInvalidException: The request was refused otherwise.
        InvalidResponseError: It is no answer to such a request, or larger than `limit` bytes.
    """
    if status != 200:
        raise _error(url, status)
    told = tuple(headers)
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


def _error(url: MediaUrl, status: int) -> FastLabelException:
    if status in _GONE:
        way_out = "the URL of a medium expires; read the task again for a new one"
        return NotFoundError(f"{url}: is not there, or not any more: {way_out}", status)
    if status >= 500:
        return ServerError(f"{url}: the server failed", status)
    if status >= 400:
        return FastLabelInvalidException(f"{url}: the server refused it", status)
    return InvalidResponseError(f"{url}: unexpected status {status}", status)
