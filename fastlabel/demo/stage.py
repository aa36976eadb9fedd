"""Where the demo is shown. The command line has one; tests have another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ["Stage"]


class Stage(Protocol):
    """Shows text to someone. It may hold control characters: what is shown must not."""

    def heading(self, text: str) -> None:
        """Begin a part of the demo."""
        ...

    def code(self, text: str) -> None:
        """Show Python that is about to run."""
        ...

    def answer(self, text: str) -> None:
        """Show what it gave."""
        ...

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show several things that it gave."""
        ...

    def note(self, text: str) -> None:
        """Say something about it."""
        ...
