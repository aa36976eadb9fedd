"""What a sandbox holds, for those who run it: no HTTP, no pages, no faults."""

from __future__ import annotations

from fastlabel.checks import refuse
from fastlabel.models.task import Task, TaskId
from fastlabel.sandbox.answers import tell_task
from fastlabel.sandbox.kinds import KINDS
from fastlabel.sandbox.seed_files import read_seed
from fastlabel.sandbox.seed_tasks import kind_of, seedling_of
from fastlabel.sandbox.seeds import Seed
from fastlabel.sandbox.tasks import Tasks

__all__ = ["plant", "stored_media", "stored_tasks"]


def stored_tasks(tasks: Tasks, kind: str, project: str, origin: str) -> list[Task]:
    """The tasks of a project, in the order of their creation.

    Raises:
        FastLabelInvalidException: There is no such kind, or the project holds another.
    """
    known = {each.identifier: each for each in KINDS}
    found = known.get(kind) or refuse(f"kind: {kind!r} is not one of {', '.join(sorted(known))}")
    stored = tasks.all(found, project)
    return [found.task.from_wire(tell_task(task, origin)) for task in stored]


def stored_media(tasks: Tasks, task_id: str, content: str | None) -> bytes:
    """The bytes of a task's file.

    Raises:
        NotFoundError: There is no such task.
        FastLabelInvalidException: It has several files and none is named, or none of that name.
    """
    files = {file.name: file.file for file in tasks.find_any(task_id).files}
    if content is None and len(files) == 1:
        (content,) = files
    if content is None or content not in files:
        said = "is required" if content is None else f"{content!r} is no file of this task"
        refuse(f"content: {said}; its files are {', '.join(files)}")
    return tasks.media(files[content].partition(".")[0]).read_bytes()


def plant(tasks: Tasks, seed: Seed) -> list[TaskId]:
    """Keep the tasks of a seed, and give their ids: all of them or none.

    Raises:
        FastLabelInvalidException: Something is wrong with it; the message names file and place.
    """
    read = read_seed(seed)
    project = read.project or refuse(f"{read.origin}project: is not said; give project=")
    kind = kind_of(read)
    seedlings = [seedling_of(entry, kind, read.media) for entry in read.entries]
    tasks.restore(project, kind, seedlings)
    return [TaskId(seedling.task.id) for seedling in seedlings]
