"""`fastlabel draw`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from fastlabel.cli.command_kinds import KindChoice
from fastlabel.cli.connection import Connection
from fastlabel.cli.drawn_tasks import DrawnTask, tasks_of
from fastlabel.cli.exit_codes import SOME_FAILED
from fastlabel.cli.output import write_line
from fastlabel.cli.told_errors import tell, told
from fastlabel.errors import FastLabelException, FastLabelInvalidException, MissingExtraError
from fastlabel.safe_paths import safe_join
from fastlabel.whole_files import checked_target, write_beside

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["draw"]

_FORMATS: Final = {".jpeg": "JPEG", ".jpg": "JPEG", ".png": "PNG"}
_MOST_FRAMES: Final = 10_000


def draw(
    ctx: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            metavar="DIR|FILE|ID",
            help="A pulled folder, a file with a task or tasks as JSON, or the id of a task.",
        ),
    ],
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="OUT", help="A folder; a .png or .jpg for one picture."
        ),
    ],
    kind: Annotated[
        KindChoice, typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(KindChoice)}.")
    ] = KindChoice.IMAGE,
    media: Annotated[
        Path | None,
        typer.Option("--media", metavar="PATH", help="The image or video, or a folder of them."),
    ] = None,
    frames: Annotated[
        str | None,
        typer.Option("--frames", metavar="N,N-N", help="Which frames of a video, such as 1,10-15."),
    ] = None,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="All pictures small, side by side on one.")
    ] = False,
    columns: Annotated[
        int | None, typer.Option("--columns", min=1, metavar="N", help="Of the sheet.")
    ] = None,
    within: Annotated[
        int | None,
        typer.Option(
            "--within", min=16, metavar="PIXELS", help="Of the longer side of each picture."
        ),
    ] = None,
) -> None:
    """Draw the annotations of tasks onto their images, or onto frames of their videos."""
    is_file = output.suffix.lower() in _FORMATS
    _check_options(ctx, kind, frames, columns, sheet=sheet, is_file=is_file)
    chosen = None if frames is None else _numbers(ctx, frames)
    with tasks_of(source, kind.value, media, ctx.ensure_object(Connection)) as tasks:
        if sheet:
            _write_sheet(tasks, output, chosen, columns, within or 320)
        elif is_file:
            _write_one(tasks, output, chosen, within)
        else:
            _write_all(tasks, output, chosen, within)


def _check_options(
    ctx: typer.Context,
    kind: KindChoice,
    frames: str | None,
    columns: int | None,
    *,
    sheet: bool,
    is_file: bool,
) -> None:
    if frames is not None and kind is not KindChoice.VIDEO:
        raise typer.BadParameter("goes with --kind video", ctx=ctx, param_hint="--frames")
    if columns is not None and not sheet:
        raise typer.BadParameter("goes with --sheet", ctx=ctx, param_hint="--columns")
    if sheet and not is_file:
        message = "is one picture; give a name that ends in .png or .jpg"
        raise typer.BadParameter(message, ctx=ctx, param_hint="--output")


def _numbers(ctx: typer.Context, text: str) -> Sequence[int]:
    numbers: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"([0-9]{1,9})(?:-([0-9]{1,9}))?", part.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last or last - first >= _MOST_FRAMES:
            message = f"{part!r} is neither a frame nor frames such as 10-15; the first is 1"
            raise typer.BadParameter(message, ctx=ctx, param_hint="--frames")
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def _drawings(
    drawn: DrawnTask, frames: Sequence[int] | None, within: int | None
) -> Iterator[tuple[str, Picture]]:
    from fastlabel.drawing import drawings  # noqa: PLC0415  # costs time

    return drawings(drawn.task, drawn.media, frames=frames, within=within)


def _write_all(
    tasks: Iterable[DrawnTask], folder: Path, frames: Sequence[int] | None, within: int | None
) -> None:
    """A file for each picture. A failure is told, and the next task tried."""
    failures: list[tuple[str, FastLabelException]] = []
    count = 0
    for count, drawn in enumerate(tasks, 1):  # noqa: B007  # read after the loop
        try:
            for name, picture in _drawings(drawn, frames, within):
                _save(picture, _place(folder, drawn, name))
        except MissingExtraError:
            raise
        except FastLabelException as error:
            failures.append((drawn.task.name, error))
    if len(failures) == count == 1:
        raise failures[0][1]
    for name, failure in failures:
        tell(f"{name}: {told(failure)}")
    if failures:
        tell(f"{len(failures)} of {count} failed")
        raise typer.Exit(SOME_FAILED)


def _place(folder: Path, drawn: DrawnTask, name: str) -> Path:
    """One picture of a task has the task's name; several are in a folder of that name."""
    task = drawn.task.name
    if name == task and len(drawn.paths) == 1:
        return safe_join(folder, f"{task}.jpg")
    return safe_join(safe_join(folder, task), f"{name}.jpg")


def _write_one(
    tasks: Iterable[DrawnTask], path: Path, frames: Sequence[int] | None, within: int | None
) -> None:
    pictures = (picture for drawn in tasks for _, picture in _drawings(drawn, frames, within))
    found = list(islice(pictures, 2))
    if len(found) != 1:
        count = "no picture" if not found else "several pictures"
        message = f"output: {count} for {str(path)!r}; give a folder, or --sheet for one of all"
        raise FastLabelInvalidException(message, 422)
    _save(found[0], path)


def _write_sheet(
    tasks: Iterable[DrawnTask],
    path: Path,
    frames: Sequence[int] | None,
    columns: int | None,
    tile: int,
) -> None:
    from fastlabel.drawing import contact_sheet  # noqa: PLC0415  # costs time

    pairs = ((drawn.task, drawn.media) for drawn in tasks)
    _save(contact_sheet(pairs, frames=frames, columns=columns, tile=tile), path)


def _save(picture: Picture, path: Path) -> None:
    """Write a picture, whole or not at all, and tell where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with write_beside(checked_target(path)) as file:
        picture.save(file, format=_FORMATS[path.suffix.lower()], quality=90)
    write_line(str(path))
