"""Pulled folders, as `pull` leaves them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from fastlabel import media_paths
from fastlabel.models import Attribute, BBox, ImageClassificationTask, ImageTask, TaskId
from fastlabel.models.tasks.base import Task
from tests.support.media_files import CAT, COFFEE

SIZES = {CAT.name: (451, 300), COFFEE.name: (600, 400)}


def pulled(folder: Path, tasks: Iterable[Task]) -> Path:
    """A folder of these tasks; a picture is the one whose name ends its own."""
    for task in tasks:
        for path in media_paths(folder, task):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CAT if path.name.endswith(CAT.name) else COFFEE, path)
    write_tasks(folder, tasks)
    return folder


def write_tasks(folder: Path, tasks: Iterable[Task]) -> None:
    """Write the `tasks.jsonl` of a folder."""
    lines = b"".join(task.to_json() + b"\n" for task in tasks)
    folder.joinpath("tasks.jsonl").write_bytes(lines)


def cat_task(number: int = 1, *annotations: BBox) -> ImageTask:
    """A task of the cat."""
    return ImageTask(
        id=TaskId(str(number)),
        name=f"{number}-{CAT.name}",
        width=451,
        height=300,
        annotations=annotations,
    )


def classified_task(number: int, kind: str) -> ImageClassificationTask:
    """A task that has one attribute, `kind`."""
    attributes = [Attribute(key="kind", value=kind)]
    return ImageClassificationTask(
        id=TaskId(str(number)), name=f"{number}-{COFFEE.name}", attributes=attributes
    )
