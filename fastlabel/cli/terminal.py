"""What the commands print. Text from elsewhere cannot steer the terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

__all__ = ["Terminal", "clean"]

# Control characters but tab and line feed, and those that reorder text.
_STEERING: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


def clean(text: str) -> str:
    r"""A text without control characters; each shows as the replacement character.

    >>> clean("red: \x1b[31m")
    'red: \ufffd[31m'
    """
    return _STEERING.sub("\ufffd", text)


class Terminal:
    """Standard output, with colours where it is a terminal."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=False)

    def heading(self, text: str) -> None:
        """Begin a part."""
        self._console.print(Text(f"\n{clean(text)}", "bold underline"))

    def code(self, text: str) -> None:
        """Show Python."""
        code = Syntax(
            clean(text), "python", theme="ansi_dark", background_color="default", word_wrap=True
        )
        self._console.print(code)

    def answer(self, text: str) -> None:
        """Show what something gave."""
        width = max(20, self._console.width - 4)
        for line in Text(clean(text), "cyan").wrap(self._console, width):
            line.rstrip()
            self._console.print(Text("  ").append_text(line))

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show several things."""
        table = Table(box=None, header_style="dim", padding=(0, 2, 0, 2))
        for heading in headings:
            table.add_column(Text(clean(heading)))
        for row in rows:
            table.add_row(*(Text(clean(cell), "cyan") for cell in row))
        self._console.print(table)

    def note(self, text: str) -> None:
        """Say something."""
        self._console.print(Text(clean(text)), soft_wrap=True)
