"""The exceptions of the package, in one tree.

```
FastLabelException
├── FastLabelInvalidException (ValueError)   validation before sending, and every 4xx
│   ├── AuthenticationError                  401, 403
│   ├── NotFoundError                        404
│   ├── ConflictError                        409
│   ├── RateLimitError                       429
│   └── MissingFileError (FileNotFoundError) a file or folder that does not exist
├── ServerError                              5xx
├── TransportError                           no response arrived
├── InvalidResponseError                     a response that does not match the API
├── AmbiguousWriteError                      a create whose outcome is unknown
├── JournalError                             a journal that cannot be read or written
└── MissingExtraError (ImportError)          an optional dependency is not installed
```

The first two names, `code`, and the format of `str(error)` match FastLabel 0.7.0.
"""

from __future__ import annotations

import copy
import re
import shlex
from collections.abc import Iterable
from datetime import datetime
from typing import Final, NoReturn, Self, TypeAlias

__all__ = [
    "AmbiguousWriteError",
    "AuthenticationError",
    "ConflictError",
    "ErrorPath",
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
    "format_path",
    "invalid",
    "missing_extra",
    "parse_path",
]

ErrorPath: TypeAlias = tuple[str | int, ...]
"""Location of a value, like pydantic's `loc`: field names and list indices."""

_STEP: Final = re.compile(
    r"""\[(\d+)\]|\[('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\]|\.?([^.\[]+)""", re.DOTALL
)
_UNQUOTED: Final = re.compile(r"[^.\[\]'\"\\]+")
_ESCAPE: Final = re.compile(r"\\(x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|.)", re.DOTALL)
_CONTROL: Final = {"n": "\n", "r": "\r", "t": "\t"}


def format_path(path: Iterable[str | int]) -> str:
    """Format a path as text.

    >>> format_path(("annotations", 3, "points"))
    'annotations[3].points'
    >>> print(format_path(("files", "z.png")))
    files['z.png']
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif not _UNQUOTED.fullmatch(step):
            text += f"[{step!r}]"
        else:
            text += f".{step}" if text else step
    return text


def parse_path(text: str) -> ErrorPath:
    """Parse the text form of a path; the inverse of `format_path`. Both quote styles are read."""
    return tuple(
        int(index) if index else _ESCAPE.sub(_unescape, quoted[1:-1]) if quoted else name
        for index, quoted, name in _STEP.findall(text)
    )


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _CONTROL.get(code, code)


class FastLabelException(Exception):
    """Base class of all exceptions of the package.

    Attributes:
        message: What went wrong, where, and how to fix it.
        code: HTTP status; 422 for validation before sending; None if neither applies.
        path: Location of the invalid value, such as `("annotations", 3, "points")`; empty if the
            error concerns no single value.
    """

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message, code)
        self.message = message
        self.code = code
        self.path: ErrorPath = ()

    @property
    def path_text(self) -> str:
        """Path as text, such as `annotations[3].points`."""
        return format_path(self.path)

    @property
    def detail(self) -> str:
        """Message without its path."""
        return self.message.removeprefix(f"{self.path_text}: ") if self.path else self.message

    def at(self, path: ErrorPath | str) -> Self:
        """Copy this error, with the given path in place of its own."""
        steps = parse_path(path) if isinstance(path, str) else path
        moved = copy.copy(self)
        moved.message = f"{format_path(steps)}: {self.detail}" if steps else self.detail
        moved.args = (moved.message, *self.args[1:])
        moved.path = steps
        return moved

    def under(self, *prefix: str | int) -> Self:
        """Copy this error, with its path below a prefix."""
        return self.at((*prefix, *self.path))

    def __str__(self) -> str:
        return self.message if self.code is None else f"<Response [{self.code}]> {self.message}"


class FastLabelInvalidException(FastLabelException, ValueError):
    """An invalid argument, found before sending (code 422), or a 4xx response."""


class AuthenticationError(FastLabelInvalidException):
    """The token is invalid (401) or lacks permission (403)."""


class NotFoundError(FastLabelInvalidException):
    """The task does not exist (404)."""


class ConflictError(FastLabelInvalidException):
    """A task of that name already exists in the project (409)."""


class RateLimitError(FastLabelInvalidException):
    """Too many requests (429), and the requested wait exceeds the time limit of the call.

    Attributes:
        retry_at: When the service accepts requests again (timezone-aware); None if not reported.
    """

    def __init__(
        self, message: str, code: int | None = 429, retry_at: datetime | None = None
    ) -> None:
        super().__init__(message, code)
        self.retry_at = retry_at

    def __reduce__(
        self,
    ) -> tuple[type[RateLimitError], tuple[str, int | None, datetime | None], dict[str, object]]:
        return type(self), (self.message, self.code, self.retry_at), self.__dict__


class MissingFileError(FastLabelInvalidException, FileNotFoundError):
    """A file or folder to upload does not exist. Also a `FileNotFoundError`, as in 0.7.0."""

    # `OSError.__new__` would read (message, code) as (errno, strerror).
    args: tuple[str, int | None]

    def __new__(cls, message: str, code: int | None = 422) -> Self:  # noqa: ARG004, D102
        return FileNotFoundError.__new__(cls)

    def __init__(self, message: str, code: int | None = 422) -> None:
        FastLabelException.__init__(self, message, code)
        self.args = (message, code)

    def __reduce__(
        self,
    ) -> tuple[type[MissingFileError], tuple[str, int | None], dict[str, object]]:
        return type(self), (self.message, self.code), self.__dict__


class ServerError(FastLabelException):
    """The service failed (5xx)."""


class TransportError(FastLabelException):
    """No response arrived: connection failed, reset or timed out."""


class InvalidResponseError(FastLabelException):
    """A response, or JSON to read, does not match the API: not JSON, or of another shape."""


class AmbiguousWriteError(FastLabelException):
    """A create was sent and no response arrived: the task may or may not exist.

    Look the name up with `find_by_name` before sending it again: names are unique in a project.
    """


class JournalError(FastLabelException):
    """The journal of a batch cannot be read or written: it is damaged, or the disk is full.

    Nothing is sent before the journal records it, so the same call resumes once the cause is fixed.
    """


class MissingExtraError(FastLabelException, ImportError):  # type: ignore[misc]  # two `path`
    """An optional dependency is not installed; the message names the pip command."""


def missing_extra(what: str, *packages: str, hint: str = "") -> MissingExtraError:
    """Error of a feature whose packages are not installed.

    >>> print(missing_extra("Arrow tables", "pyarrow"))
    Arrow tables need pyarrow: pip install pyarrow

    Args:
        what: What needs them, in the plural.
        packages: Names on the package index.
        hint: What works without them, after "or".
    """
    *others, last = packages
    names = f"{', '.join(others)} and {last}" if others else last
    way = f", or {hint}" if hint else ""
    return MissingExtraError(f"{what} need {names}: pip install {shlex.join(packages)}{way}")


def invalid(message: str, path: ErrorPath | str = (), code: int = 422) -> NoReturn:
    """Raise `FastLabelInvalidException`.

    Args:
        message: What was expected, and what was given.
        path: Location of the value: a tuple, or its text form.
        code: HTTP status; other than 422 in responses of the sandbox.
    """
    raise FastLabelInvalidException(message, code).at(path)
