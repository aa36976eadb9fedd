"""A question before something that cannot be undone."""

from __future__ import annotations

import sys

import typer

from fastlabel.cli.exit_codes import FAILED
from fastlabel.cli.plain_text import one_line
from fastlabel.cli.told_errors import tell

__all__ = ["ask_before"]


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
