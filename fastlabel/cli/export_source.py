"""What all commands of `fastlabel export` do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import typer

from fastlabel.cli.connection import Connection
from fastlabel.cli.errors import tell, warnings_told
from fastlabel.cli.kinds import TASKS_FILE, Filter, KindChoice, Status, listed, pulled
from fastlabel.cli.output import write_line

if TYPE_CHECKING:
    from fastlabel.converters import LossReport
    from fastlabel.models.tasks import AnyTask

__all__ = ["Exported", "check_unfiltered"]

Convert: TypeAlias = "Callable[..., LossReport | None]"
"""Writes tasks to a path, whole or not at all; what else it is told depends on the format."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Which tasks are written, and where to."""

    ctx: typer.Context
    source: str
    output: Path
    kind: KindChoice
    status: Status | None
    tag: list[str] | None

    def write(self, convert: Convert, **options: object) -> None:
        """Write them, and tell how many, and what was lost."""
        with ExitStack() as opened:
            counter = _Counter(self._tasks(opened))
            with warnings_told():
                report = convert(counter, self.output, **options)
        if report is not None and not report.is_lossless:
            tell(_counted(report))
        write_line(f"{self.output}: {counter.count} tasks")

    @property
    def is_folder(self) -> bool:
        """Whether the tasks are in a folder that was pulled."""
        return (Path(self.source) / TASKS_FILE).is_file()

    def _tasks(self, opened: ExitStack) -> Iterable[AnyTask]:
        if self.is_folder:
            check_unfiltered(self.ctx, self.status, self.tag or ())
            return pulled(Path(self.source), self.kind.value)
        client = opened.enter_context(self.ctx.ensure_object(Connection).client())
        return listed(client, self.kind.value, Filter(self.source, self.status, self.tag or ()))


def check_unfiltered(ctx: typer.Context, status: Status | None, tags: Sequence[str]) -> None:
    """Refuse what chooses among tasks, which only a project can do.

    Raises:
        typer.BadParameter: There is such an option.
    """
    if status or tags:
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


def _counted(report: LossReport) -> str:
    counts = {
        "kept": report.kept,
        "approximated": report.approximated,
        "dropped": report.dropped,
    }
    said = ", ".join(f"{sum(each.values())} {name}" for name, each in counts.items())
    return f"{report.conversion}: {said}"
