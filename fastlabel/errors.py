"""Exceptions of the package, in one tree.

```
FastLabelException
├── FastLabelInvalidException (ValueError)   checks before sending, and every 4xx
│   ├── AuthenticationError                  401, 403
│   ├── NotFoundError                        404
│   ├── ConflictError                        409
│   ├── RateLimitError                       429
│   └── MissingFileError (FileNotFoundError) a file or folder that does not exist
├── ServerError                              5xx
├── TransportError                           no usable response arrived
├── InvalidResponseError                     a response that is not what the API promises
├── AmbiguousWriteError                      it may or may not have been created
├── JournalError                             a journal that cannot be read or written
└── MissingExtraError (ImportError)          an optional dependency is not installed
```

The first two names, `code`, and the form of `str(error)` are those of FastLabel 0.7.0.
"""

from __future__ import annotations

import copy
import json
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
"""Where a value is, like pydantic's `loc`: names of fields and indices of lists."""

_STEP: Final = re.compile(r"""\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\.?([^.\[]+)""")
_PLAIN: Final = re.compile(r"[^.\[\]'\"\\]+")


def format_path(path: Iterable[str | int]) -> str:
    """Text form of a path: `("annotations", 3, "points")` is `annotations[3].points`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif not _PLAIN.fullmatch(step):
            text += f"[{json.dumps(step)}]"
        else:
            text += f".{step}" if text else step
    return text


def parse_path(text: str) -> ErrorPath:
    """ErrorPath of a text form; the inverse of `format_path`."""
    steps: list[str | int] = []
    for index, quoted, name in _STEP.findall(text):
        steps.append(int(index) if index else json.loads(quoted) if quoted else name)
    return tuple(steps)


class FastLabelException(Exception):
    """Root of the tree.

    Attributes:
        message: What went wrong, where, and how to fix it.
        code: The HTTP status, or 422 for a check before sending, or None where neither applies.
        path: Where the offending value is, such as `("annotations", 3, "points")`; empty where the
            error is about no single value.
    """

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message, code)
        self.message = message
        self.code = code
        self.path: ErrorPath = ()

    @property
    def path_text(self) -> str:
        """The path as text, such as `annotations[3].points`."""
        return format_path(self.path)

    @property
    def detail(self) -> str:
        """The message without its path."""
        return self.message.removeprefix(f"{self.path_text}: ") if self.path else self.message

    def at(self, path: ErrorPath | str) -> Self:
        """Copy of this error at the given path, which replaces its own."""
        steps = parse_path(path) if isinstance(path, str) else path
        moved = copy.copy(self)
        moved.message = f"{format_path(steps)}: {self.detail}" if steps else self.detail
        moved.args = (moved.message, *self.args[1:])
        moved.path = steps
        return moved

    def under(self, *prefix: str | int) -> Self:
        """Copy of this error with its path below a prefix."""
        return self.at((*prefix, *self.path))

    def __str__(self) -> str:
        return self.message if self.code is None else f"<Response [{self.code}]> {self.message}"


class FastLabelInvalidException(FastLabelException, ValueError):
    """An argument or request is wrong: a check before sending (code 422), or a 4xx response."""


class AuthenticationError(FastLabelInvalidException):
    """The token was rejected (401), or does not allow the call (403)."""


class NotFoundError(FastLabelInvalidException):
    """The task does not exist (404)."""


class ConflictError(FastLabelInvalidException):
    """A task of this name already exists in the project (409)."""


class RateLimitError(FastLabelInvalidException):
    """Too many calls (429), and the wait asked for is longer than the call may take.

    Attributes:
        retry_at: When the service accepts calls again (aware), if known.
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
    """The file or folder to send does not exist. Also a `FileNotFoundError`, as 0.7.0 raised."""

    # OSError is built by its own __new__, which would read (message, code) as (errno, strerror).
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
    """No usable response arrived: no connection, a reset, a timeout."""


class InvalidResponseError(FastLabelException):
    """A response, or JSON to read, is not what the API promises: not JSON, or of another shape."""


class AmbiguousWriteError(FastLabelException):
    """A create was sent and no usable response came: the task may or may not exist.

    Look the name up with `find_by_name` before sending it again: names are unique in a project.
    """


class JournalError(FastLabelException):
    """The journal of a batch cannot be read or written: the disk is full, or it is damaged.

    Nothing is sent that is not in the journal: run the same call again once the cause is fixed.
    """


class MissingExtraError(FastLabelException, ImportError):  # type: ignore[misc]  # two `path`
    """Something optional is needed that is not installed; the message names the pip command."""


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
    """Raise the error of a value that cannot be used.

    Args:
        message: What was expected, and what was given.
        path: Where the value is: a tuple, or its text form.
        code: 422, or another status that the sandbox answers with.
    """
    raise FastLabelInvalidException(message, code).at(path)
