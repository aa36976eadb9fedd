"""`fastlabel report`."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fastlabel.cli.connection import Connection
from fastlabel.cli.errors import SOME_FAILED, tell, told
from fastlabel.cli.export_source import check_unfiltered
from fastlabel.cli.kinds import (
    TASKS_FILE,
    Filter,
    KindChoice,
    KindName,
    Status,
    listed,
    pulled,
    resource,
    task_status,
)
from fastlabel.cli.options import FilterStatusOption, FilterTagOption
from fastlabel.cli.output import write_line

if TYPE_CHECKING:
    from fastlabel.models.tasks import AnyTask
    from fastlabel.report import ReportSummary

__all__ = ["report"]


def report(
    ctx: typer.Context,
    source: Annotated[
        str,
        typer.Argument(metavar="SLUG|DIR", help="A project's slug, or a folder it was pulled to."),
    ],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The page, such as report.html.")
    ],
    kind: Annotated[
        KindChoice, typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(KindChoice)}.")
    ] = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    media: Annotated[
        Path | None,
        typer.Option("--media", metavar="DIR", help="A folder with files of the tasks' names."),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="The heading; else the source.")
    ] = None,
    copy: Annotated[
        bool, typer.Option("--copy", help="Copy pictures beside the page, so that it can be moved.")
    ] = False,
) -> None:
    """Write one page that shows a whole set: thumbnails, filters, problems, and a viewer.

    The media of a project are fetched into a folder beside the page, and again only what is new.
    """
    from fastlabel.report import write_report  # noqa: PLC0415  # costs time

    home = output.with_name(f"{output.stem}-media")
    chosen = _Chosen(source, kind.value, status, tag or (), media)
    with _opened(ctx, chosen, home) as (tasks, folder):
        summary = write_report(
            tasks, output, media=folder, title=title or Path(source).name or source, copy=copy
        )
    _tell(summary)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which tasks, and where their media are."""

    source: str
    kind: KindName
    status: Status | None
    tags: Sequence[str]
    media: Path | None


@contextmanager
def _opened(
    ctx: typer.Context, chosen: _Chosen, home: Path
) -> Generator[tuple[Iterable[AnyTask], Path]]:
    """The tasks, and the folder of their media."""
    if (Path(chosen.source) / TASKS_FILE).is_file():
        check_unfiltered(ctx, chosen.status, chosen.tags)
        folder = Path(chosen.source)
        yield pulled(folder, chosen.kind), chosen.media or folder
        return
    with ctx.ensure_object(Connection).client() as client:
        if chosen.media is not None:
            wanted = Filter(chosen.source, chosen.status, chosen.tags)
            yield listed(client, chosen.kind, wanted), chosen.media
            return
        brought = resource(client, chosen.kind).pull(
            project=chosen.source,
            folder=home,
            status=task_status(chosen.status),
            tags=chosen.tags,
        )
    for outcome in brought.failures():
        if outcome.error is not None:
            tell(f"{outcome.path.as_posix()}: {told(outcome.error)}")
    yield pulled(home, chosen.kind), home


def _tell(summary: ReportSummary) -> None:
    for failure in summary.failures:
        tell(failure)
    found = ", ".join(f"{count:,} {kind}" for kind, count in summary.problems.items() if count)
    write_line(f"{summary.path}: {summary.tasks:,} tasks" + (f"; {found}" if found else ""))
    if summary.failures:
        raise typer.Exit(SOME_FAILED)
