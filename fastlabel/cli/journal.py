"""`fastlabel journal`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fastlabel.cli.options import JsonOption
from fastlabel.cli.output import Row, show_rows

if TYPE_CHECKING:
    from fastlabel import JournalEntry

app: typer.Typer = typer.Typer(
    help="Journals of bulk uploads: what was sent, and the outcome.", no_args_is_help=True
)


@app.command("show")
def show(
    journal: Annotated[
        Path, typer.Argument(metavar="FILE", help="The journal; a run may be using it.")
    ],
    *,
    failed: Annotated[
        bool, typer.Option("--failed", help="Only what failed or is undecided.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Print the entries of a journal by project and name; --json adds kinds and times."""
    from fastlabel import read_journal  # noqa: PLC0415  # loads the models

    entries = (
        entry
        for entry in read_journal(journal)
        if not failed or entry.state in {"failed", "pending"}
    )
    headings = ("state", "project", "task", "id or error")
    show_rows(headings, map(_row, entries), as_json=as_json)


def _row(entry: JournalEntry) -> Row:
    wire = {
        "state": entry.state,
        "kind": entry.kind,
        "project": entry.project,
        "name": entry.name,
        "id": entry.task_id,
        "time": entry.time.isoformat(),
        "error": entry.error,
    }
    result = entry.task_id or entry.error or ""
    return Row(wire, [entry.state, entry.project, entry.name, result])
