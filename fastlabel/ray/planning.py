"""Where to cut a project's list into segments. The API tells no count, so its end is searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, TypeVar

from fastlabel.concurrency import for_each
from fastlabel.models.task import Task
from fastlabel.ray.seams import PageForm, Seam, Segment

__all__ = ["TasksAt", "plan_segments"]

T = TypeVar("T", bound=Task)
TasksAt = Callable[[int, int], Sequence[T]]
"""Tasks from an offset on, no more than a limit."""

_AT_ONCE: Final = 8
# Pages of fewer cannot be linked; then it is rather that tasks come just now.
_FEWEST: Final = 4


def plan_segments(tasks_at: TasksAt[T], page_size: int) -> tuple[PageForm, list[Segment]]:
    """Cut a list into segments of about a page, with one small call for each, and some more.

    Args:
        tasks_at: Reads tasks.
        page_size: The most tasks that one call gives.

    Returns:
        How pages lie on the list, and the segments: one at least.

    Raises:
        FastLabelException: Tasks cannot be read.
    """
    form = _form(tasks_at, page_size)
    seams = _Seams(tasks_at, form)
    seams.find_end()
    seams.fill()
    cuts = [None, *seams.kept(), None]
    return form, [Segment(number, *ends) for number, ends in enumerate(pairwise(cuts))]


def _form(tasks_at: TasksAt[T], page_size: int) -> PageForm:
    """A service may give fewer at once than its documentation says."""
    given = len(tasks_at(0, page_size))
    if _FEWEST <= given < page_size and tasks_at(given, 1) and len(tasks_at(0, page_size)) == given:
        return PageForm(given)
    return PageForm(page_size)


class _Seams:
    """Seams by their number, from 1; None where the list has ended."""

    def __init__(self, tasks_at: TasksAt[T], form: PageForm) -> None:
        self._tasks_at = tasks_at
        self._form = form
        self._found: dict[int, Seam | None] = {}
        self._last = 0

    def find_end(self) -> None:
        """Find the last seam: doubling until there is none, then halving."""
        beyond = 1
        while self._is_there(beyond):
            self._last, beyond = beyond, 2 * beyond
        while beyond - self._last > 1:
            middle = (self._last + beyond) // 2
            if self._is_there(middle):
                self._last = middle
            else:
                beyond = middle

    def fill(self) -> None:
        """Make all seams up to the last."""
        missing = [number for number in range(1, self._last) if number not in self._found]
        for_each(missing, lambda _, number: self._make(number), _AT_ONCE)

    def kept(self) -> list[Seam]:
        """All seams in order, but those that have run into the one before."""
        kept: list[Seam] = []
        known: set[str] = set()
        for number in range(1, self._last + 1):
            seam = self._found[number]
            if seam is not None and known.isdisjoint((*seam.before, *seam.after)):
                kept.append(seam)
                known.update(seam.before, seam.after)
        return kept

    def _is_there(self, number: int) -> bool:
        self._make(number)
        return self._found[number] is not None

    def _make(self, number: int) -> None:
        offset, beside = number * self._form.stride, self._form.beside
        first = max(0, offset - beside)
        ids = [task.id for task in self._tasks_at(first, offset - first + beside)]
        before, after = ids[: offset - first], ids[offset - first :]
        self._found[number] = Seam(offset, tuple(reversed(before)), tuple(after)) if after else None
