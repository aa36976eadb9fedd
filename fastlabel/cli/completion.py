"""`fastlabel completion`, on the shell completion of Typer."""

from __future__ import annotations

import os
from typing import Annotated, Final, Literal

import typer

_VARIABLE: Final = "_FASTLABEL_COMPLETE"


def completion(
    ctx: typer.Context,
    shell: Annotated[
        Literal["bash", "zsh", "fish"], typer.Argument(metavar="SHELL", help="bash, zsh or fish.")
    ],
) -> None:
    """Print the script that makes a shell complete commands and options.

    bash: eval "$(fastlabel completion bash)" in ~/.bashrc
    """
    os.environ[_VARIABLE] = f"source_{shell}"
    prepare()
    ctx.find_root().command.main([], prog_name="fastlabel", complete_var=_VARIABLE)


def is_requested() -> bool:
    """Whether a shell runs this to complete a line."""
    return _VARIABLE in os.environ


def prepare() -> None:
    """Load Typer's shell support, which it loads with its own options only."""
    from typer.completion import get_completion_inspect_parameters  # noqa: PLC0415  # costs time

    get_completion_inspect_parameters()
