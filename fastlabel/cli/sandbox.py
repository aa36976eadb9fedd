"""`fastlabel sandbox`."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from fastlabel.cli.text import clean
from fastlabel.errors import invalid

if TYPE_CHECKING:
    from fastlabel.sandbox import Faults, Sandbox


def sandbox(
    *,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")
    ] = 8000,
    host: Annotated[
        str, typer.Option(help="The address to listen on. Plain HTTP: keep it local.")
    ] = "127.0.0.1",
    data: Annotated[
        Path | None,
        typer.Option(help="The folder for tasks and media; by default a temporary one."),
    ] = None,
    token: Annotated[
        str | None, typer.Option(help="The access token to require; by default the folder's own.")
    ] = None,
    unique_names: Annotated[
        bool, typer.Option(help="Refuse a name that already exists in its project.")
    ] = True,
    rate_limit: Annotated[
        str | None, typer.Option(metavar="CALLS/SECONDS", help="Rate limit: calls in any window.")
    ] = None,
    faults: Annotated[
        str | None,
        typer.Option(
            metavar="RULES", help="Fault injection: a JSON file, or rules such as empty=0.1,seed=7."
        ),
    ] = None,
) -> None:
    """Serve the API on this machine until interrupted."""
    from fastlabel.sandbox import run  # noqa: PLC0415  # optional

    rules = None if faults is None else _read_faults(faults)
    limit = None if rate_limit is None else _read_rate_limit(rate_limit)
    with ExitStack() as opened:
        folder = data or Path(opened.enter_context(TemporaryDirectory(prefix="fastlabel-sandbox-")))
        run(
            folder,
            host,
            port,
            token,
            _announce,
            unique_names=unique_names,
            rate_limit=limit,
            faults=rules,
        )


def _read_faults(text: str) -> Faults:
    from fastlabel.sandbox import Faults  # noqa: PLC0415  # optional

    if not text.endswith(".json"):
        return Faults.from_spec(text)
    try:
        return Faults.from_json(Path(text).read_bytes())
    except OSError as error:
        invalid(str(error), "faults")


def _read_rate_limit(text: str) -> tuple[int, float]:
    found = re.fullmatch(r"([0-9]+)/([0-9]+(?:\.[0-9]+)?)", text)
    if found is None:
        invalid(f"expected CALLS/SECONDS, such as 10000/600, got {text!r}", "rate_limit")
    return int(found[1]), float(found[2])


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
