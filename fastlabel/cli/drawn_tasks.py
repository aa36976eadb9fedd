"""The tasks that `fastlabel draw` draws, and where their media are."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol, cast

from fastlabel.cli.command_kinds import KindName
from fastlabel.cli.connection import Connection
from fastlabel.cli.resources import TASKS_FILE, model_of, pulled, resource
from fastlabel.errors import FastLabelInvalidException
from fastlabel.safe_paths import safe_join

if TYPE_CHECKING:
    from fastlabel import DownloadReport
    from fastlabel.converters.plain_task import AnyTask

__all__ = ["DrawnTask", "tasks_of"]


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
