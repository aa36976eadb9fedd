"""A table on a terminal that grows while its rows come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fastlabel.cli.plain_text import one_line

__all__ = ["column_widths", "show_table"]

_ROWS_AT_ONCE: Final = 25
_GAP: Final = 2
_NARROWEST: Final = 6


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show rows, some at a time; the first of them decide how wide the columns are.

    What is too long for its column goes on in the next line. Rows that came before an error are
    shown.
    """
    console = Console(highlight=False)
    batches = _batches(rows)
    first = next(batches, list[list[str]]())
    widths = column_widths([headings, *first], console.width)
    console.print(_table(widths, first, headings))
    for batch in batches:
        console.print(_table(widths, batch))


def column_widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """As wide as the widest cell of each column; where room is short, the widest columns yield.

    The first never does: an id has to be in one piece to be copied.
    """
    first, *widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    excess = first + sum(widths) + _GAP * len(widths) - room
    while excess > 0 and max(widths, default=0) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
        excess -= 1
    return [first, *widths]


def _batches(rows: Iterable[Sequence[str]]) -> Iterator[list[list[str]]]:
    batch: list[list[str]] = []
    try:
        for row in rows:
            batch.append([one_line(cell) for cell in row])
            if len(batch) == _ROWS_AT_ONCE:
                yield batch
                batch = []
    except (Exception, KeyboardInterrupt):
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _table(
    widths: Sequence[int], rows: Iterable[Sequence[str]], headings: Sequence[str] = ()
) -> Table:
    table = Table(
        box=None,
        show_header=bool(headings),
        header_style="bold",
        padding=(0, _GAP, 0, 0),
        pad_edge=False,
    )
    for index, width in enumerate(widths):
        table.add_column(Text(headings[index]) if headings else "", width=width, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table
