"""`fastlabel doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.errors import FAILED
from fastlabel.cli.options import JsonOption
from fastlabel.cli.output import Row, show_rows

if TYPE_CHECKING:
    from fastlabel.cli.doctor import Finding


def doctor(
    ctx: typer.Context,
    project: Annotated[
        str | None,
        typer.Option("--project", metavar="SLUG", help="Also list tasks of this project."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check the installation, the network and the token; exit with 1 if a check fails.

    Nothing is changed, and the token is never printed.
    """
    from fastlabel.cli.doctor.checks import run_checks  # noqa: PLC0415  # loads everything

    failed: list[str] = []

    def rows() -> Iterator[Row]:
        for finding in run_checks(ctx.ensure_object(ServiceOptions), project):
            failed.extend([finding.check] if finding.state == "fail" else [])
            yield Row(asdict(finding), _cells(finding))

    show_rows(("state", "check", "result"), rows(), as_json=as_json)
    if failed:
        raise typer.Exit(FAILED)


def _cells(finding: Finding) -> list[str]:
    hint = f"; {finding.hint}" if finding.hint else ""
    return [finding.state, finding.check, f"{finding.detail}{hint}"]
