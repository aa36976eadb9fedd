"""Everything the package raises on purpose, in one tree.

```
FastLabelException
├── FastLabelInvalidException (ValueError)   checks before sending, and every 4xx
│   ├── AuthenticationError                  401, 403
│   ├── NotFoundError                        404
│   ├── ConflictError                        409
│   ├── RateLimitError                       429
│   └── MissingFileError (FileNotFoundError) a file or folder that is not there
├── ServerError                              5xx
├── TransportError                           no usable answer arrived
├── InvalidResponseError                     an answer that is not what the API promises
├── AmbiguousWriteError                      it may or may not have been created
├── JournalError                             a journal that cannot be read or written
└── MissingExtraError (ImportError)          an optional dependency is not installed
```

The first two names, `code`, and the form of `str(error)` are those of FastLabel 0.7.0.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

__all__ = [
    "AmbiguousWriteError",
    "AuthenticationError",
    "ConflictError",
    "FastLabelException",
    "FastLabelInvalidException",
    "InvalidResponseError",
    "JournalError",
    "MissingExtraError",
    "MissingFileError",
    "NotFoundError",
    "RateLimitError",
    "ServerError",
    "TransportError",
]


class FastLabelException(Exception):
    """Root of the tree.

    Attributes:
        message: What went wrong, where, and the way out.
        code: The HTTP status, or 422 for a check before sending, or None where neither applies.
    """

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message, code)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return self.message if self.code is None else f"<Response [{self.code}]> {self.message}"


class FastLabelInvalidException(FastLabelException, ValueError):
    """The caller got something wrong: a check before sending (code 422), or a 4xx answer."""


class AuthenticationError(FastLabelInvalidException):
    """The token was refused (401), or does not reach that far (403)."""


class NotFoundError(FastLabelInvalidException):
    """There is no such task (404)."""


class ConflictError(FastLabelInvalidException):
    """The name is already taken in its project (409)."""


class RateLimitError(FastLabelInvalidException):
    """Too many calls (429), and the wait asked for is longer than the call may take.

    Attributes:
        retry_at: When the service takes calls again (aware), if it said so.
    """

    def __init__(
        self, message: str, code: int | None = 429, retry_at: datetime | None = None
    ) -> None:
        super().__init__(message, code)
        self.retry_at = retry_at

    def __reduce__(self) -> tuple[type[RateLimitError], tuple[str, int | None, datetime | None]]:
        return type(self), (self.message, self.code, self.retry_at)


class MissingFileError(FastLabelInvalidException, FileNotFoundError):
    """The file or folder to send does not exist. Also a `FileNotFoundError`, as 0.7.0 raised."""

    # OSError is built by its own __new__, which would read (message, code) as (errno, strerror).
    args: tuple[str, int | None]

    def __new__(cls, message: str, code: int | None = 422) -> Self:  # noqa: ARG004, D102
        return FileNotFoundError.__new__(cls)

    def __init__(self, message: str, code: int | None = 422) -> None:
        FastLabelException.__init__(self, message, code)
        self.args = (message, code)

    def __reduce__(self) -> tuple[type[MissingFileError], tuple[str, int | None]]:
        return type(self), (self.message, self.code)


class ServerError(FastLabelException):
    """The service failed (5xx)."""


class TransportError(FastLabelException):
    """No usable answer arrived: no connection, a reset, a timeout."""


class InvalidResponseError(FastLabelException):
    """An answer, or JSON to read, is not what the API promises: not JSON, or of another shape."""


class AmbiguousWriteError(FastLabelException):
    """A create went out whole and no answer came: it may or may not have been created.

    Look the name up with `find_by_name` before sending it again: names are unique in a project.
    """


class JournalError(FastLabelException):
    """The journal of a batch cannot be read or written: the disk is full, or it is damaged.

    Nothing is sent that is not in the journal, so the same call goes on once the cause is gone.
    """


class MissingExtraError(FastLabelException, ImportError):
    """Something optional is needed that is not installed; the message names the pip command."""
