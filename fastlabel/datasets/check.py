"""Specs, one after another → what is wrong with them, before anything is sent."""

from __future__ import annotations

import os
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Sized
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, cast

from fastlabel._protocol.upload import Progress
from fastlabel._quality.problem import Finding, Problem
from fastlabel.datasets.check_task import check_extras, findings_of
from fastlabel.errors import invalid
from fastlabel.models import (
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
)
from fastlabel.models.tasks import AnyNewTask
from fastlabel.models.tasks.base import NewFileTask

__all__ = [
    "SeenNames",
    "check",
    "iter_problems",
    "name_of",
]


def name_of(spec: AnyNewTask) -> str:
    """The name that its task will have; empty if it has none."""
    if spec.name is not None:
        return spec.name
    if isinstance(spec, NewMultiImageTask):
        return Path(spec.folder_path).resolve().name if spec.folder_path is not None else ""
    path = cast("NewFileTask", spec).file_path
    return Path(path).name if path is not None else ""


class SeenNames:
    """The names so far, by project. Memory grows with them: a few hundred bytes for each."""

    def __init__(self) -> None:
        self._exact: dict[str, dict[str, int]] = {}
        # Only those that differ from what they fold to: most names are small letters already.
        self._folded: dict[str, dict[str, int]] = {}

    def check(self, index: int, project: str, name: str) -> Iterator[Finding]:
        """Find a name that an earlier spec has, or has but for capitals or composed accents.

        Names are unique in a project, and files downloaded by name collide where a file system
        folds them.
        """
        exact = self._exact.setdefault(project, {})
        folded = self._folded.setdefault(project, {})
        if name in exact:
            text = f"{name!r} is also that of tasks[{exact[name]}]; names are unique in a project"
            yield Finding("name", text)
            return
        fold = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
        near = folded.get(fold, exact.get(fold))
        exact[name] = index
        if fold != name:
            folded.setdefault(fold, index)
        if near is not None:
            text = f"{name!r} differs from that of tasks[{near}] in capitals or accents only"
            yield Finding("name", text, "warning")


_SPECS: Final = (NewImageTask, NewImageClassificationTask, NewMultiImageTask, NewVideoTask)
_MOST_THREADS: Final = 8
_WAITING: Final = 8
"""Specs in work for each thread, so that none waits while one large file is decoded."""


def check(specs: Iterable[AnyNewTask], *, progress: Progress | None = None) -> list[Problem]:
    """Look for everything that can be known to be wrong before anything is sent.

    Args:
        specs: New tasks of any kind; walked once.
        progress: Called with how many specs are checked, and how many there are; 0 where `specs`
            does not tell its length.

    Returns:
        All problems, in the order of the specs. An error would be refused by `create` or, as far
        as is documented, by the service; a warning would be taken, and is probably not meant.

    Raises:
        FastLabelInvalidException: Something in `specs` is no spec, or `specs` itself refuses to go
            on, as `from_folder` may.
        MissingExtraError: Pillow is needed for images, or PyAV for videos.
    """
    total = len(specs) if isinstance(specs, Sized) else 0
    problems: list[Problem] = []
    for done, found in enumerate(_checked(specs), start=1):
        problems += found
        if progress is not None:
            progress(done, total)
    return problems


def iter_problems(specs: Iterable[AnyNewTask]) -> Iterator[Problem]:
    """What `check` gives, one by one, with memory for the names only.

    The files of some specs ahead are being looked at meanwhile, in threads.

    Args:
        specs: New tasks of any kind; walked once, a little ahead of what is taken.

    Raises:
        FastLabelInvalidException: As for `check`.
        MissingExtraError: As for `check`.
    """
    for found in _checked(specs):
        yield from found


def _checked(specs: Iterable[AnyNewTask]) -> Iterator[list[Problem]]:
    """The problems of each spec, in order."""
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    names = SeenNames()
    waiting: deque[tuple[int, AnyNewTask, Future[list[Finding]]]] = deque()
    executor = ThreadPoolExecutor(threads, thread_name_prefix="fastlabel-check")
    try:
        for index, spec in enumerate(_specs(specs)):
            waiting.append((index, spec, executor.submit(findings_of, spec)))
            if len(waiting) >= threads * _WAITING:
                yield _problems(*waiting.popleft(), names)
        while waiting:
            yield _problems(*waiting.popleft(), names)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _specs(specs: Iterable[AnyNewTask]) -> Iterator[AnyNewTask]:
    _check_iterable(specs)
    met: set[type[object]] = set()
    for index, spec in enumerate(specs):
        _check_spec(spec, index)
        if type(spec) not in met:
            check_extras(spec)
            met.add(type(spec))
        yield spec


def _check_iterable(given: object) -> None:
    # A model is iterable too: it gives its fields.
    if isinstance(given, _SPECS):
        invalid("specs: a single spec where several are due; put it into a list")
    if isinstance(given, str) or not isinstance(given, Iterable):
        invalid(f"specs: {type(given).__name__} where an iterable of new tasks is due")


def _check_spec(given: object, index: int) -> None:
    if not isinstance(given, _SPECS):
        found = type(given).__name__
        invalid(f"specs[{index}]: {found} where a new task is due, such as a NewImageTask")


def _problems(
    index: int, spec: AnyNewTask, findings: Future[list[Finding]], names: SeenNames
) -> list[Problem]:
    name = name_of(spec)
    found = findings.result()
    if name:
        found = [*names.check(index, spec.project, name), *found]
    return [Problem(index, name, *finding) for finding in found]
