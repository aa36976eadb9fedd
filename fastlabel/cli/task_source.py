"""The tasks that a command works on: those of a project, or of a pulled folder."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from fastlabel._types import TaskStatus
from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.kinds import AnyKind, resource_of

if TYPE_CHECKING:
    from fastlabel import Client

TASKS_FILE: Final = "tasks.jsonl"
"""In a pulled folder."""

SourceArgument: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="SLUG|DIR", help="A project's slug, or the folder it was pulled to."),
]


@dataclass(frozen=True, slots=True)
class TaskSource:
    """A project or a pulled folder, and the filters on its tasks."""

    ctx: typer.Context
    name: str
    kind: AnyKind
    status: TaskStatus | None = None
    tags: Sequence[str] = ()

    @property
    def is_folder(self) -> bool:
        """Whether the tasks are in a pulled folder."""
        return (Path(self.name) / TASKS_FILE).is_file()

    @contextmanager
    def tasks(self) -> Generator[Iterable[Any]]:
        """The tasks, read or fetched while they are iterated."""
        if self.is_folder:
            self.check_no_filters()
            yield read_pulled(Path(self.name), self.kind)
        else:
            with self.ctx.ensure_object(ServiceOptions).client() as client:
                yield list_tasks(client, self.kind, self.name, self.status, self.tags)

    def check_no_filters(self) -> None:
        """Refuse filters on a folder: only the service filters.

        Raises:
            typer.BadParameter: There is one.
        """
        if self.status or self.tags:
            hint = "--status" if self.status else "--tag"
            message = "needs a project, got a folder"
            raise typer.BadParameter(message, ctx=self.ctx, param_hint=hint)


def list_tasks(
    client: Client,
    kind: AnyKind,
    project: str,
    status: TaskStatus | None,
    tags: Sequence[str],
    *,
    limit: int | None = None,
) -> Iterable[Any]:
    """Tasks of a project, fetched page by page. What fits into one page takes one call."""
    tasks = resource_of(client, kind)
    if limit is not None and limit <= kind.page_max:
        return tasks.get(project=project, status=status, tags=tags, limit=limit)
    return islice(tasks.iter(project=project, status=status, tags=tags), limit)


def read_pulled(folder: Path, kind: AnyKind) -> Iterator[Any]:
    """Tasks of a pulled folder, a line each."""
    with (folder / TASKS_FILE).open("rb") as lines:
        yield from kind.response.iter_from_json_lines(lines)
