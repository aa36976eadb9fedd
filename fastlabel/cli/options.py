"""The arguments and options that commands about tasks share."""

from __future__ import annotations

from enum import StrEnum, auto
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from fastlabel.cli.kinds import Status

__all__ = [
    "AnnotationsOption",
    "AttributeOption",
    "ClearTagsOption",
    "FilterStatusOption",
    "FilterTagOption",
    "FindNameOption",
    "FindProjectOption",
    "JsonOption",
    "LimitOption",
    "LossOption",
    "NameOption",
    "NewStatusOption",
    "NewTagOption",
    "OnLossChoice",
    "ProjectOption",
    "TaskIdArgument",
    "TaskIdsArgument",
    "YesOption",
]


_STATUSES: Final = f"One of {', '.join(Status)}."

ProjectOption: TypeAlias = Annotated[
    str, typer.Option("--project", metavar="SLUG", help="The project's slug.")
]
JsonOption: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print JSON Lines; tasks are in the form of the API.")
]
NameOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--name",
        metavar="NAME",
        help="Unique in the project; by default that of the file or folder.",
    ),
]
FindNameOption: TypeAlias = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="The task's name in the project.")
]
FindProjectOption: TypeAlias = Annotated[
    str | None, typer.Option("--project", metavar="SLUG", help="The project's slug; with --name.")
]
NewStatusOption: TypeAlias = Annotated[
    Status | None, typer.Option("--status", metavar="STATUS", help=_STATUSES)
]
NewTagOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--tag", metavar="TAG", help="A tag of the task. May be repeated."),
]
FilterStatusOption: TypeAlias = Annotated[
    Status | None,
    typer.Option("--status", metavar="STATUS", help=f"Only tasks of this status. {_STATUSES}"),
]
FilterTagOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", metavar="TAG", help="Only tasks with this tag. May be repeated, up to 10 times."
    ),
]
ClearTagsOption: TypeAlias = Annotated[
    bool, typer.Option("--clear-tags", help="Take all tags away.")
]
LimitOption: TypeAlias = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="Stop after so many tasks.")
]
TaskIdArgument: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="ID", help="The task's id.", show_default=False)
]
TaskIdsArgument: TypeAlias = Annotated[
    list[str], typer.Argument(metavar="ID", help="The tasks' ids.", show_default=False)
]
YesOption: TypeAlias = Annotated[
    bool, typer.Option("--yes", "-y", help="Do not ask. Without a terminal it is required.")
]
AnnotationsOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--annotations",
        metavar="FILE",
        help="A JSON list of annotations, in the form of the API; - is standard input.",
        allow_dash=True,
    ),
]
AttributeOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--attribute",
        metavar="KEY=TEXT",
        help="What the image is. KEY:=JSON gives a number, a flag or a list. May be repeated.",
    ),
]


class OnLossChoice(StrEnum):
    """What is done about what a conversion loses."""

    WARN = auto()
    RAISE = auto()
    IGNORE = auto()


LossOption: TypeAlias = Annotated[
    OnLossChoice,
    typer.Option(
        "--on-loss",
        metavar="ACT",
        help=f"About what cannot be carried over: {', '.join(OnLossChoice)}.",
    ),
]
