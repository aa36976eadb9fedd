"""What the demo makes in somebody's project, so that it can be deleted again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from fastlabel.demo.narrator import Stage
from fastlabel.errors import FastLabelException
from fastlabel.models.tasks.base import Task

__all__ = ["Ledger", "Resource"]


class Resource(Protocol):
    """What tasks of one kind are looked up and deleted with."""

    def find_by_name(self, *, project: str, name: str) -> Task | None:
        """The task of a name, or None."""
        ...

    def delete(self, task_id: str) -> None:
        """Delete a task."""
        ...


@dataclass(slots=True)
class Ledger:
    """Names of tasks, noted before they are created: a create whose answer is lost counts too."""

    stage: Stage
    _noted: list[tuple[Resource, str, str]] = field(default_factory=list[tuple[Resource, str, str]])

    def note(self, resource: Resource, project: str, name: str) -> None:
        """Note a task that is about to be created."""
        self._noted.append((resource, project, name))

    def delete_all(self) -> None:
        """Delete what is there of the noted tasks, and say so. Errors are told, not raised."""
        deleted = 0
        while self._noted:
            resource, project, name = self._noted[-1]
            try:
                if task := resource.find_by_name(project=project, name=name):
                    resource.delete(task.id)
                    deleted += 1
            except FastLabelException as error:
                self._tell_left_over(error)
                break
            self._noted.pop()
        if deleted:
            self.stage.note(f"Deleted what the demo had made on the service: {deleted} tasks.")

    def _tell_left_over(self, error: FastLabelException) -> None:
        names = ", ".join(f"{name} in {project}" for _, project, name in self._noted)
        self.stage.note(f"Could not look up and delete {names}: {error.message}")
