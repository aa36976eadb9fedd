"""Errors on standard error, one line each, and the exit codes."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

import typer

from fastlabel.cli.text import one_line
from fastlabel.errors import (
    AuthenticationError,
    FastLabelException,
    MissingExtraError,
    NotFoundError,
    RateLimitError,
    TransportError,
)

T = TypeVar("T")

FAILED: Final = 1
NOT_FOUND: Final = 3
NOT_AUTHORISED: Final = 4
PARTIAL_FAILURE: Final = 5
INTERRUPTED: Final = 130
SIGPIPE_EXIT: Final = 141
"""As a shell reports a program whose reader closed the pipe."""

EXIT_CODES_HELP: Final = (
    "Exit codes: 0 success, 1 failure, 2 the command line was not understood, 3 the task was not "
    "found, 4 the token is missing or was refused, 5 some of several failed, 130 interrupted."
)

_SAME_FOR_ALL: Final = (AuthenticationError, MissingExtraError, RateLimitError, TransportError)


def print_error(text: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"fastlabel: {one_line(text)}\n")


def format_error(error: FastLabelException | OSError) -> str:
    """Message of an error with its HTTP status and a hint."""
    if not isinstance(error, FastLabelException):
        return str(error)
    # 422 is also the code of checks before sending, and tells the reader nothing.
    code = "" if error.code in {None, 422} else f" ({error.code})"
    return f"{error.message}{code}{_hint(error)}"


def _hint(error: FastLabelException) -> str:
    match error:
        case AuthenticationError(code=int()):
            return "; check the token in FASTLABEL_ACCESS_TOKEN or --token-file"
        case TransportError():
            return "; `fastlabel doctor` shows which step fails"
        case _:
            return ""


def exit_code_of(error: Exception) -> int:
    """Exit code of an error."""
    if isinstance(error, NotFoundError):
        return NOT_FOUND
    return NOT_AUTHORISED if isinstance(error, AuthenticationError) else FAILED


@contextmanager
def warnings_printed() -> Generator[None]:
    """Print the warnings of a block at its end, each once."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        finally:
            for message in dict.fromkeys(str(warning.message) for warning in caught):
                print_error(f"warning: {message}")


def for_each_or_report(items: Sequence[T], do: Callable[[T], None]) -> None:
    """Run a function on each item; report the failures and go on.

    Raises:
        FastLabelException: There was one item only, or the others would fail the same way.
        typer.Exit: Some failed.
    """
    failed = 0
    for index, item in enumerate(items):
        try:
            do(item)
        except FastLabelException as error:
            if len(items) == 1:
                raise
            if isinstance(error, _SAME_FOR_ALL):
                print_error(f"{index} of {len(items)} done before the failure")
                raise
            print_error(f"{item}: {format_error(error)}")
            failed += 1
    if failed:
        print_error(f"{failed} of {len(items)} failed")
        raise typer.Exit(PARTIAL_FAILURE)
