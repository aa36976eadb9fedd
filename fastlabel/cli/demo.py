"""`fastlabel demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fastlabel.cli.connection import Connection

__all__ = ["demo"]


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
    from fastlabel.cli.terminal import Terminal  # noqa: PLC0415  # costs time
    from fastlabel.demo import run  # noqa: PLC0415  # loads everything

    connection = ctx.ensure_object(Connection)
    run(Terminal(), out, live=live, project=project, open_client=connection.client)
