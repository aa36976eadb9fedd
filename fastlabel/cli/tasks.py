"""The group of commands that each kind of task has, made from one place."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import typer

from fastlabel.cli.connection import Connection
from fastlabel.cli.create import add_create
from fastlabel.cli.each import for_each
from fastlabel.cli.errors import FAILED, tell
from fastlabel.cli.kinds import (
    CommandKind,
    Filter,
    Resource,
    listed,
    resource,
    task_status,
)
from fastlabel.cli.options import (
    ClearTagsOption,
    FilterStatusOption,
    FilterTagOption,
    FindNameOption,
    FindProjectOption,
    JsonOption,
    LimitOption,
    NewStatusOption,
    NewTagOption,
    ProjectOption,
    TaskIdArgument,
    TaskIdsArgument,
    YesOption,
)
from fastlabel.cli.output import Row, show_row, show_rows
from fastlabel.cli.text import json_line, one_line
from fastlabel.errors import (
    NotFoundError,
)

if TYPE_CHECKING:
    from pydantic import JsonValue

    from fastlabel.models.tasks.base import Task

__all__ = [
    "LIST_HEADINGS",
    "ask_before",
    "list_row",
    "task_facts",
    "task_group",
]


def ask_before(deed: str, ctx: typer.Context) -> None:
    """Ask on the terminal whether to go on.

    Raises:
        typer.BadParameter: There is no terminal to ask on.
        typer.Exit: The answer was no.
    """
    if not sys.stdin.isatty():
        raise typer.BadParameter("without a terminal, give --yes", ctx=ctx, param_hint="--yes")
    sys.stderr.write(f"{one_line(deed)} [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        tell("nothing was deleted")
        raise typer.Exit(FAILED)


LIST_HEADINGS: Final = ("id", "name", "status", "tags", "marks")
"""Marks are a task's annotations, or the attributes of an image classification."""

_MARKS: Final = ("annotations", "attributes")
_LONGEST: Final = 200


def list_row(task: Task) -> Row:
    """One line of a list."""
    wire = task.to_wire()
    cells = [task.id, task.name, task.status or "", ", ".join(task.tags)]
    return Row(wire, [*cells, str(len(_marks(wire)))])


def task_facts(task: Task) -> Iterator[Row]:
    """What there is to say of one task: a field and its value in each line."""
    for field, value in task.to_wire().items():
        if field in {*_MARKS, "contents"} and isinstance(value, list):
            yield from _listed(field, value)
        else:
            yield Row({}, [field, _text(value)])


def _listed(field: str, values: Sequence[JsonValue]) -> Iterator[Row]:
    for index, value in enumerate(values):
        text = _text(value)
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]}… ({len(text)} characters; --json shows them all)"
        yield Row({}, [f"{field}[{index}]", text])


def _marks(wire: dict[str, JsonValue]) -> Sequence[JsonValue]:
    for field in _MARKS:
        marks = wire.get(field)
        if isinstance(marks, list):
            return marks
    return ()


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else json_line(value)


def task_group(kind: CommandKind) -> typer.Typer:
    """The commands of one kind."""
    app = typer.Typer(
        help=f"Create, find, list, update and delete {kind.noun}s.", no_args_is_help=True
    )
    add_create(app, kind)
    _add_find(app, kind)
    _add_list(app, kind)
    _add_update(app, kind)
    _add_delete(app, kind)
    return app


def _add_find(app: typer.Typer, kind: CommandKind) -> None:
    @app.command("find", help=f"Show one {kind.noun}, by its id or by its name in a project.")
    def find(
        *,
        ctx: typer.Context,
        task_id: TaskIdArgument = None,
        project: FindProjectOption = None,
        name: FindNameOption = None,
        as_json: JsonOption = False,
    ) -> None:
        if (task_id is None) == (name is None) or (name is None) != (project is None):
            raise typer.BadParameter("give an ID, or --name and --project", ctx=ctx)
        with ctx.ensure_object(Connection).client() as client:
            task = _found(resource(client, kind.name), task_id, project, name)
        if as_json:
            show_row(Row(task.to_wire(), ()), as_json=True)
        else:
            show_rows(("field", "value"), task_facts(task), as_json=False)

    del find


def _found(tasks: Resource, task_id: str | None, project: str | None, name: str | None) -> Task:
    if task_id is not None:
        return tasks.find(task_id)
    task = tasks.find_by_name(project=project or "", name=name or "")
    if task is None:
        raise NotFoundError(f"there is no task named {name!r} in the project {project!r}")
    return task


def _add_list(app: typer.Typer, kind: CommandKind) -> None:
    @app.command("list", help=f"List the {kind.noun}s of a project, as they arrive.")
    def list_(
        *,
        ctx: typer.Context,
        project: ProjectOption,
        status: FilterStatusOption = None,
        tag: FilterTagOption = None,
        limit: LimitOption = None,
        as_json: JsonOption = False,
    ) -> None:
        chosen = Filter(project, status, tag or (), limit)
        with ctx.ensure_object(Connection).client() as client:
            tasks = listed(client, kind.name, chosen)
            show_rows(LIST_HEADINGS, map(list_row, tasks), as_json=as_json)

    del list_


def _add_update(app: typer.Typer, kind: CommandKind) -> None:
    @app.command("update", help=f"Set the status or the tags of {kind.noun}s; print their ids.")
    def update(
        *,
        ctx: typer.Context,
        task_ids: TaskIdsArgument,
        status: NewStatusOption = None,
        tag: NewTagOption = None,
        clear_tags: ClearTagsOption = False,
        as_json: JsonOption = False,
    ) -> None:
        if not (status or tag or clear_tags) or (tag and clear_tags):
            message = "give --status, and --tag or --clear-tags, or one of them"
            raise typer.BadParameter(message, ctx=ctx)
        tags = [] if clear_tags else tag or None
        with ctx.ensure_object(Connection).client() as client:
            tasks = resource(client, kind.name)

            def update_one(task_id: str) -> None:
                told = tasks.update(task_id, status=task_status(status), tags=tags)
                show_row(Row({"id": told}, [told]), as_json=as_json)

            for_each(task_ids, update_one)

    del update


def _add_delete(app: typer.Typer, kind: CommandKind) -> None:
    @app.command("delete", help=f"Delete {kind.noun}s for good; print their ids.")
    def delete(
        *,
        ctx: typer.Context,
        task_ids: TaskIdsArgument,
        yes: YesOption = False,
        as_json: JsonOption = False,
    ) -> None:
        if not yes:
            what = f"the task {task_ids[0]}" if len(task_ids) == 1 else f"{len(task_ids)} tasks"
            ask_before(f"Delete {what} for good?", ctx)
        with ctx.ensure_object(Connection).client() as client:
            tasks = resource(client, kind.name)

            def delete_one(task_id: str) -> None:
                tasks.delete(task_id)
                show_row(Row({"id": task_id}, [task_id]), as_json=as_json)

            for_each(task_ids, delete_one)

    del delete
