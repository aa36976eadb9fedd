"""`fastlabel completion`, and what the shells ask when Tab is pressed. Typer's own machinery."""

from __future__ import annotations

import os
from enum import StrEnum, auto
from typing import Annotated, Final

import typer

__all__ = ["completion", "is_asked_for", "prepare"]

_VARIABLE: Final = "_FASTLABEL_COMPLETE"


class _Shell(StrEnum):
    BASH = auto()
    ZSH = auto()
    FISH = auto()


def completion(
    ctx: typer.Context,
    shell: Annotated[_Shell, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
) -> None:
    """Print what makes a shell complete commands and options.

    bash: eval "$(fastlabel completion bash)" in ~/.bashrc
    """
    os.environ[_VARIABLE] = f"source_{shell}"
    prepare()
    ctx.find_root().command.main([], prog_name="fastlabel", complete_var=_VARIABLE)


def is_asked_for() -> bool:
    """Whether a shell runs this to complete a line."""
    return _VARIABLE in os.environ


def prepare() -> None:
    """Have Typer's ways to speak with shells, which it takes up with its own options only."""
    from typer.completion import get_completion_inspect_parameters  # noqa: PLC0415  # costs time

    get_completion_inspect_parameters()
