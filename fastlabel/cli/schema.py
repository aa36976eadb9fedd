"""`fastlabel schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fastlabel.cli.output import write_line

app: typer.Typer = typer.Typer(
    help="JSON Schemas and OpenAPI of the models, for teams in other languages.",
    no_args_is_help=True,
)

_Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the schemas.")]


@app.command("export")
def export(folder: _Folder) -> None:
    """Write all schemas into DIR, which is created when missing."""
    from fastlabel.schema import export as write  # noqa: PLC0415  # loads the models

    for path in write(folder):
        write_line(str(path))


@app.command("check")
def check(folder: _Folder) -> None:
    """Compare the schemas in DIR with the models; exit with 1 if they differ."""
    from fastlabel.schema import check as compare  # noqa: PLC0415  # loads the models

    differences = compare(folder)
    for difference in differences:
        write_line(difference)
    if differences:
        raise typer.Exit(1)
