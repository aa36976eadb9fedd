"""The index of the page: what its filters and its list need of all tasks, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from pydantic import JsonValue

from fastlabel.gallery.choices import SIZE_NAMES, Choices, attributes_of, classes_of, sizes_of
from fastlabel.gallery.problems import PROBLEM_KINDS, TaskProblem
from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask
from fastlabel.notebook.html_text import visible
from fastlabel.notebook.task_kinds import ReadTask
from fastlabel.notebook.texts import counted

__all__ = ["Columns"]

_KINDS: Final = {
    ImageTask: "image",
    ImageClassificationTask: "image classification",
    MultiImageTask: "multi-image",
    VideoTask: "video",
}
_MOST_LETTERS: Final = 200
_NO_STATUS: Final = "no status"


class Columns:
    """Collects the index, a task after the other. It is all that grows with their number."""

    def __init__(self) -> None:
        self._facets: dict[str, tuple[str, Choices]] = {
            "class": ("annotations", Choices()),
            "problem": ("tasks", Choices(PROBLEM_KINDS)),
            "status": ("tasks", Choices()),
            "tag": ("tasks", Choices()),
            "attribute": ("times", Choices()),
            "size": ("annotations", Choices(SIZE_NAMES)),
            "kind": ("tasks", Choices(_KINDS.values())),
        }
        self._values: dict[str, list[JsonValue]] = {name: [] for name in self._facets}
        self._names: list[JsonValue] = []
        self._thumbnails: list[JsonValue] = []
        self._said: list[JsonValue] = []

    def add(self, task: ReadTask, problems: Iterable[TaskProblem], thumbnail: str) -> None:
        """Add a task.

        Args:
            task: The task.
            problems: What is wrong with it.
            thumbnail: The address of its thumbnail; empty if it has none.
        """
        found: dict[str, Counter[str]] = {
            "class": classes_of(task),
            "problem": Counter({problem.kind for problem in problems}),
            "status": Counter([_cut(task.status or _NO_STATUS)]),
            "tag": Counter({_cut(tag) for tag in task.tags}),
            "attribute": attributes_of(task),
            "size": sizes_of(task),
            "kind": Counter([_KINDS[type(task)]]),
        }
        for name, counts in found.items():
            self._values[name].append([*self._facets[name][1].counted(counts)])
        self._names.append(_cut(task.name))
        self._thumbnails.append(thumbnail)
        self._said.append(_said(task))

    @property
    def count(self) -> int:
        """How many tasks there are."""
        return len(self._names)

    def of_problem(self, kind: str) -> int:
        """How many tasks have a problem of this kind."""
        number = self._facets["problem"][1].number_of(kind)
        return sum(
            isinstance(flat, list) and number in flat[::2] for flat in self._values["problem"]
        )

    def as_json(self) -> dict[str, JsonValue]:
        """The index."""
        return {
            "names": self._names,
            "thumbnails": self._thumbnails,
            "said": self._said,
            "facets": [
                {
                    "name": name,
                    "counted": unit,
                    "choices": [*choices.names],
                    "values": self._values[name],
                }
                for name, (unit, choices) in self._facets.items()
            ],
        }


def _said(task: ReadTask) -> str:
    if isinstance(task, ImageClassificationTask):
        return counted(len(task.attributes), "attribute")
    return counted(len(task.annotations), "annotation")


def _cut(text: str) -> str:
    return visible(text, _MOST_LETTERS)
