"""The command `fastlabel` and its groups."""

from __future__ import annotations

import sys
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from fastlabel.cli import demo, sandbox, schema
from fastlabel.cli.terminal import clean
from fastlabel.errors import FastLabelException

__all__ = ["app", "run"]

app: typer.Typer = typer.Typer(
    help="A client of the FastLabel annotation API, and a sandbox to try it on.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("sandbox")(sandbox.sandbox)
app.add_typer(schema.app, name="schema")


def run() -> None:
    """Run the command line. Our errors and those of files are told in one line."""
    _never_stumble_over_letters()
    try:
        app(prog_name="fastlabel")
    except (FastLabelException, OSError) as error:
        sys.stderr.write(f"fastlabel: {_one_line(error)}\n")
        raise SystemExit(1) from None


def _never_stumble_over_letters() -> None:
    """Show as a question mark what the terminal's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _one_line(error: FastLabelException | OSError) -> str:
    text = str(error)
    if isinstance(error, FastLabelException):
        # The code of our own checks would only be noise.
        code = "" if error.code in {None, 422} else f" ({error.code})"
        text = f"{error.message}{code}"
    return clean(" ".join(text.split()))


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fastlabel {version('fastlabel')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    pass
