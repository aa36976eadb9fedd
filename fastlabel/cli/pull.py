"""`fastlabel pull`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.errors import PARTIAL_FAILURE, format_error, print_error
from fastlabel.cli.kinds import KindOption, kind_from, resource_of
from fastlabel.cli.options import FilterStatusOption, FilterTagOption, JsonOption
from fastlabel.cli.output import Row, show_rows

if TYPE_CHECKING:
    from fastlabel import MediaOutcome, PullReport


def pull(
    ctx: typer.Context,
    project: Annotated[str, typer.Argument(metavar="SLUG", help="The project's slug.")],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder; it is created when missing.")
    ],
    *,
    kind: KindOption = "image",
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    media: Annotated[
        bool, typer.Option("--media/--no-media", help="Whether to download images and videos.")
    ] = True,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove media of tasks that no longer exist.")
    ] = False,
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=1000, metavar="N", help="Parallel downloads.")
    ] = 8,
    as_json: JsonOption = False,
) -> None:
    """Download a project's tasks and media into a folder.

    Run again, it downloads what is new, changed or missing, and nothing else.
    """
    with ctx.ensure_object(ServiceOptions).client() as client:
        report = resource_of(client, kind_from(kind)).pull(
            project=project,
            folder=folder,
            status=status,
            tags=tag or (),
            media=media,
            prune=prune,
            concurrency=concurrency,
        )
    _show_report(report, as_json=as_json)


def _show_report(report: PullReport, *, as_json: bool) -> None:
    changed = (outcome for outcome in report.outcomes if outcome.status != "unchanged")
    show_rows(("status", "task", "file"), map(_row, changed), as_json=as_json)
    for outcome in report.failures():
        if outcome.error is not None:
            print_error(f"{outcome.path.as_posix()}: {format_error(outcome.error)}")
    print_error(str(report))
    if report.failed:
        raise typer.Exit(PARTIAL_FAILURE)


def _row(outcome: MediaOutcome) -> Row:
    path = outcome.path.as_posix()
    wire = {
        "status": outcome.status,
        "id": outcome.task_id,
        "name": outcome.name,
        "path": path,
        "error": None if outcome.error is None else format_error(outcome.error),
    }
    return Row(wire, [outcome.status, outcome.task_id, path])
