"""The command `create` of the task groups, whose arguments differ from kind to kind."""

# Without `from __future__ import annotations`: Typer evaluates them, and they are built per kind.

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.errors import for_each_or_report
from fastlabel.cli.json_input import read_annotations, read_attributes
from fastlabel.cli.kinds import AnyKind, create_task, media_noun, paths_help
from fastlabel.cli.options import (
    AnnotationsOption,
    AttributeOption,
    JsonOption,
    NameOption,
    NewStatusOption,
    NewTagOption,
    ProjectOption,
)
from fastlabel.cli.output import Row, show_row


def add_create(app: typer.Typer, kind: AnyKind) -> None:
    """Add the command `create` to the group of a kind."""
    metavar = "FOLDER" if kind.has_contents else "FILE"
    argument = typer.Argument(metavar=metavar, help=paths_help(kind), show_default=False)
    help_ = f"Create a task from {media_noun(kind)}, or one from each of several; print their ids."
    if kind.marks == "attributes":
        _add_with_attributes(app, kind, help_, argument)
    else:
        _add_with_annotations(app, kind, help_, argument)


def _add_with_annotations(app: typer.Typer, kind: AnyKind, help_: str, argument: object) -> None:
    @app.command("create", help=help_)
    def create(
        *,
        ctx: typer.Context,
        paths: Annotated[list[Path], argument],
        project: ProjectOption,
        name: NameOption = None,
        annotations: AnnotationsOption = None,
        status: NewStatusOption = None,
        tag: NewTagOption = None,
        as_json: JsonOption = False,
    ) -> None:
        for option, value in (("--name", name), ("--annotations", annotations)):
            _check_single(ctx, option, value, paths)
        fields = {"project": project, "name": name, "status": status, "tags": tag or ()}
        marks = read_annotations(annotations)
        _create(ctx, kind, paths, {**fields, "annotations": marks}, as_json=as_json)

    del create


def _add_with_attributes(app: typer.Typer, kind: AnyKind, help_: str, argument: object) -> None:
    @app.command("create", help=help_)
    def create(
        *,
        ctx: typer.Context,
        paths: Annotated[list[Path], argument],
        project: ProjectOption,
        name: NameOption = None,
        attribute: AttributeOption = None,
        status: NewStatusOption = None,
        tag: NewTagOption = None,
        as_json: JsonOption = False,
    ) -> None:
        _check_single(ctx, "--name", name, paths)
        fields = {"project": project, "name": name, "status": status, "tags": tag or ()}
        marks = read_attributes(attribute or ())
        _create(ctx, kind, paths, {**fields, "attributes": marks}, as_json=as_json)

    del create


def _check_single(ctx: typer.Context, option: str, value: object, paths: Sequence[Path]) -> None:
    if value is not None and len(paths) > 1:
        message = f"applies to one task, got {len(paths)} to create"
        raise typer.BadParameter(message, ctx=ctx, param_hint=option)


def _create(
    ctx: typer.Context,
    kind: AnyKind,
    paths: Sequence[Path],
    fields: dict[str, object],
    *,
    as_json: bool,
) -> None:
    with ctx.ensure_object(ServiceOptions).client() as client:

        def create_one(path: Path) -> None:
            task_id = create_task(client, kind, path, **fields)
            show_row(Row({"id": task_id, "file": str(path)}, [task_id, str(path)]), as_json=as_json)

        for_each_or_report(paths, create_one)
