"""The group of commands that each kind of task has."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import typer

from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.create import add_create
from fastlabel.cli.errors import FAILED, for_each_or_report, print_error
from fastlabel.cli.kinds import AnyKind, resource_of
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
from fastlabel.cli.task_source import list_tasks
from fastlabel.cli.text import json_line, one_line
from fastlabel.errors import NotFoundError

if TYPE_CHECKING:
    from pydantic import JsonValue

    from fastlabel._client._sync.resources.base import TaskResource
    from fastlabel.models.tasks.base import Task

LIST_HEADINGS: Final = ("id", "name", "status", "tags", "marks")
"""Marks are the annotations of a task, or its attributes."""

_MARKS: Final = ("annotations", "attributes")
_MAX_CELL: Final = 200


def task_group(kind: AnyKind) -> typer.Typer:
    """The commands of one kind."""
    app = typer.Typer(
        help=f"Create, find, list, update and delete {kind.label} tasks.", no_args_is_help=True
    )
    add_create(app, kind)
    _add_find(app, kind)
    _add_list(app, kind)
    _add_update(app, kind)
    _add_delete(app, kind)
    return app


def _add_find(app: typer.Typer, kind: AnyKind) -> None:
    @app.command("find", help=f"Show one {kind.label} task, by id or by its name in a project.")
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
        with ctx.ensure_object(ServiceOptions).client() as client:
            task = _find(resource_of(client, kind), task_id, project, name)
        if as_json:
            show_row(Row(task.to_wire(), ()), as_json=True)
        else:
            show_rows(("field", "value"), task_rows(task), as_json=False)

    del find


def _find(
    tasks: TaskResource[Any, Any], task_id: str | None, project: str | None, name: str | None
) -> Task:
    task: Task | None
    if task_id is not None:
        task = tasks.find(task_id)
    else:
        task = tasks.find_by_name(project=project or "", name=name or "")
    if task is None:
        raise NotFoundError(f"no task named {name!r} exists in project {project!r}")
    return task


def _add_list(app: typer.Typer, kind: AnyKind) -> None:
    @app.command("list", help=f"List the {kind.label} tasks of a project while they arrive.")
    def list_(
        *,
        ctx: typer.Context,
        project: ProjectOption,
        status: FilterStatusOption = None,
        tag: FilterTagOption = None,
        limit: LimitOption = None,
        as_json: JsonOption = False,
    ) -> None:
        with ctx.ensure_object(ServiceOptions).client() as client:
            tasks = list_tasks(client, kind, project, status, tag or (), limit=limit)
            show_rows(LIST_HEADINGS, map(list_row, tasks), as_json=as_json)

    del list_


def _add_update(app: typer.Typer, kind: AnyKind) -> None:
    @app.command("update", help=f"Set status or tags of {kind.label} tasks; print their ids.")
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
        with ctx.ensure_object(ServiceOptions).client() as client:
            tasks = resource_of(client, kind)

            def update_one(task_id: str) -> None:
                updated = tasks.update(task_id, status=status, tags=tags)
                show_row(Row({"id": updated}, [updated]), as_json=as_json)

            for_each_or_report(task_ids, update_one)

    del update


def _add_delete(app: typer.Typer, kind: AnyKind) -> None:
    @app.command("delete", help=f"Delete {kind.label} tasks for good; print their ids.")
    def delete(
        *,
        ctx: typer.Context,
        task_ids: TaskIdsArgument,
        yes: YesOption = False,
        as_json: JsonOption = False,
    ) -> None:
        if not yes:
            noun = f"task {task_ids[0]}" if len(task_ids) == 1 else f"{len(task_ids)} tasks"
            confirm(f"Delete {noun} for good?", ctx)
        with ctx.ensure_object(ServiceOptions).client() as client:
            tasks = resource_of(client, kind)

            def delete_one(task_id: str) -> None:
                tasks.delete(task_id)
                show_row(Row({"id": task_id}, [task_id]), as_json=as_json)

            for_each_or_report(task_ids, delete_one)

    del delete


def confirm(question: str, ctx: typer.Context) -> None:
    """Ask on the terminal whether to go on.

    Raises:
        typer.BadParameter: There is no terminal to ask on.
        typer.Exit: The answer was no.
    """
    if not sys.stdin.isatty():
        raise typer.BadParameter("is required without a terminal", ctx=ctx, param_hint="--yes")
    sys.stderr.write(f"{one_line(question)} [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        print_error("nothing was deleted")
        raise typer.Exit(FAILED)


def list_row(task: Task) -> Row:
    """One line of a list."""
    wire = task.to_wire()
    marks = next((wire[field] for field in _MARKS if isinstance(wire.get(field), list)), ())
    count = len(marks) if isinstance(marks, list) else 0
    return Row(wire, [task.id, task.name, task.status or "", ", ".join(task.tags), str(count)])


def task_rows(task: Task) -> Iterator[Row]:
    """All fields of one task, a field and its value in each line."""
    for field, value in task.to_wire().items():
        if field in {*_MARKS, "contents"} and isinstance(value, list):
            yield from _item_rows(field, value)
        else:
            yield Row({}, [field, _text(value)])


def _item_rows(field: str, values: Sequence[JsonValue]) -> Iterator[Row]:
    for index, value in enumerate(values):
        text = _text(value)
        if len(text) > _MAX_CELL:
            text = f"{text[:_MAX_CELL]}… ({len(text)} characters; --json prints all of them)"
        yield Row({}, [f"{field}[{index}]", text])


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else json_line(value)
