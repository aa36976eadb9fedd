"""`fastlabel pull`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fastlabel.cli.connection import Connection
from fastlabel.cli.errors import SOME_FAILED, tell, told
from fastlabel.cli.kinds import KindChoice, resource, task_status
from fastlabel.cli.options import FilterStatusOption, FilterTagOption, JsonOption
from fastlabel.cli.output import Row, show_rows

if TYPE_CHECKING:
    from fastlabel import MediaOutcome, PullReport

__all__ = ["pull"]


def pull(
    ctx: typer.Context,
    project: Annotated[str, typer.Argument(metavar="SLUG", help="The project's slug.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder, made when missing.")],
    *,
    kind: Annotated[
        KindChoice, typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(KindChoice)}.")
    ] = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    media: Annotated[
        bool, typer.Option("--media/--no-media", help="Whether to fetch images and videos.")
    ] = True,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove media of tasks that are gone.")
    ] = False,
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=1000, metavar="N", help="Media at once.")
    ] = 8,
    as_json: JsonOption = False,
) -> None:
    """Bring a project's tasks and media into a folder.

    The same command again fetches what is new, has changed or is missing, and nothing else.
    """
    with ctx.ensure_object(Connection).client() as client:
        report = resource(client, kind.value).pull(
            project=project,
            folder=folder,
            status=task_status(status),
            tags=tag or (),
            media=media,
            prune=prune,
            concurrency=concurrency,
        )
    _show_report(report, as_json=as_json)


def _show_report(report: PullReport, *, as_json: bool) -> None:
    """What was fetched or failed, a line each: after the first time, most was there."""
    news = (outcome for outcome in report.outcomes if outcome.status != "unchanged")
    show_rows(("status", "task", "file"), map(_row, news), as_json=as_json)
    for outcome in report.failures():
        if outcome.error is not None:
            tell(f"{outcome.path.as_posix()}: {told(outcome.error)}")
    tell(str(report))
    if report.failed:
        raise typer.Exit(SOME_FAILED)


def _row(outcome: MediaOutcome) -> Row:
    path = outcome.path.as_posix()
    wire = {
        "status": outcome.status,
        "id": outcome.task_id,
        "name": outcome.name,
        "path": path,
        "error": None if outcome.error is None else told(outcome.error),
    }
    return Row(wire, [outcome.status, outcome.task_id, path])
