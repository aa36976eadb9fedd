"""What the API does: create, find, list, update and delete tasks. No HTTP here."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from fastlabel._media.probe import MediaFacts, probe_media
from fastlabel.errors import NotFoundError
from fastlabel.sandbox.store.database import Store
from fastlabel.sandbox.store.media import MediaStore
from fastlabel.sandbox.store.records import (
    JsonObject,
    Kind,
    NewTaskRow,
    Origin,
    PreparedTask,
    StoredFile,
    StoredTask,
    TaskQuery,
    TaskUpdate,
)
from fastlabel.sandbox.tasks.bodies import parse_new_task, parse_update
from fastlabel.sandbox.tasks.query import parse_query


class VisibilityDelays:
    """Which tasks cannot be found yet. Its methods may be called from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._visible_at: dict[str, float] = {}

    @contextmanager
    def after_commit(self, task_id: str, seconds: float) -> Generator[None]:
        """Hide a task that the block commits until this many seconds after it."""
        if not seconds:
            yield
            return
        self._visible_at[task_id] = math.inf
        try:
            yield
        except BaseException:
            del self._visible_at[task_id]
            raise
        self._visible_at[task_id] = self._clock() + seconds

    def hidden(self) -> list[str]:
        """Ids of the tasks that cannot be found now."""
        if not self._visible_at:
            return []
        now = self._clock()
        hidden: list[str] = []
        for task_id, visible_at in list(self._visible_at.items()):
            if visible_at > now:
                hidden.append(task_id)
            else:
                self._visible_at.pop(task_id, None)
        return hidden


class Tasks:
    """The tasks of one data folder. Its methods may be called from any thread."""

    def __init__(self, store: Store, media: MediaStore) -> None:
        self._store = store
        self._media = media
        self._delays: Final = VisibilityDelays()

    def create(self, kind: Kind, body: bytes, visibility_delay: float = 0) -> str:
        """Create a task from the body of a POST and return its id."""
        new = parse_new_task(kind, body)
        # Checked before as well, to save decoding media of a task that will be refused.
        self._store.check_available(kind, new.project, new.task.name)
        media = _probe(kind, new)
        contents = zip(new.files.values(), (each.extension for each in media), strict=True)
        with self._media.written(contents) as names:
            files = [
                StoredFile(name, file, {**each.facts})
                for name, file, each in zip(new.files, names, media, strict=True)
            ]
            task = replace(new.task, files=files)
            with self._delays.after_commit(task.id, visibility_delay):
                self._store.add(new.project, kind, [(Origin(), task)])
            return task.id

    def get(self, kind: Kind | None, task_id: str) -> StoredTask:
        """Task of a kind or of any, visible or not."""
        task = self._store.find(task_id)
        if task is None:
            raise _not_found(task_id)
        if kind is not None and task.kind != kind.label:
            raise NotFoundError(f"task {task_id!r} is of kind {task.kind}, not {kind.label}", 404)
        return task

    def find(self, kind: Kind, task_id: str) -> StoredTask:
        """Task of a kind, if it is visible."""
        if task_id in self._delays.hidden():
            raise _not_found(task_id)
        return self.get(kind, task_id)

    def page(self, kind: Kind, query: Iterable[tuple[str, str]]) -> list[StoredTask]:
        """Visible tasks that the query of a GET selects."""
        return self._store.page(kind, parse_query(kind, query), self._delays.hidden())

    def update(self, kind: Kind | None, task_id: str, body: bytes) -> str:
        """Update a task from the body of a PUT and return its id."""
        update = parse_update(kind, body, self.get(kind, task_id))
        if update != TaskUpdate() and not self._store.update(task_id, update):
            raise _not_found(task_id)
        return task_id

    def delete(self, task_id: str) -> None:
        """Delete a task and its media."""
        files = self._store.remove(task_id)
        if files is None:
            raise _not_found(task_id)
        self._media.remove(files)

    def all(self, kind: Kind, project: str) -> list[StoredTask]:
        """All tasks of a project, visible or not."""
        return self._store.page(kind, TaskQuery(project))

    def restore(self, project: str, kind: Kind, tasks: Sequence[PreparedTask]) -> None:
        """Store tasks from elsewhere: all of them or none."""
        facts: list[JsonObject] = []
        with self._media.written(_contents(tasks, facts)) as names:
            files = zip(names, facts, strict=True)
            self._store.add(project, kind, [_with_files(task, files) for task in tasks])

    def clear(self) -> None:
        """Delete everything."""
        self._media.remove(self._store.clear())

    def remove_orphans(self) -> None:
        """Remove media without a task. No task may be created meanwhile."""
        self._media.remove_orphans(self._store.files())

    def media(self, key: str) -> Path:
        """File of a media URL."""
        path = self._media.find(key)
        if path is None:
            raise NotFoundError("there is no such file", 404)
        return path


def _probe(kind: Kind, new: NewTaskRow) -> list[MediaFacts]:
    path = "contents[{}].file" if kind.has_contents else "file"
    return [
        probe_media(kind.media, content, path.format(index))
        for index, content in enumerate(new.files.values())
    ]


def _contents(
    tasks: Iterable[PreparedTask], facts: list[JsonObject]
) -> Iterator[tuple[bytes, str]]:
    """Contents and extensions, one at a time; the facts of each are added to `facts`."""
    for task in tasks:
        for file in task.files:
            with task.origin.located():
                content, actual = file.read()
            facts.append({**actual.facts, **file.declared})
            yield content, actual.extension


def _with_files(
    prepared: PreparedTask, files: Iterator[tuple[str, JsonObject]]
) -> tuple[Origin, StoredTask]:
    stored = [StoredFile(file.name, *next(files)) for file in prepared.files]
    return prepared.origin, replace(prepared.task, files=stored)


def _not_found(task_id: str) -> NotFoundError:
    return NotFoundError(f"there is no task {task_id!r}", 404)
