"""`fastlabel doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from fastlabel.cli.connection import Connection
from fastlabel.cli.exit_codes import FAILED
from fastlabel.cli.output import Row, show_rows
from fastlabel.cli.task_options import JsonOption

if TYPE_CHECKING:
    from fastlabel.cli.checkup.finding import Finding

__all__ = ["doctor"]


def doctor(
    ctx: typer.Context,
    project: Annotated[
        str | None,
        typer.Option("--project", metavar="SLUG", help="Also ask for the tasks of this project."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Look at the installation, the way to the service, and the token; exit with 1 if one is wrong.

    Nothing is changed anywhere, and the token is never shown.
    """
    from fastlabel.cli.checkup.whole import checkup  # noqa: PLC0415  # loads everything

    wrong: list[str] = []

    def rows() -> Iterator[Row]:
        for finding in checkup(ctx.ensure_object(Connection), project):
            wrong.extend([finding.check] if finding.state == "wrong" else [])
            yield Row(asdict(finding), _cells(finding))

    show_rows(("state", "check", "found"), rows(), as_json=as_json)
    if wrong:
        raise typer.Exit(FAILED)


def _cells(finding: Finding) -> list[str]:
    way_out = f"; {finding.way_out}" if finding.way_out else ""
    return [finding.state, finding.check, f"{finding.told}{way_out}"]
