"""Standard output: a table, tab-separated text, or JSON Lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fastlabel.cli.errors import SIGPIPE_EXIT
from fastlabel.cli.text import clean, json_line, one_line

if TYPE_CHECKING:
    from pydantic import JsonValue


@dataclass(frozen=True, slots=True)
class Row:
    """One row of output."""

    wire: Mapping[str, JsonValue]
    """The object that `--json` prints."""
    cells: Sequence[str]
    """The cells of the table."""


def show_rows(headings: Sequence[str], rows: Iterable[Row], *, as_json: bool) -> None:
    """Print rows while they arrive: a table on a terminal, else a line for each."""
    if sys.stdout.isatty() and not as_json:
        show_table(headings, (row.cells for row in rows))
        return
    for row in rows:
        show_row(row, as_json=as_json)


def show_row(row: Row, *, as_json: bool) -> None:
    """Print one row as a line."""
    if as_json:
        encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
        write_line(json_line(row.wire, ascii_only=encoding != "utf8"))
    else:
        between = "  " if sys.stdout.isatty() else "\t"
        write_line(between.join(map(one_line, row.cells)))


def write_line(text: str) -> None:
    """Write a line to standard output and flush it."""
    try:
        sys.stdout.write(f"{clean(text)}\n")
    except BrokenPipeError:
        _stop_writing()
    flush()


def flush() -> None:
    """Flush standard output; exit silently if its reader closed the pipe."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _stop_writing()


def _stop_writing() -> None:
    # The rest of the buffer would be flushed once more at exit.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(SIGPIPE_EXIT)


_BATCH_ROWS: Final = 25
_GAP: Final = 2
_MIN_WIDTH: Final = 6


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in batches; the first batch decides the widths of the columns.

    Long cells wrap. Rows that arrived before an error are printed.
    """
    console = Console(highlight=False)
    batches = _batches(rows)
    first = next(batches, list[list[str]]())
    widths = column_widths([headings, *first], console.width)
    console.print(_table(widths, first, headings))
    for batch in batches:
        console.print(_table(widths, batch))


def column_widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Widths that fit into the terminal: the widest columns shrink first.

    The first column never does: an id has to be in one piece to be copied.
    """
    first, *widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    excess = first + sum(widths) + _GAP * len(widths) - room
    while excess > 0 and max(widths, default=0) > _MIN_WIDTH:
        widths[widths.index(max(widths))] -= 1
        excess -= 1
    return [first, *widths]


def _batches(rows: Iterable[Sequence[str]]) -> Iterator[list[list[str]]]:
    batch: list[list[str]] = []
    try:
        for row in rows:
            batch.append([one_line(cell) for cell in row])
            if len(batch) == _BATCH_ROWS:
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
