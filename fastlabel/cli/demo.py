"""`fastlabel demo`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.text import clean


def demo(
    ctx: typer.Context,
    out: Annotated[
        Path, typer.Option(help="The folder to write to; files of an earlier run are replaced.")
    ] = Path("fastlabel-demo"),
    live: Annotated[
        bool,
        typer.Option(
            "--live",
            help="Call the service with FASTLABEL_ACCESS_TOKEN, and delete what was created.",
        ),
    ] = False,
    project: Annotated[
        str,
        typer.Option(
            metavar="SLUG",
            help="The projects are SLUG-image, SLUG-classification, SLUG-multi-image, SLUG-video.",
        ),
    ] = "demo",
) -> None:
    """Create, find, change and draw tasks of every kind, on a sandbox of its own.

    It prints each call and its answer, and writes pictures with annotations on them, coco.json
    and index.html.

    A project holds one kind of task, so there are four of them. With --live they must exist, with
    the classes used here: cat, cup, floodlight, glazed_saucer, grip, iris, left_ear,
    lightning_mast, nose, pupil, rocket, spoon, table_edge and whisker in SLUG-image and
    SLUG-multi-image, face and rabbit in SLUG-video, and the attributes rocket_on_pad, scene,
    time_of_day and towers_in_view in SLUG-classification.
    """
    from fastlabel.demo import run  # noqa: PLC0415  # loads everything

    service = ctx.ensure_object(ServiceOptions)
    run(Terminal(), out, live=live, project=project, open_client=service.client)


class Terminal:
    """Standard output, with colours where it is a terminal."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=False)

    def heading(self, text: str) -> None:
        """Begin a part."""
        self._console.print(Text(f"\n{clean(text)}", "bold underline"))

    def code(self, text: str) -> None:
        """Show Python."""
        code = Syntax(
            clean(text), "python", theme="ansi_dark", background_color="default", word_wrap=True
        )
        self._console.print(code)

    def answer(self, text: str) -> None:
        """Show what something gave."""
        width = max(20, self._console.width - 4)
        for line in Text(clean(text), "cyan").wrap(self._console, width):
            line.rstrip()
            self._console.print(Text("  ").append_text(line))

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show several things."""
        table = Table(box=None, header_style="dim", padding=(0, 2, 0, 2))
        for heading in headings:
            table.add_column(Text(clean(heading)))
        for row in rows:
            table.add_row(*(Text(clean(cell), "cyan") for cell in row))
        self._console.print(table)

    def note(self, text: str) -> None:
        """Say something."""
        self._console.print(Text(clean(text)), soft_wrap=True)
