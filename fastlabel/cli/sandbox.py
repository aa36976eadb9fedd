"""`fastlabel sandbox`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from fastlabel.cli.terminal import clean

if TYPE_CHECKING:
    from fastlabel.sandbox import Sandbox

__all__ = ["sandbox"]


def sandbox(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")
    ] = 8000,
    host: Annotated[
        str, typer.Option(help="The address to listen on. It speaks plain HTTP: keep it local.")
    ] = "127.0.0.1",
    data: Annotated[
        Path | None,
        typer.Option(help="The folder to keep tasks and media in; without it they go at the end."),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(help="The access token to ask for; without it the folder's own."),
    ] = None,
) -> None:
    """Serve the API on this machine until interrupted."""
    from fastlabel.sandbox import run  # noqa: PLC0415  # optional

    with ExitStack() as opened:
        folder = data or Path(opened.enter_context(TemporaryDirectory(prefix="fastlabel-sandbox-")))
        run(folder, host, port, token, _announce)


def _announce(running: Sandbox) -> None:
    typer.echo(
        clean(
            f"Sandbox: {running.url}\n"
            f"Token:   {running.token}\n"
            f"Data:    {running.data.resolve()}\n"
            "\n"
            "Point a client at it:\n"
            f"  export FASTLABEL_API_URL={running.url}\n"
            f"  export FASTLABEL_ACCESS_TOKEN={running.token}\n"
            "\n"
            "Stop it with Ctrl+C."
        )
    )
