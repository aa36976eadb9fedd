"""`fastlabel export`: one command for each format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from fastlabel.cli.command_kinds import KindChoice
from fastlabel.cli.connection import Connection
from fastlabel.cli.output import write_line
from fastlabel.cli.resources import TASKS_FILE, Filter, listed, pulled
from fastlabel.cli.task_options import FilterStatusOption, FilterTagOption
from fastlabel.cli.told_errors import warnings_told

if TYPE_CHECKING:
    from fastlabel.converters.plain_task import AnyTask

__all__ = ["EXPORT_FORMATS", "ExportFormat", "app"]

app: typer.Typer = typer.Typer(help="Write tasks in another format.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format to write tasks in."""

    name: str
    """The command's name."""
    noun: str
    """What is written."""
    write: Callable[[Iterable[AnyTask], Path], None]
    """Writes it whole or not at all."""


def _write_coco(tasks: Iterable[AnyTask], path: Path) -> None:
    from fastlabel import write_coco  # noqa: PLC0415  # loads the models

    write_coco(tasks, path)


def _write_parquet(tasks: Iterable[AnyTask], path: Path) -> None:
    from fastlabel.arrow import write_parquet  # noqa: PLC0415  # an extra

    write_parquet(tasks, path)


EXPORT_FORMATS: Final = (
    ExportFormat("coco", "a COCO file", _write_coco),
    ExportFormat("parquet", "a folder of Parquet files", _write_parquet),
)


def _add(form: ExportFormat) -> None:
    @app.command(
        form.name, help=f"Write the tasks of a project or a pulled folder into {form.noun}."
    )
    def export(
        ctx: typer.Context,
        source: Annotated[
            str,
            typer.Argument(
                metavar="SLUG|DIR", help="A project's slug, or a folder it was pulled to."
            ),
        ],
        *,
        output: Annotated[
            Path, typer.Option("--output", "-o", metavar="FILE", help="What to write.")
        ],
        kind: Annotated[
            KindChoice,
            typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(KindChoice)}."),
        ] = KindChoice.IMAGE,
        status: FilterStatusOption = None,
        tag: FilterTagOption = None,
    ) -> None:
        with ExitStack() as opened:
            if (Path(source) / TASKS_FILE).is_file():
                _check_filters(ctx, status, tag)
                tasks: Iterable[AnyTask] = pulled(Path(source), kind.value)
            else:
                client = opened.enter_context(ctx.ensure_object(Connection).client())
                tasks = listed(client, kind.value, Filter(source, status, tag or ()))
            counter = _Counter(tasks)
            with warnings_told():
                form.write(counter, output)
        write_line(f"{output}: {counter.count} tasks")

    del export


def _check_filters(ctx: typer.Context, status: object, tag: object) -> None:
    if status or tag:
        hint = "--status" if status else "--tag"
        raise typer.BadParameter("goes with a project, not a folder", ctx=ctx, param_hint=hint)


class _Counter:
    """Counts tasks while they are written."""

    def __init__(self, tasks: Iterable[AnyTask]) -> None:
        self._tasks = tasks
        self.count = 0

    def __iter__(self) -> Iterator[AnyTask]:
        for task in self._tasks:
            self.count += 1
            yield task


for _form in EXPORT_FORMATS:
    _add(_form)
