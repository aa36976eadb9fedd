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
from typing import TYPE_CHECKING, Annotated, Final, Protocol, cast

import typer

from fastlabel._files.atomic import checked_target, write_beside
from fastlabel._files.safe_names import safe_join
from fastlabel.cli.connection import Connection
from fastlabel.cli.errors import SOME_FAILED, tell, told
from fastlabel.cli.kinds import TASKS_FILE, KindChoice, KindName, model_of, pulled, resource
from fastlabel.cli.output import write_line
from fastlabel.errors import FastLabelException, FastLabelInvalidException, MissingExtraError

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from fastlabel import DownloadReport
    from fastlabel.models.tasks import AnyTask

__all__ = [
    "DrawnTask",
    "draw",
    "tasks_of",
]


@dataclass(frozen=True, slots=True)
class DrawnTask:
    """A task and its media."""

    task: AnyTask
    paths: Sequence[Path]
    """One, or one for each content."""

    @property
    def media(self) -> Path | Mapping[str, Path]:
        """As drawing takes them."""
        from fastlabel.models import MultiImageTask  # noqa: PLC0415  # costs time

        if not isinstance(self.task, MultiImageTask):
            return self.paths[0]
        names = (content.name for content in self.task.contents)
        return dict(zip(names, self.paths, strict=True))


class _Home(Protocol):
    """What each kind's resource has, if it is given its own kind of task."""

    def download(self, tasks: Iterable[AnyTask], folder: Path) -> DownloadReport:
        """Bring media home."""
        ...


@contextmanager
def tasks_of(
    source: str, kind: KindName, media: Path | None, connection: Connection
) -> Generator[Iterator[DrawnTask]]:
    """The tasks of a pulled folder, of a JSON file, or the one of an id.

    Raises:
        FastLabelException: They cannot be read, or fetched.
    """
    path = Path(source)
    if (path / TASKS_FILE).is_file():
        yield _with_media(pulled(path, kind), media, path)
    elif path.is_file():
        yield _beside(_read(path, kind), media or path.parent)
    else:
        with TemporaryDirectory() as folder:
            yield iter([_fetched(source, kind, media, connection, Path(folder))])


def _with_media(tasks: Iterable[AnyTask], media: Path | None, folder: Path) -> Iterator[DrawnTask]:
    from fastlabel import media_paths  # noqa: PLC0415  # costs time

    if media is not None:
        return _beside(tasks, media)
    return (DrawnTask(task, media_paths(folder, task)) for task in tasks)


def _beside(tasks: Iterable[AnyTask], media: Path) -> Iterator[DrawnTask]:
    """Media that lie in a folder by their names, or are one file."""
    return (DrawnTask(task, _paths(task, media)) for task in tasks)


def _paths(task: AnyTask, media: Path) -> Sequence[Path]:
    from fastlabel.models import MultiImageTask  # noqa: PLC0415  # costs time

    if not isinstance(task, MultiImageTask):
        return [safe_join(media, task.name) if media.is_dir() else media]
    folder = safe_join(media, task.name)
    place = folder if folder.is_dir() else media
    return [safe_join(place, content.name) for content in task.contents]


def _read(path: Path, kind: KindName) -> Sequence[AnyTask]:
    """A task, a list of tasks, or a task a line."""
    data, model = path.read_bytes(), model_of(kind)
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return model.list_from_json_lines(data)
    return model.list_from_json(data) if isinstance(whole, list) else [model.from_json(data)]


def _fetched(
    task_id: str, kind: KindName, media: Path | None, connection: Connection, folder: Path
) -> DrawnTask:
    from fastlabel import media_paths  # noqa: PLC0415  # costs time

    with connection.client() as client:
        tasks = resource(client, kind)
        task = tasks.find(task_id)
        if media is not None:
            return DrawnTask(task, _paths(task, media))
        report = cast("_Home", tasks).download([task], folder)
    for outcome in report.failures():
        raise outcome.error or FastLabelInvalidException(f"{outcome.name}: not fetched", 422)
    return DrawnTask(task, media_paths(folder, task))


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
    max_size: Annotated[
        int | None,
        typer.Option(
            "--max-size", min=16, metavar="PIXELS", help="Of the longer side of each picture."
        ),
    ] = None,
) -> None:
    """Draw the annotations of tasks onto their images, or onto frames of their videos."""
    is_file = output.suffix.lower() in _FORMATS
    _check_options(ctx, kind, frames, columns, sheet=sheet, is_file=is_file)
    chosen = None if frames is None else _numbers(ctx, frames)
    with tasks_of(source, kind.value, media, ctx.ensure_object(Connection)) as tasks:
        if sheet:
            _write_sheet(tasks, output, chosen, columns, max_size or 320)
        elif is_file:
            _write_one(tasks, output, chosen, max_size)
        else:
            _write_all(tasks, output, chosen, max_size)


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
    drawn: DrawnTask, frames: Sequence[int] | None, max_size: int | None
) -> Iterator[tuple[str, Picture]]:
    from fastlabel.drawing import drawings  # noqa: PLC0415  # costs time

    return drawings(drawn.task, drawn.media, frames=frames, max_size=max_size)


def _write_all(
    tasks: Iterable[DrawnTask], folder: Path, frames: Sequence[int] | None, max_size: int | None
) -> None:
    """A file for each picture. A failure is told, and the next task tried."""
    failures: list[tuple[str, FastLabelException]] = []
    count = 0
    for count, drawn in enumerate(tasks, 1):  # noqa: B007  # read after the loop
        try:
            for name, picture in _drawings(drawn, frames, max_size):
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
    tasks: Iterable[DrawnTask], path: Path, frames: Sequence[int] | None, max_size: int | None
) -> None:
    pictures = (picture for drawn in tasks for _, picture in _drawings(drawn, frames, max_size))
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
