"""What the commands print on standard output: a table, tab-separated text, or JSON Lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastlabel.cli.exit_codes import NOBODY_READS
from fastlabel.cli.plain_text import clean, json_line, one_line

if TYPE_CHECKING:
    from pydantic import JsonValue

__all__ = ["Row", "flush", "show_row", "show_rows", "write_line"]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to show."""

    wire: Mapping[str, JsonValue]
    """What `--json` says of it."""
    cells: Sequence[str]
    """What people read."""


def show_rows(headings: Sequence[str], rows: Iterable[Row], *, as_json: bool) -> None:
    """Show many things as they come: a table on a terminal, else a line for each."""
    if sys.stdout.isatty() and not as_json:
        from fastlabel.cli.wide_table import show_table  # noqa: PLC0415  # costs time

        show_table(headings, (row.cells for row in rows))
        return
    for row in rows:
        show_row(row, as_json=as_json)


def show_row(row: Row, *, as_json: bool) -> None:
    """Show one thing now, in a line."""
    if as_json:
        encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
        write_line(json_line(row.wire, ascii_only=encoding != "utf8"))
    else:
        between = "  " if sys.stdout.isatty() else "\t"
        write_line(between.join(map(one_line, row.cells)))


def write_line(text: str) -> None:
    """Write a text to standard output, where it is read at once."""
    try:
        sys.stdout.write(f"{clean(text)}\n")
    except BrokenPipeError:
        _stop_writing()
    flush()


def flush() -> None:
    """Hand on what was written. If nobody reads it any more, end in silence."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _stop_writing()


def _stop_writing() -> None:
    # What is left in the buffer would be tried once more at the end.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(NOBODY_READS)
