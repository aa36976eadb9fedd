"""Errors, told in one line on standard error."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from fastlabel.cli.text import one_line
from fastlabel.errors import AuthenticationError, FastLabelException, NotFoundError, TransportError

__all__ = [
    "EXIT_CODES_HELP",
    "FAILED",
    "INTERRUPTED",
    "NOBODY_READS",
    "NOT_AUTHORISED",
    "NOT_FOUND",
    "SOME_FAILED",
    "exit_code_of",
    "tell",
    "told",
    "warnings_told",
]


def tell(text: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"fastlabel: {one_line(text)}\n")


def told(error: FastLabelException | OSError) -> str:
    """What an error says, and the way out."""
    if not isinstance(error, FastLabelException):
        return str(error)
    # The code of our own checks would only be noise.
    code = "" if error.code in {None, 422} else f" ({error.code})"
    return f"{error.message}{code}{_way_out(error)}"


def _way_out(error: FastLabelException) -> str:
    match error:
        case AuthenticationError(code=int()):
            return "; is the token in FASTLABEL_ACCESS_TOKEN or --token-file the right one?"
        case TransportError():
            return "; `fastlabel doctor` shows how far it gets"
        case _:
            return ""


@contextmanager
def warnings_told() -> Generator[None]:
    """Tell the warnings of a block at its end, a line each, and each once."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        finally:
            for message in dict.fromkeys(str(warning.message) for warning in caught):
                tell(f"warning: {message}")


FAILED: Final = 1
NOT_FOUND: Final = 3
NOT_AUTHORISED: Final = 4
SOME_FAILED: Final = 5
INTERRUPTED: Final = 130
NOBODY_READS: Final = 141
"""As the shell tells it of a program whose reader went away."""

EXIT_CODES_HELP: Final = (
    "Exit codes: 0 all went well, 1 it failed, 2 the command was not understood, 3 there is no "
    "such task, 4 the token is missing or refused, 5 some of several failed, 130 interrupted."
)


def exit_code_of(error: Exception) -> int:
    """The exit code that tells an error."""
    if isinstance(error, NotFoundError):
        return NOT_FOUND
    return NOT_AUTHORISED if isinstance(error, AuthenticationError) else FAILED
