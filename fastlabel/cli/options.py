"""The arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias, get_args

import typer

from fastlabel._types import TaskStatus

OnLoss: TypeAlias = Literal["warn", "raise", "ignore"]
"""What to do about annotations that a conversion drops or approximates."""

_STATUSES: Final = f"One of {', '.join(get_args(TaskStatus))}."

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
        help="Unique in the project; by default the name of the file or folder.",
    ),
]
FindNameOption: TypeAlias = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="The task's name in the project.")
]
FindProjectOption: TypeAlias = Annotated[
    str | None, typer.Option("--project", metavar="SLUG", help="The project's slug; with --name.")
]
NewStatusOption: TypeAlias = Annotated[
    TaskStatus | None, typer.Option("--status", metavar="STATUS", help=_STATUSES)
]
NewTagOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--tag", metavar="TAG", help="A tag of the task. May be repeated."),
]
FilterStatusOption: TypeAlias = Annotated[
    TaskStatus | None,
    typer.Option("--status", metavar="STATUS", help=f"Only tasks with this status. {_STATUSES}"),
]
FilterTagOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", metavar="TAG", help="Only tasks with this tag. May be repeated, up to 10 times."
    ),
]
ClearTagsOption: TypeAlias = Annotated[bool, typer.Option("--clear-tags", help="Remove all tags.")]
LimitOption: TypeAlias = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="Stop after N tasks.")
]
TaskIdArgument: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="ID", help="The task's id.", show_default=False)
]
TaskIdsArgument: TypeAlias = Annotated[
    list[str], typer.Argument(metavar="ID", help="The tasks' ids.", show_default=False)
]
YesOption: TypeAlias = Annotated[
    bool, typer.Option("--yes", "-y", help="Do not ask. Required without a terminal.")
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
        help="An attribute. KEY:=JSON sets a number, a flag or a list. May be repeated.",
    ),
]
LossOption: TypeAlias = Annotated[
    OnLoss,
    typer.Option(
        "--on-loss",
        metavar="ACTION",
        help=f"On dropped or approximated annotations: {', '.join(get_args(OnLoss))}.",
    ),
]
MediaDirOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--media-dir", metavar="DIR", help="The folder of the media files, by name."),
]
