"""`fastlabel export`: one command for each format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, cast

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
    converter: str
    """The function that writes it whole or not at all: its module and name."""
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the function is told beside the tasks and the path."""

    def write(self, tasks: Iterable[AnyTask], path: Path) -> None:
        """Write tasks in this format."""
        home, name = self.converter.rsplit(".", 1)
        # Only the format that is asked for loads its libraries.
        convert = cast("Callable[..., object]", getattr(import_module(home), name))
        convert(tasks, path, **self.options)


EXPORT_FORMATS: Final = (
    ExportFormat("coco", "a COCO file", "fastlabel.write_coco"),
    ExportFormat("yolo", "a YOLO dataset of boxes", "fastlabel.tasks_to_yolo"),
    ExportFormat(
        "yolo-segment",
        "a YOLO dataset of outlines",
        "fastlabel.tasks_to_yolo",
        {"style": "segment"},
    ),
    ExportFormat("voc", "a folder of Pascal VOC's XML", "fastlabel.tasks_to_voc"),
    ExportFormat("labelme", "a folder of LabelMe's JSON", "fastlabel.tasks_to_labelme"),
    ExportFormat("cvat", "a folder of CVAT's XML", "fastlabel.tasks_to_cvat"),
    ExportFormat("masks", "a folder of PNG masks", "fastlabel.tasks_to_masks"),
    ExportFormat("mot", "a folder of MOT Challenge's text files", "fastlabel.tasks_to_mot"),
    ExportFormat("parquet", "a folder of Parquet files", "fastlabel.arrow.write_parquet"),
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
