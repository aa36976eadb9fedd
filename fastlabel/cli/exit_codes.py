"""What the command line exits with, so that a script can tell one failure from another."""

from __future__ import annotations

from typing import Final

from fastlabel.errors import AuthenticationError, NotFoundError

__all__ = [
    "EXIT_CODES_HELP",
    "FAILED",
    "INTERRUPTED",
    "NOBODY_READS",
    "NOT_AUTHORISED",
    "NOT_FOUND",
    "SOME_FAILED",
    "exit_code_of",
]

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
