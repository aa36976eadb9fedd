"""What the API does: create, find, list, update and delete tasks. No HTTP here."""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from fastlabel._media.probe import MediaFacts, image_facts, video_facts
from fastlabel.errors import NotFoundError
from fastlabel.sandbox.seeding.tasks import Seedling
from fastlabel.sandbox.store.database import Store
from fastlabel.sandbox.store.media import MediaStore
from fastlabel.sandbox.store.records import (
    Change,
    Creation,
    JsonObject,
    Kind,
    StoredFile,
    StoredTask,
    Wanted,
)
from fastlabel.sandbox.tasks.answers import tell_marks
from fastlabel.sandbox.tasks.bodies import read_change, read_creation
from fastlabel.sandbox.tasks.query import read_query

__all__ = [
    "LookupLag",
    "Tasks",
]


class LookupLag:
    """Which tasks are not to be found for now. Its methods may be called from any thread.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._shown_at: dict[str, float] = {}

    @contextmanager
    def after_commit(self, task_id: str, seconds: float) -> Generator[None]:
        """Around the commit of a task that is not to be found until so many seconds after it."""
        if not seconds:
            yield
            return
        self._shown_at[task_id] = math.inf
        try:
            yield
        except BaseException:
            del self._shown_at[task_id]
            raise
        self._shown_at[task_id] = self._clock() + seconds

    def hidden(self) -> list[str]:
        """The ids of the tasks that are not to be found now."""
        if not self._shown_at:
            return []
        now = self._clock()
        hidden: list[str] = []
        for task_id, shown_at in list(self._shown_at.items()):
            if shown_at > now:
                hidden.append(task_id)
            else:
                self._shown_at.pop(task_id, None)
        return hidden


# As SQLite reads a limit.
_WITHOUT_LIMIT: Final = -1


class Tasks:
    """The tasks of one data folder. Its methods may be called from any thread."""

    def __init__(self, store: Store, media: MediaStore) -> None:
        self._store = store
        self._media = media
        self._lag = LookupLag()

    def create(self, kind: Kind, body: bytes, lookup_lag: float = 0) -> str:
        """Create a task from the body of a POST, and give its id.

        Its media are in place before it is: a task that is told of can be fetched whole.

        Args:
            kind: The kind of task.
            body: The body of the POST.
            lookup_lag: For how many seconds it is not to be found.

        Raises:
            FastLabelInvalidException: The body is no such task (400, 422), or the project does not
                take it (409, 422).
        """
        new = read_creation(kind, body)
        # Looked up first as well, to spare decoding what will be refused.
        self._store.check_free(kind, new.project, new.name)
        facts = _facts(kind, new)
        contents = zip(new.files.values(), (fact.extension for fact in facts), strict=True)
        with self._media.written(contents) as files:
            stored = [
                StoredFile(name, file, {**fact.facts})
                for name, file, fact in zip(new.files, files, facts, strict=True)
            ]
            task_id = str(uuid.uuid4())
            with self._lag.after_commit(task_id, lookup_lag):
                self._store.add(task_id, kind, new, tell_marks(kind, new.marks), stored)
            return task_id

    def find(self, kind: Kind, task_id: str) -> StoredTask:
        """One task of a kind, if look-ups know it.

        Raises:
            NotFoundError: There is none, or it is of another kind.
        """
        if task_id in self._lag.hidden():
            raise _not_found(task_id)
        return self._task(kind, task_id)

    def page(self, kind: Kind, query: Iterable[tuple[str, str]]) -> list[StoredTask]:
        """The tasks that the query of a GET asks for.

        Raises:
            FastLabelInvalidException: The query is not in order (400), or the project holds another
                kind (422).
        """
        return self._store.page(kind, read_query(kind, query), self._lag.hidden())

    def update(self, kind: Kind | None, task_id: str, body: bytes) -> str:
        """Change a task as the body of a PUT says, and give its id.

        Raises:
            NotFoundError: There is no such task.
            FastLabelInvalidException: The body is no such change (400, 422).
        """
        change = read_change(kind, body, self._task(kind, task_id))
        if kind is not None and change.marks is not None:
            marks = tell_marks(kind, change.marks)
            change = Change(change.status, change.tags, marks, change.settings)
        if not change.is_empty and not self._store.change(task_id, change):
            raise _not_found(task_id)
        return task_id

    def delete(self, task_id: str) -> None:
        """Delete a task and its media.

        Raises:
            NotFoundError: There is no such task.
        """
        files = self._store.remove(task_id)
        if files is None:
            raise _not_found(task_id)
        self._media.remove(files)

    def find_any(self, task_id: str) -> StoredTask:
        """One task of any kind, also one that look-ups do not know yet.

        Raises:
            NotFoundError: There is none.
        """
        return self._task(None, task_id)

    def all(self, kind: Kind, project: str) -> list[StoredTask]:
        """All tasks of a project, also those that look-ups do not know yet.

        Raises:
            FastLabelInvalidException: The project holds another kind (422).
        """
        return self._store.page(kind, Wanted(project, None, None, [], None, 0, _WITHOUT_LIMIT))

    def restore(self, project: str, kind: Kind, seedlings: Sequence[Seedling]) -> None:
        """Keep tasks that were told elsewhere: all of them or none.

        Raises:
            FastLabelInvalidException: Their media are not what they should be, or the project does
                not take them (409, 422).
        """
        facts: list[JsonObject] = []
        with self._media.written(_contents(seedlings, facts)) as names:
            files = zip(names, facts, strict=True)
            self._store.restore(
                project,
                kind,
                [(each.place, _with_files(each, files)) for each in seedlings],
            )

    def clear(self) -> None:
        """Delete everything."""
        self._media.remove(self._store.clear())

    def sweep(self) -> None:
        """Remove media that no task has. Nobody may be creating tasks meanwhile."""
        self._media.sweep(self._store.files())

    def media(self, key: str) -> Path:
        """The file behind a media address.

        Raises:
            NotFoundError: There is none.
        """
        path = self._media.find(key)
        if path is None:
            raise NotFoundError("there is no such file", 404)
        return path

    def _task(self, kind: Kind | None, task_id: str) -> StoredTask:
        task = self._store.find(task_id)
        if task is None:
            raise _not_found(task_id)
        if kind is not None and task.kind != kind.label:
            raise NotFoundError(f"task {task_id!r} is of kind {task.kind}, not {kind.label}", 404)
        return task


def _facts(kind: Kind, new: Creation) -> list[MediaFacts]:
    probe = video_facts if kind.media == "video" else image_facts
    place = "contents[{}].file" if kind.has_contents else "file"
    return [probe(content, place.format(index)) for index, content in enumerate(new.files.values())]


def _contents(
    seedlings: Iterable[Seedling], facts: list[JsonObject]
) -> Iterator[tuple[bytes, str]]:
    """Contents and extensions, one at a time; what is to be told of each is added to `facts`."""
    for seedling in seedlings:
        for file in seedling.files:
            content, real = file.read()
            facts.append({**real.facts, **file.told})
            yield content, real.extension


def _with_files(seedling: Seedling, files: Iterator[tuple[str, JsonObject]]) -> StoredTask:
    stored = [StoredFile(file.name, *next(files)) for file in seedling.files]
    return replace(seedling.task, files=stored)


def _not_found(task_id: str) -> NotFoundError:
    return NotFoundError(f"there is no task {task_id!r}", 404)
