"""`fastlabel report`."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.errors import PARTIAL_FAILURE, format_error, print_error
from fastlabel.cli.kinds import KindOption, kind_from, resource_of
from fastlabel.cli.options import FilterStatusOption, FilterTagOption, MediaDirOption
from fastlabel.cli.output import write_line
from fastlabel.cli.task_source import SourceArgument, TaskSource, read_pulled

if TYPE_CHECKING:
    from fastlabel.report import ReportSummary


def report(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The page, such as report.html.")
    ],
    kind: KindOption = "image",
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    media_dir: MediaDirOption = None,
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXT", help="The heading; by default the source."),
    ] = None,
    copy: Annotated[
        bool, typer.Option("--copy", help="Copy images beside the page, so that it can be moved.")
    ] = False,
) -> None:
    """Write one HTML page of a dataset: thumbnails, filters, quality problems, and a viewer.

    The media of a project are downloaded into a folder beside the page; run again, only what is
    new.
    """
    from fastlabel.report import write_report  # noqa: PLC0415  # costs time

    wanted = TaskSource(ctx, source, kind_from(kind), status, tag or ())
    pulled = output.with_name(f"{output.stem}-media")
    with _open(wanted, media_dir, pulled) as (tasks, folder):
        summary = write_report(
            tasks, output, media_dir=folder, title=title or Path(source).name or source, copy=copy
        )
    _print(summary)


@contextmanager
def _open(
    wanted: TaskSource, media_dir: Path | None, pulled: Path
) -> Generator[tuple[Iterable[Any], Path]]:
    """The tasks, and the folder of their media."""
    if media_dir is not None or wanted.is_folder:
        with wanted.tasks() as tasks:
            yield tasks, media_dir or Path(wanted.name)
        return
    with wanted.ctx.ensure_object(ServiceOptions).client() as client:
        downloaded = resource_of(client, wanted.kind).pull(
            project=wanted.name, folder=pulled, status=wanted.status, tags=wanted.tags
        )
    for outcome in downloaded.failures():
        if outcome.error is not None:
            print_error(f"{outcome.path.as_posix()}: {format_error(outcome.error)}")
    yield read_pulled(pulled, wanted.kind), pulled


def _print(summary: ReportSummary) -> None:
    for failure in summary.failures:
        print_error(failure)
    counts = ", ".join(f"{count:,} {kind}" for kind, count in summary.problems.items() if count)
    write_line(f"{summary.path}: {summary.tasks:,} tasks" + (f"; {counts}" if counts else ""))
    if summary.failures:
        raise typer.Exit(PARTIAL_FAILURE)
