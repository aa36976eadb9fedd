"""Writes a report: the page, and what lies beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Final

from pydantic import JsonValue
from pydantic_core import to_json

from fastlabel._facade import public
from fastlabel._files.atomic import atomic_write, resolve_target
from fastlabel._quality.problems import PROBLEM_KINDS, ProblemKind, TaskProblem, problems_of
from fastlabel.converters._shared.task_input import as_task, check_tasks
from fastlabel.drawing.images import check_pillow
from fastlabel.models.tasks import AnyTask
from fastlabel.progress import ShowProgress, Tracker, track_progress
from fastlabel.report.details import details_of
from fastlabel.report.files import ReportFiles
from fastlabel.report.images import TaskViews, views_of
from fastlabel.report.index import Columns
from fastlabel.report.media import ReportMedia, finder_of
from fastlabel.report.page import ReportLink, page

__all__ = ["ReportLink", "ReportSummary", "write_report"]

_AT_ONCE: Final = 4
_AHEAD: Final = 4 * _AT_ONCE
_CHUNK: Final = 50
"""Tasks whose details lie in one file: the viewer loads them when one of them is opened."""


@public
@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What a report shows."""

    path: Path
    """The page."""
    tasks: int
    """How many tasks are on it."""
    problems: Mapping[ProblemKind, int]
    """Tasks with a problem, by its kind."""
    failures: Sequence[str]
    """Media that could not be shown, with their tasks. These are on the page, without a picture."""


@dataclass(slots=True)
class _Shown:
    """A task as it goes onto the page."""

    task: AnyTask
    views: TaskViews
    problems: list[TaskProblem] = field(default_factory=list[TaskProblem])


def write_report(
    tasks: Iterable[AnyTask | Mapping[str, object]],
    path: str | PathLike[str],
    *,
    media_dir: ReportMedia | None = None,
    title: str = "Tasks",
    copy: bool = False,
    links: Sequence[ReportLink] = (),
    credit: str = "",
    progress: ShowProgress = None,
) -> ReportSummary:
    """Write one static page that shows a whole set of tasks.

    It has a thumbnail of each with its annotations, filters, and a viewer; it tells what is
    probably wrong: annotations outside of their picture, tiny ones, two at one place, tasks without
    any. Thumbnails and details lie beside it, in `report-files` for `report.html`. The page opens
    from the disk and loads nothing from elsewhere.

    The page is replaced once all of it is there. Thumbnails of an earlier report are used again
    where neither the task nor its medium has changed.

    Args:
        tasks: Task models of any kind, or the dicts that FastLabel 0.7.0 gave for them.
        path: The page to write, such as `report.html`. Its folder must exist.
        media_dir: Where the pictures are: a folder that was pulled, or one with files of the tasks'
            names; a mapping of names to paths, bytes or Pillow images (for a multi-image task, to a
            mapping of its contents); or a function that tells them for a task. Left out, shapes
            are drawn on a plain ground.
        title: The heading.
        copy: Whether the viewer's pictures are copied beside the page, at most 1600 pixels wide and
            high, so that it can be moved. Else it links to them where they are.
        links: Files beside the page to link to.
        credit: A last line, such as whose pictures they are.
        progress: Where to show how far it is.

    Returns:
        What it shows.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task, or `path` is no file's.
        MissingFileError: The folder of `path` does not exist.
        MissingExtraError: Pillow is not installed, or PyAV for videos.
        OSError: A file cannot be written.
    """
    check_pillow()
    check_tasks(tasks)
    files = ReportFiles(resolve_target(path))
    find = finder_of(media_dir)

    def shown(task: AnyTask) -> _Shown:
        views = views_of(task, find(task), files, copy=copy)
        problems = problems_of(task)
        problems += [TaskProblem("no-picture", None, message) for message in views.failures]
        return _Shown(task, views, problems)

    report = _Report(files)
    with track_progress(tasks, "report", progress) as tracker, ThreadPoolExecutor(_AT_ONCE) as pool:
        models = (as_task(item, ("tasks", number)) for number, item in enumerate(tasks))
        queue = _submitted(pool, shown, models)
        report.add_all(queue, tracker)
    return report.finish(title, links, credit)


def _submitted(
    pool: ThreadPoolExecutor, show: Callable[[AnyTask], _Shown], models: Iterator[AnyTask]
) -> Iterator[_Shown]:
    """Tasks as they are to be shown, in order, a few made ahead."""
    waiting: list[Future[_Shown]] = [pool.submit(show, task) for task in islice(models, _AHEAD)]
    while waiting:
        done = waiting.pop(0).result()
        waiting += [pool.submit(show, task) for task in islice(models, 1)]
        yield done


class _Report:
    """A page in the making."""

    def __init__(self, files: ReportFiles) -> None:
        self._files = files
        self._columns = Columns()
        self._chunk: list[JsonValue] = []
        self._chunks: list[JsonValue] = []
        self._failures: list[str] = []

    def add_all(self, shown: Iterable[_Shown], tracker: Tracker) -> None:
        """Add tasks, in their order."""
        for each in shown:
            self._add(each)
            tracker.count("without their picture" if each.views.failures else "shown")

    def _add(self, shown: _Shown) -> None:
        name = shown.views.thumbnail
        address = self._files.address(name) if name else ""
        self._columns.add(shown.task, shown.problems, address)
        self._failures += (f"{shown.task.name}: {told}" for told in shown.views.failures)
        self._chunk.append(details_of(shown.task, shown.views, shown.problems))
        if len(self._chunk) == _CHUNK:
            self._put_chunk()

    def _put_chunk(self) -> None:
        number = len(self._chunks)
        script = b"gallery.takeDetails(%d, %b);\n" % (number, _script_json(self._chunk))
        self._chunks.append(self._files.address(self._files.put_script(script)))
        self._chunk = []

    def finish(self, title: str, links: Sequence[ReportLink], credit: str) -> ReportSummary:
        """Put the page in its place, and remove what only the one before needed."""
        if self._chunk:
            self._put_chunk()
        index = {**self._columns.as_json(), "chunks": self._chunks, "chunkSize": _CHUNK}
        script = self._files.put_script(b"gallery.start(%b);\n" % _script_json(index))
        text = page(title, self._files.address(script), links, credit)
        with atomic_write(self._files.report) as file:
            file.write(text.encode())
        self._files.remove_others()
        counts: dict[ProblemKind, int] = {
            kind: self._columns.of_problem(kind) for kind in PROBLEM_KINDS
        }
        return ReportSummary(self._files.report, self._columns.count, counts, tuple(self._failures))


def _script_json(value: object) -> bytes:
    """JSON that is JavaScript too. Old engines end a line at two letters that JSON allows."""
    text = to_json(value)
    return text.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")
