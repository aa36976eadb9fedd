"""Which kind of task a path is of."""

from __future__ import annotations

from typing import cast

from fastlabel.sandbox.faults.kinds import TaskKind
from fastlabel.sandbox.gate import PREFIX
from fastlabel.sandbox.kinds import KINDS

__all__ = ["task_of"]


def task_of(path: str) -> TaskKind | None:
    """The kind; none for what is no task's, and for updates and deletes of any kind.

    >>> task_of("/v1/tasks/image/classification")
    'image_classification'
    """
    for kind in KINDS:
        for folder in kind.paths:
            if f"{path}/".startswith(f"{PREFIX}/tasks/{folder}/"):
                return cast("TaskKind", kind.identifier)
    return None
