"""Validation of new tasks before anything is sent."""

from __future__ import annotations

import os
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Sized
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, cast

from fastlabel._protocol.new_tasks import planned_name
from fastlabel._protocol.upload import Progress
from fastlabel._quality.problem import Finding, Problem
from fastlabel.datasets.check_task import find_problems, require_decoder
from fastlabel.errors import invalid, parse_path
from fastlabel.models.tasks import AnyNewTask
from fastlabel.models.tasks.base import NewContentsTask, NewTask

_MAX_THREADS: Final = 8
_QUEUED_PER_THREAD: Final = 8
"""Tasks submitted for each thread, so that none is idle while one large file is decoded."""


def task_name(task: NewTask) -> str:
    """Name that a new task will have; empty if it has none."""
    if isinstance(task, NewContentsTask) and task.name is None and task.folder_path is not None:
        return Path(task.folder_path).resolve().name
    return planned_name(task) or ""


class DuplicateNames:
    """Finds duplicate names in each project. Memory: a few hundred bytes for each name."""

    def __init__(self) -> None:
        self._exact: dict[str, dict[str, int]] = {}
        # Names that differ from their folded form only: most names are lower case already.
        self._folded: dict[str, dict[str, int]] = {}

    def check(self, index: int, project: str, name: str) -> Iterator[Finding]:
        """Find a name that an earlier task has, exactly or but for case or composed accents."""
        exact = self._exact.setdefault(project, {})
        folded = self._folded.setdefault(project, {})
        if name in exact:
            text = f"{name!r} is already the name of tasks[{exact[name]}]"
            yield Finding("name", f"{text}; names are unique in a project")
            return
        fold = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
        similar = folded.get(fold, exact.get(fold))
        exact[name] = index
        if fold != name:
            folded.setdefault(fold, index)
        if similar is not None:
            text = f"{name!r} differs from the name of tasks[{similar}] in case or accents only"
            yield Finding("name", text, "warning")


def check(tasks: Iterable[AnyNewTask], *, progress: Progress | None = None) -> list[Problem]:
    """Validate new tasks and their media before anything is sent.

    Args:
        tasks: New tasks of any kind; iterated once.
        progress: Called with the number of tasks checked so far, and of all; 0 if `tasks` has no
            length.

    Returns:
        All problems, in the order of the tasks. An error would be rejected by `create` or, as far
        as is documented, by the service; a warning would be accepted, and is probably a mistake.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a new task, or iterating `tasks` raises
            it, as `from_folder` may.
        MissingExtraError: Images need Pillow, or videos PyAV, and it is not installed.
    """
    total = len(tasks) if isinstance(tasks, Sized) else 0
    problems: list[Problem] = []
    for done, found in enumerate(_check_each(tasks), start=1):
        problems += found
        if progress is not None:
            progress(done, total)
    return problems


def iter_problems(tasks: Iterable[AnyNewTask]) -> Iterator[Problem]:
    """Validate like `check`, but yield problems one by one; memory holds the names only.

    Files of the next tasks are checked in threads meanwhile.

    Args:
        tasks: New tasks of any kind; iterated once, slightly ahead of the problems taken.

    Raises:
        FastLabelInvalidException: As for `check`.
        MissingExtraError: As for `check`.
    """
    for found in _check_each(tasks):
        yield from found


def _check_each(tasks: Iterable[AnyNewTask]) -> Iterator[list[Problem]]:
    """Problems of each task, in order."""
    threads = min(_MAX_THREADS, os.cpu_count() or 1)
    names = DuplicateNames()
    pending: deque[tuple[int, NewTask, Future[list[Finding]]]] = deque()
    executor = ThreadPoolExecutor(threads, thread_name_prefix="fastlabel-check")
    try:
        for index, task in enumerate(_validated(tasks)):
            pending.append((index, task, executor.submit(find_problems, task)))
            if len(pending) >= threads * _QUEUED_PER_THREAD:
                yield _collect(*pending.popleft(), names)
        while pending:
            yield _collect(*pending.popleft(), names)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _validated(tasks: object) -> Iterator[NewTask]:
    """New tasks, each of which can be checked."""
    # A model is iterable too: it yields its fields.
    if isinstance(tasks, NewTask):
        invalid("expected several new tasks, got one; put it into a list", "tasks")
    if isinstance(tasks, str) or not isinstance(tasks, Iterable):
        invalid(f"expected an iterable of new tasks, got {type(tasks).__name__}", "tasks")
    types: set[type[object]] = set()
    for index, task in enumerate(cast("Iterable[object]", tasks)):
        if not isinstance(task, NewTask):
            invalid(f"expected a new task, got {type(task).__name__}", ("tasks", index))
        if type(task) not in types:
            require_decoder(task)
            types.add(type(task))
        yield task


def _collect(
    index: int, task: NewTask, future: Future[list[Finding]], names: DuplicateNames
) -> list[Problem]:
    name = task_name(task)
    findings = future.result()
    if name:
        findings = [*names.check(index, task.project, name), *findings]
    return to_problems(index, name, findings)


def to_problems(index: int, name: str, findings: Iterable[Finding]) -> list[Problem]:
    """Problems of one task."""
    return [
        Problem(index, name, parse_path(path), message, severity)
        for path, message, severity in findings
    ]
