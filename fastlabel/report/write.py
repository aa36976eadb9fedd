"""Write a report: the page, and the files next to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Final

from pydantic import JsonValue
from pydantic_core import to_json

from fastlabel._files.atomic import atomic_write, resolve_target
from fastlabel._quality.problems import PROBLEM_KINDS, ProblemKind, TaskProblem, problems_of
from fastlabel.converters._shared.task_input import as_task, check_tasks
from fastlabel.drawing.images import check_pillow
from fastlabel.models.tasks import AnyTask
from fastlabel.progress import ShowProgress, track_progress
from fastlabel.report.details import task_details
from fastlabel.report.files import ReportFiles
from fastlabel.report.images import TaskViews, make_views
from fastlabel.report.index import ReportIndex
from fastlabel.report.media import ReportMedia, media_finder
from fastlabel.report.page import ReportLink, page_html

_THREADS: Final = 4
_QUEUE_SIZE: Final = 4 * _THREADS
_CHUNK_SIZE: Final = 50
"""Tasks per file of details; the viewer loads the file when one of its tasks is opened."""


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What a report contains."""

    path: Path
    """The page."""
    tasks: int
    """Number of tasks."""
    problems: Mapping[ProblemKind, int]
    """Number of tasks with a problem, by its kind."""
    failures: Sequence[str]
    """Media that could not be shown, with their tasks. The page shows these without an image."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A task as it is shown on the page."""

    task: AnyTask
    views: TaskViews
    problems: list[TaskProblem]


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
    """Write a static HTML page of a whole dataset.

    It has thumbnails with annotations, filters and a viewer, and lists probable mistakes:
    annotations outside their image, tiny or duplicate annotations, tasks without annotations.
    Thumbnails and details are next to it, in `report-files` for `report.html`. The page opens
    from the disk and loads nothing from elsewhere.

    The page is replaced after all its files are written. Thumbnails of an earlier report are reused
    if neither the task nor its media file has changed.

    Args:
        tasks: Task models of any kind, or the dicts that FastLabel 0.7.0 returned for them.
        path: The page to write, such as `report.html`. Its folder must exist.
        media_dir: A folder that was pulled, or one with files of the tasks' names; a mapping of
            task names to paths, bytes or Pillow images (for a multi-image task, to a mapping of
            its contents); or a function that returns these for a task. By default shapes are drawn
            on a blank image.
        title: The heading.
        copy: Copy the viewer's images next to the page, at most 1600 pixels wide and high, so that
            it can be moved. By default it links to the original files.
        links: Files next to the page to link to.
        credit: Text of the footer, such as the source of the images.
        progress: Where to show the progress.

    Returns:
        What the report contains.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task, or `path` is a folder.
        MissingFileError: The folder of `path` does not exist.
        MissingExtraError: Pillow is not installed, or PyAV for videos.
        OSError: A file cannot be written.
    """
    check_pillow()
    check_tasks(tasks)
    files = ReportFiles(resolve_target(path))
    find_media = media_finder(media_dir)

    def make_entry(task: AnyTask) -> _Entry:
        views = make_views(task, find_media(task), files, copy=copy)
        missing = (TaskProblem("missing-media", None, message) for message in views.failures)
        return _Entry(task, views, [*problems_of(task), *missing])

    report = _Report(files)
    with track_progress(tasks, "report", progress) as tracker, ThreadPoolExecutor(_THREADS) as pool:
        models = (as_task(item, ("tasks", number)) for number, item in enumerate(tasks))
        for entry in _map_ahead(pool, make_entry, models):
            report.add(entry)
            tracker.count("without media" if entry.views.failures else "shown")
    return report.finish(title, links, credit)


def _map_ahead(
    pool: ThreadPoolExecutor, make_entry: Callable[[AnyTask], _Entry], models: Iterator[AnyTask]
) -> Iterator[_Entry]:
    """Entries in order, a few made ahead."""
    futures: list[Future[_Entry]] = [
        pool.submit(make_entry, task) for task in islice(models, _QUEUE_SIZE)
    ]
    while futures:
        entry = futures.pop(0).result()
        futures += [pool.submit(make_entry, task) for task in islice(models, 1)]
        yield entry


class _Report:
    """A page while it is built."""

    def __init__(self, files: ReportFiles) -> None:
        self._files = files
        self._index = ReportIndex()
        self._chunk: list[JsonValue] = []
        self._chunk_urls: list[JsonValue] = []
        self._failures: list[str] = []

    def add(self, entry: _Entry) -> None:
        """Add a task."""
        task, views = entry.task, entry.views
        thumbnail = self._files.url(views.thumbnail) if views.thumbnail else ""
        self._index.add(task, entry.problems, thumbnail)
        self._failures += (f"{task.name}: {message}" for message in views.failures)
        self._chunk.append(task_details(task, views, entry.problems))
        if len(self._chunk) == _CHUNK_SIZE:
            self._write_chunk()

    def _write_chunk(self) -> None:
        call = b"report.addDetails(%d, %b);\n"
        script = call % (len(self._chunk_urls), _script_json(self._chunk))
        self._chunk_urls.append(self._files.url(self._files.write_script(script)))
        self._chunk = []

    def finish(self, title: str, links: Sequence[ReportLink], credit: str) -> ReportSummary:
        """Write the page, and remove files that only an earlier one needed."""
        if self._chunk:
            self._write_chunk()
        index = {**self._index.as_json(), "chunks": self._chunk_urls, "chunkSize": _CHUNK_SIZE}
        script = self._files.write_script(b"report.start(%b);\n" % _script_json(index))
        html = page_html(title, self._files.url(script), links, credit)
        with atomic_write(self._files.report) as file:
            file.write(html.encode())
        self._files.remove_unused()
        problems: dict[ProblemKind, int] = {
            kind: self._index.problem_count(kind) for kind in PROBLEM_KINDS
        }
        return ReportSummary(
            self._files.report, self._index.task_count, problems, tuple(self._failures)
        )


def _script_json(value: object) -> bytes:
    """JSON that is JavaScript too: in old engines, two characters that JSON allows end a line."""
    text = to_json(value)
    return text.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")
