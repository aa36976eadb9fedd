"""The command `create` of the task groups, whose arguments differ from kind to kind."""

# Without `from __future__ import annotations`: Typer reads them, and they are made per kind.

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fastlabel.cli.connection import Connection
from fastlabel.cli.each import for_each
from fastlabel.cli.json_input import read_annotations, read_attributes
from fastlabel.cli.kinds import CommandKind, NewTaskFields, create
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

__all__ = ["add_create"]


def add_create(app: typer.Typer, kind: CommandKind) -> None:
    """Give a group its command `create`."""
    help_ = (
        f"Create {kind.article} {kind.noun} from {kind.media}, or one from each of several, and "
        "print their ids."
    )
    media = typer.Argument(metavar=kind.metavar, help=kind.media_help, show_default=False)
    if kind.name == "image-classification":
        _add_with_attributes(app, kind, help_, media)
    else:
        _add_with_annotations(app, kind, help_, media)


def _add_with_annotations(app: typer.Typer, kind: CommandKind, help_: str, media: object) -> None:
    @app.command("create", help=help_)
    def create_with_annotations(
        *,
        ctx: typer.Context,
        paths: Annotated[list[Path], media],
        project: ProjectOption,
        name: NameOption = None,
        annotations: AnnotationsOption = None,
        status: NewStatusOption = None,
        tag: NewTagOption = None,
        as_json: JsonOption = False,
    ) -> None:
        for option, given in (("--name", name), ("--annotations", annotations)):
            _only_of_one(ctx, option, given, paths)
        marks = read_annotations(annotations)
        new = NewTaskFields(project, name, status, tag or (), annotations=marks)
        _create(ctx, kind, paths, new, as_json=as_json)

    del create_with_annotations


def _add_with_attributes(app: typer.Typer, kind: CommandKind, help_: str, media: object) -> None:
    @app.command("create", help=help_)
    def create_with_attributes(
        *,
        ctx: typer.Context,
        paths: Annotated[list[Path], media],
        project: ProjectOption,
        name: NameOption = None,
        attribute: AttributeOption = None,
        status: NewStatusOption = None,
        tag: NewTagOption = None,
        as_json: JsonOption = False,
    ) -> None:
        _only_of_one(ctx, "--name", name, paths)
        marks = read_attributes(attribute or ())
        new = NewTaskFields(project, name, status, tag or (), attributes=marks)
        _create(ctx, kind, paths, new, as_json=as_json)

    del create_with_attributes


def _only_of_one(ctx: typer.Context, option: str, given: object, paths: Sequence[Path]) -> None:
    if given is not None and len(paths) > 1:
        message = f"is about one task, and there are {len(paths)} to create"
        raise typer.BadParameter(message, ctx=ctx, param_hint=option)


def _create(
    ctx: typer.Context,
    kind: CommandKind,
    paths: Sequence[Path],
    new: NewTaskFields,
    *,
    as_json: bool,
) -> None:
    with ctx.ensure_object(Connection).client() as client:

        def create_one(path: Path) -> None:
            task_id = create(client, kind.name, path, new)
            show_row(Row({"id": task_id, "file": str(path)}, [task_id, str(path)]), as_json=as_json)

        for_each(paths, create_one)
