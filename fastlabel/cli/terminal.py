"""What the commands print. Text from elsewhere cannot steer the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from fastlabel.cli.plain_text import clean

__all__ = ["Terminal"]


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
