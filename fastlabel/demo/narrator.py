"""Shows each call before it is made, and its answer after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ParamSpec, Protocol, TypeAlias, TypeVar

from fastlabel.demo.python_text import spell, spell_call
from fastlabel.html.summary import Annotation
from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask

__all__ = [
    "AnyTask",
    "Narrator",
    "Stage",
    "annotations_of",
    "facts",
    "spelled",
]


class Stage(Protocol):
    """Shows text to someone. It may hold control characters: what is shown must not."""

    def heading(self, text: str) -> None:
        """Begin a part of the demo."""
        ...

    def code(self, text: str) -> None:
        """Show Python that is about to run."""
        ...

    def answer(self, text: str) -> None:
        """Show what it gave."""
        ...

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show several things that it gave."""
        ...

    def note(self, text: str) -> None:
        """Say something about it."""
        ...


AnyTask: TypeAlias = ImageTask | ImageClassificationTask | MultiImageTask | VideoTask


def annotations_of(task: AnyTask) -> Sequence[Annotation]:
    """A task's annotations; a classification task has none."""
    return () if isinstance(task, ImageClassificationTask) else task.annotations


def facts(task: AnyTask) -> list[tuple[str, str]]:
    """What a task is: names and texts."""
    told = [
        ("name", task.name),
        ("id", task.id),
        ("status", task.status or "none"),
        ("tags", ", ".join(task.tags) or "none"),
    ]
    if isinstance(task, MultiImageTask):
        return [*told, ("images", ", ".join(content.name for content in task.contents))]
    told.append(("size", f"{task.width} x {task.height} pixels"))
    if isinstance(task, VideoTask):
        told.append(("length", f"{task.frame_count} frames, {task.fps} per second"))
    return told


P = ParamSpec("P")
T = TypeVar("T")


def spelled(
    name: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
) -> tuple[str, T]:
    """A call as Python text, and its result."""
    return spell_call(name, args, kwargs), function(*args, **kwargs)


class Narrator:
    """Makes calls and tells of them, so that what is shown is what was done."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def call(self, name: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Show a call, make it, and give its result."""
        self.stage.code(spell_call(name, args, kwargs))
        return function(*args, **kwargs)

    def ask(self, name: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, and show its result."""
        result = self.call(name, function, *args, **kwargs)
        self.stage.answer(spell(result))
        return result

    def show_task(self, task: AnyTask | None) -> None:
        """Show a task and what is said of it, typed."""
        if task is None:
            self.stage.answer("None")
            return
        told = ", ".join(f"{name} {text}" for name, text in facts(task))
        marks = task.attributes if isinstance(task, ImageClassificationTask) else task.annotations
        self.stage.answer("\n".join([f"{type(task).__name__}: {told}", *map(spell, marks)]))

    def show_tasks(self, tasks: Sequence[AnyTask]) -> None:
        """Show a list of tasks."""
        rows = [
            (task.name, str(task.status), ", ".join(task.tags), str(len(annotations_of(task))))
            for task in tasks
        ]
        self.stage.table(("name", "status", "tags", "annotations"), rows)
