"""`fastlabel draw`."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import typer

from fastlabel._files.atomic import atomic_write, resolve_target
from fastlabel._files.safe_names import safe_join
from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.errors import PARTIAL_FAILURE, format_error, print_error
from fastlabel.cli.kinds import AnyKind, KindOption, kind_from, resource_of
from fastlabel.cli.output import write_line
from fastlabel.cli.task_source import TASKS_FILE, read_pulled
from fastlabel.errors import (
    FastLabelException,
    FastLabelInvalidException,
    MissingExtraError,
    invalid,
)

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from fastlabel.models.tasks.base import Task


_FORMATS: Final = {".jpeg": "JPEG", ".jpg": "JPEG", ".png": "PNG"}
_MAX_FRAMES: Final = 10_000


@dataclass(frozen=True, slots=True)
class DrawnTask:
    """A task and its media files."""

    task: Any
    paths: Sequence[Path]
    """One, or one for each content."""

    @property
    def media(self) -> Path | Mapping[str, Path]:
        """The files in the form that `drawings` takes."""
        contents = getattr(self.task, "contents", None)
        if contents is None:
            return self.paths[0]
        return dict(zip((content.name for content in contents), self.paths, strict=True))


@contextmanager
def open_tasks(
    source: str, kind: AnyKind, media_dir: Path | None, service: ServiceOptions
) -> Generator[Iterator[DrawnTask]]:
    """The tasks of a pulled folder or a JSON file, or the one task of an id.

    Raises:
        FastLabelException: They cannot be read or fetched.
    """
    path = Path(source)
    if (path / TASKS_FILE).is_file():
        yield _pulled(path, kind, media_dir)
    elif path.is_file():
        folder = media_dir or path.parent
        yield (DrawnTask(task, _media_files(task, folder)) for task in _read(path, kind))
    else:
        with TemporaryDirectory() as downloads:
            yield iter([_fetch(source, kind, media_dir, service, Path(downloads))])


def _pulled(folder: Path, kind: AnyKind, media_dir: Path | None) -> Iterator[DrawnTask]:
    from fastlabel import media_paths  # noqa: PLC0415  # costs time

    for task in read_pulled(folder, kind):
        yield DrawnTask(
            task, _media_files(task, media_dir) if media_dir else media_paths(folder, task)
        )


def _media_files(task: Any, media_dir: Path) -> Sequence[Path]:
    """Files of a task in a folder, by their names; or the one file that was given."""
    contents = getattr(task, "contents", None)
    if contents is None:
        return [safe_join(media_dir, task.name) if media_dir.is_dir() else media_dir]
    own = safe_join(media_dir, task.name)
    folder = own if own.is_dir() else media_dir
    return [safe_join(folder, content.name) for content in contents]


def _read(path: Path, kind: AnyKind) -> Sequence[Any]:
    """Tasks of a file: one task, a list, or one task a line."""
    data, model = path.read_bytes(), cast("type[Task]", kind.response)
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return model.list_from_json_lines(data)
    return model.list_from_json(data) if isinstance(value, list) else [model.from_json(data)]


def _fetch(
    task_id: str, kind: AnyKind, media_dir: Path | None, service: ServiceOptions, folder: Path
) -> DrawnTask:
    from fastlabel import media_paths  # noqa: PLC0415  # costs time

    with service.client() as client:
        tasks = resource_of(client, kind)
        task = tasks.find(task_id)
        if media_dir is not None:
            return DrawnTask(task, _media_files(task, media_dir))
        report = tasks.download([task], folder)
    for outcome in report.failures():
        raise outcome.error or FastLabelInvalidException(f"{outcome.name}: not downloaded", 422)
    return DrawnTask(task, media_paths(folder, task))


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
            "--output", "-o", metavar="OUT", help="A folder, or a .png or .jpg file for one image."
        ),
    ],
    kind: KindOption = "image",
    media_dir: Annotated[
        Path | None,
        typer.Option(
            "--media-dir", metavar="PATH", help="The folder of the media files, or the one file."
        ),
    ] = None,
    frames: Annotated[
        str | None,
        typer.Option("--frames", metavar="N,N-N", help="Frames of a video, such as 1,10-15."),
    ] = None,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="One contact sheet of all images.")
    ] = False,
    columns: Annotated[
        int | None, typer.Option("--columns", min=1, metavar="N", help="Columns of the sheet.")
    ] = None,
    max_size: Annotated[
        int | None,
        typer.Option(
            "--max-size", min=16, metavar="PIXELS", help="Maximum length of the longer side."
        ),
    ] = None,
) -> None:
    """Draw the annotations of tasks onto their images, or onto frames of their videos."""
    is_file = output.suffix.lower() in _FORMATS
    wanted = kind_from(kind)
    _check_options(ctx, wanted, frames, columns, sheet=sheet, is_file=is_file)
    chosen = None if frames is None else _parse_frames(ctx, frames)
    with open_tasks(source, wanted, media_dir, ctx.ensure_object(ServiceOptions)) as tasks:
        if sheet:
            _write_sheet(tasks, output, chosen, columns, max_size or 320)
        elif is_file:
            _write_one(tasks, output, chosen, max_size)
        else:
            _write_all(tasks, output, chosen, max_size)


def _check_options(
    ctx: typer.Context,
    kind: AnyKind,
    frames: str | None,
    columns: int | None,
    *,
    sheet: bool,
    is_file: bool,
) -> None:
    if frames is not None and kind.media != "video":
        raise typer.BadParameter("needs --kind video", ctx=ctx, param_hint="--frames")
    if columns is not None and not sheet:
        raise typer.BadParameter("needs --sheet", ctx=ctx, param_hint="--columns")
    if sheet and not is_file:
        message = "expected a .png or .jpg file for --sheet"
        raise typer.BadParameter(message, ctx=ctx, param_hint="--output")


def _parse_frames(ctx: typer.Context, text: str) -> Sequence[int]:
    numbers: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"([0-9]{1,9})(?:-([0-9]{1,9}))?", part.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last or last - first >= _MAX_FRAMES:
            message = f"expected frame numbers from 1, such as 1,10-15, got {part!r}"
            raise typer.BadParameter(message, ctx=ctx, param_hint="--frames")
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def _drawings(
    drawn: DrawnTask, frames: Sequence[int] | None, max_size: int | None
) -> Iterator[tuple[str, Picture]]:
    from fastlabel.drawing import drawings  # noqa: PLC0415  # costs time

    return drawings(drawn.task, drawn.media, frames=frames, max_size=max_size)


def _write_all(
    tasks: Iterable[DrawnTask], folder: Path, frames: Sequence[int] | None, max_size: int | None
) -> None:
    """Write a file for each image; report a failure and go on with the next task."""
    failures: list[tuple[str, FastLabelException]] = []
    count = 0
    for count, drawn in enumerate(tasks, 1):  # noqa: B007  # read after the loop
        try:
            for name, picture in _drawings(drawn, frames, max_size):
                _save(picture, _target(folder, drawn, name))
        except MissingExtraError:
            raise
        except FastLabelException as error:
            failures.append((drawn.task.name, error))
    if len(failures) == count == 1:
        raise failures[0][1]
    for name, failure in failures:
        print_error(f"{name}: {format_error(failure)}")
    if failures:
        print_error(f"{len(failures)} of {count} failed")
        raise typer.Exit(PARTIAL_FAILURE)


def _target(folder: Path, drawn: DrawnTask, name: str) -> Path:
    """Path of an image: the task's name, or below it where a task has several."""
    task = drawn.task.name
    if name == task and len(drawn.paths) == 1:
        return safe_join(folder, f"{task}.jpg")
    return safe_join(safe_join(folder, task), f"{name}.jpg")


def _write_one(
    tasks: Iterable[DrawnTask], path: Path, frames: Sequence[int] | None, max_size: int | None
) -> None:
    images = (picture for drawn in tasks for _, picture in _drawings(drawn, frames, max_size))
    found = list(islice(images, 2))
    if len(found) != 1:
        count = "no image" if not found else "several images"
        invalid(
            f"got {count} for {str(path)!r}; give a folder, or --sheet for all in one", "output"
        )
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
    """Write an image atomically and print its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(resolve_target(path)) as file:
        picture.save(file, format=_FORMATS[path.suffix.lower()], quality=90)
    write_line(str(path))
