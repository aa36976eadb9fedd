"""The command `fastlabel` and its groups."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Final

import typer

from fastlabel._protocol.kinds import KINDS
from fastlabel.cli import (
    completion,
    demo,
    draw,
    export,
    journal,
    pull,
    push,
    report,
    sandbox,
    schema,
)
from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.doctor import command
from fastlabel.cli.errors import (
    EXIT_CODES_HELP,
    INTERRUPTED,
    exit_code_of,
    format_error,
    print_error,
)
from fastlabel.cli.kinds import command_name
from fastlabel.cli.output import flush, write_line
from fastlabel.cli.tasks import task_group
from fastlabel.errors import FastLabelException

_TASKS: Final = "Tasks"
_LOCAL: Final = "On this machine"

app: typer.Typer = typer.Typer(
    help="A client of the FastLabel annotation API, with a local sandbox.",
    epilog=EXIT_CODES_HELP,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
for _kind in KINDS.values():
    app.add_typer(task_group(_kind), name=command_name(_kind), rich_help_panel=_TASKS)
app.command("push", rich_help_panel=_TASKS)(push.push)
app.command("pull", rich_help_panel=_TASKS)(pull.pull)
app.add_typer(export.app, name="export", rich_help_panel=_TASKS)
app.command("draw", rich_help_panel=_TASKS)(draw.draw)
app.command("report", rich_help_panel=_TASKS)(report.report)
app.add_typer(journal.app, name="journal", rich_help_panel=_TASKS)
app.command("demo", rich_help_panel=_LOCAL)(demo.demo)
app.command("sandbox", rich_help_panel=_LOCAL)(sandbox.sandbox)
app.command("doctor", rich_help_panel=_LOCAL)(command.doctor)
app.add_typer(schema.app, name="schema", rich_help_panel=_LOCAL)
app.command("completion", rich_help_panel=_LOCAL)(completion.completion)


def run() -> None:
    """Run the command line; print errors of the package and of files in one line."""
    _replace_unencodable()
    try:
        _run()
    except (FastLabelException, OSError) as error:
        print_error(format_error(error))
        raise SystemExit(exit_code_of(error)) from None
    except KeyboardInterrupt:
        _leave(INTERRUPTED)
    except SystemExit as leaving:
        _leave(leaving.code)


def _run() -> None:
    if completion.is_requested():
        completion.prepare()
    app(prog_name="fastlabel")


def _leave(code: object) -> None:
    if code == INTERRUPTED:
        print_error("interrupted")
    flush()
    raise SystemExit(code) from None


def _replace_unencodable() -> None:
    """Print a question mark for what the terminal's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  # costs time

        write_line(f"fastlabel {version('fastlabel')}")
        raise typer.Exit


@app.callback()
def _options(
    ctx: typer.Context,
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            envvar="FASTLABEL_API_URL",
            help="Base URL of the service; by default https://api.fastlabel.ai/v1/.",
        ),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            "--token-file",
            metavar="FILE",
            help="A file with the access token, instead of FASTLABEL_ACCESS_TOKEN.",
        ),
    ] = None,
    ca_file: Annotated[
        Path | None,
        typer.Option(
            "--ca-file",
            metavar="FILE",
            help="Certificate authorities (PEM) to trust instead of the usual ones.",
        ),
    ] = None,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    ctx.obj = ServiceOptions(base_url, ca_file, token_file)
