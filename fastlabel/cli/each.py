"""The same for each of several things, and how many of them failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import typer

from fastlabel.cli.errors import SOME_FAILED, tell, told
from fastlabel.errors import (
    AuthenticationError,
    FastLabelException,
    MissingExtraError,
    RateLimitError,
    TransportError,
)

__all__ = ["for_each"]

T = TypeVar("T")

_HOPELESS = (AuthenticationError, MissingExtraError, RateLimitError, TransportError)


def for_each(things: Sequence[T], do: Callable[[T], None]) -> None:
    """Do something with each thing. A failure is told, and the next one tried.

    Raises:
        FastLabelException: There was one thing only, or the others would fail the same way.
        typer.Exit: With 5: some failed.
    """
    failed = 0
    for at, thing in enumerate(things):
        try:
            do(thing)
        except FastLabelException as error:
            if len(things) == 1:
                raise
            if isinstance(error, _HOPELESS):
                tell(f"{at} of {len(things)} done before the failure")
                raise
            tell(f"{thing}: {told(error)}")
            failed += 1
    if failed:
        tell(f"{failed} of {len(things)} failed")
        raise typer.Exit(SOME_FAILED)
