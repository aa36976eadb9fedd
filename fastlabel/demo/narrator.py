"""Shows each call before it is made, and its answer after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from fastlabel.demo.spelling import spell, spell_call
from fastlabel.demo.stage import Stage
from fastlabel.demo.summaries import AnyTask, annotations_of, facts
from fastlabel.models import ImageClassificationTask

__all__ = ["Narrator", "spelled"]

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
