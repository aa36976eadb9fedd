"""The task kinds as the command line names them. Nothing here loads the models."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

import typer

from fastlabel._protocol.kinds import KINDS, TaskKind

if TYPE_CHECKING:
    from fastlabel import Client
    from fastlabel._client._sync.resources.base import TaskResource

AnyKind: TypeAlias = TaskKind[Any, Any]


def command_name(kind: AnyKind) -> str:
    """Name of a kind as a command group and a value of `--kind`, such as `multi-image`."""
    return kind.name.replace("_", "-")


KIND_NAMES: Final = tuple(map(command_name, KINDS.values()))

if TYPE_CHECKING:
    _Name: TypeAlias = str
else:
    # Typer offers the values of a Literal, and these are those of the registry.
    _Name = Literal[KIND_NAMES]

KindOption: TypeAlias = Annotated[
    _Name,
    typer.Option("--kind", metavar="KIND", help=f"Kind of the tasks: {', '.join(KIND_NAMES)}."),
]


def kind_from(name: str) -> AnyKind:
    """Kind of a value of `--kind`."""
    return KINDS[name.replace("-", "_")]


def resource_of(client: Client, kind: AnyKind) -> TaskResource[Any, Any]:
    """The client's resource of a kind."""
    resource: TaskResource[Any, Any] = getattr(client, kind.name)
    return resource


def media_noun(kind: AnyKind) -> str:
    """What one task is created from, in prose."""
    noun = {"image": "PNG or JPEG", "video": "MP4"}.get(kind.media, f"{kind.media} file")
    if kind.has_contents:
        return f"a folder of {noun} files"
    return f"an {noun}" if noun[0] in "AEIMO" else f"a {noun}"


def paths_help(kind: AnyKind) -> str:
    """Help of the paths that `create` takes."""
    if kind.has_contents:
        return "Folders; every file in them that is not hidden is sent, in the order of the names."
    extensions = [f".{extension}" for extension in kind.extensions]
    listed = (
        ", ".join(extensions[:-1]) + f" or {extensions[-1]}" if extensions[1:] else extensions[0]
    )
    return f"{kind.media.capitalize()} files: {listed}."


def create_task(client: Client, kind: AnyKind, path: Path, **fields: object) -> str:
    """Create one task from a file or folder; returns its id."""
    source = "folder_path" if kind.has_contents else "file_path"
    resource: Any = resource_of(client, kind)
    task_id: str = resource.create(**{source: path}, **fields)
    return task_id
