"""A project's list of tasks, cut into segments that stay what they are while it changes.

Offsets move when tasks come and go. So a cut is remembered by the ids on both sides of it, and a
segment is all that stands from one cut to the next, whatever its offset has become. Who reads it
again reads the same tasks, and its neighbours read all others.

Tasks are taken to keep their order: they come and go, at the ends or in between, and none is moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Final, Generic, NoReturn, TypeVar

from fastlabel._client.concurrency import for_each
from fastlabel.errors import InvalidResponseError
from fastlabel.models.tasks.base import Task

__all__ = [
    "PageAt",
    "PageForm",
    "Seam",
    "Segment",
    "TasksAt",
    "plan_segments",
    "read_segment",
]


T = TypeVar("T", bound=Task)
PageAt = Callable[[int], Sequence[T]]
"""The tasks from an offset on, no more than a page has."""

_MOST_BESIDE: Final = 10
_MOST_WITHOUT_NEWS: Final = 3


@dataclass(frozen=True, slots=True)
class PageForm:
    """How pages lie on a list."""

    size: int
    """The most tasks of one page, 2 or more."""

    @property
    def overlap(self) -> int:
        """How many tasks a page has in common with the next: the two are linked by any of them."""
        return max(1, self.size // 50)

    @property
    def stride(self) -> int:
        """Tasks from one seam to the next: both fit on one page, and a little more."""
        return max(1, self.size - 2 * self.overlap)

    @property
    def beside(self) -> int:
        """How many ids of a seam stand on each side. Those of two seams are different ones."""
        return max(1, min(_MOST_BESIDE, self.stride // 2, self.size // 2))


@dataclass(frozen=True, slots=True)
class Seam:
    """A cut between two tasks, by the ids of those around it when it was made."""

    offset: int
    """Of the first task after it, when it was made."""
    before: tuple[str, ...]
    """From the nearest on, outwards."""
    after: tuple[str, ...]
    """From the nearest on, outwards."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The tasks from one seam to the next."""

    number: int
    """From 0, in the order of the list."""
    start: Seam | None
    """None: from the first task on."""
    end: Seam | None
    """None: to the last task, and those that came meanwhile."""


def read_segment(segment: Segment, page_at: PageAt[T], form: PageForm) -> list[T]:
    """Read the tasks of a segment.

    Each that was there all the time is in exactly one segment. One that came meanwhile is in at
    most one.

    Args:
        segment: Which.
        page_at: Reads a page.
        form: Its form.

    Raises:
        InvalidResponseError: All tasks around a seam are gone, or pages repeat.
        FastLabelException: A page cannot be read.
    """
    return _Reading(segment, page_at, form).tasks()


class _Reading(Generic[T]):
    """Pages linked to one stretch of the list, in which there is no gap."""

    def __init__(self, segment: Segment, page_at: PageAt[T], form: PageForm) -> None:
        self._segment = segment
        self._page_at = page_at
        self._form = form
        self._step = max(1, form.size - form.overlap)
        self._stretch: dict[str, T] = {}
        self._places: dict[str, int] = {}
        self._next = 0
        self._is_empty = False

    def tasks(self) -> list[T]:
        start = self._begin()
        while not self._has_end() and self._go_on():
            pass
        end = self._end()
        if end < start:
            self._give_up(self._segment.end)
        return list(self._stretch.values())[start:end]

    def _begin(self) -> int:
        """Read the page with the start on it, and tell where on it that is."""
        seam = self._segment.start
        if seam is None:
            self._add(0, self._page_at(0))
            return 0
        for offset in self._around(seam):
            page = self._page_at(offset)
            place = _start_on(page, seam, is_first=offset == 0)
            self._is_empty = not page
            if place is not None:
                self._add(offset, page)
                return place
        return self._give_up(seam)

    def _around(self, seam: Seam) -> Iterator[int]:
        """Offsets from where a seam was, farther and farther away, to both ends of the list."""
        at = max(0, seam.offset - self._form.overlap)
        yield at
        beyond = self._is_empty
        for distance in count(self._step, self._step):
            if at - distance > -self._step:
                yield max(0, at - distance)
            elif beyond:
                return
            if not beyond:
                yield at + distance
                beyond = self._is_empty

    def _add(self, offset: int, page: Sequence[T]) -> bool:
        """Join a page to the stretch. Whether it has brought anything."""
        known = len(self._stretch)
        # What stands before something known, and is not known, has just come or is of the segments
        # before.
        linked = [place for place, task in enumerate(page) if task.id in self._stretch]
        for task in page[linked[-1] + 1 if linked else 0 :]:
            self._places.setdefault(task.id, len(self._stretch))
            self._stretch.setdefault(task.id, task)
        self._next = max(0, offset + len(page) - self._form.overlap)
        return len(self._stretch) > known

    def _has_end(self) -> bool:
        end = self._segment.end
        return end is not None and any(task_id in self._stretch for task_id in end.after)

    def _go_on(self) -> bool:
        """Join the next page that brings something. False: there is none."""
        for _ in range(_MOST_WITHOUT_NEWS):
            offset = self._next
            page = self._page_at(offset)
            while self._stretch and not any(task.id in self._stretch for task in page):
                if not offset:
                    self._give_up(self._segment.end)
                # Tasks before it were deleted, so it has moved on too far.
                offset = max(0, offset - self._step)
                page = self._page_at(offset)
            if self._add(offset, page):
                return True
            if len(page) <= self._form.overlap:
                return False
        raise InvalidResponseError(f"the page at offset {self._next} repeats earlier ones")

    def _end(self) -> int:
        """The place after the last task of the segment."""
        seam = self._segment.end
        if seam is None:
            return len(self._stretch)
        if seam.after[0] in self._places:
            return self._places[seam.after[0]]
        left = [self._places[task_id] for task_id in seam.before if task_id in self._places]
        if not left or not self._has_end():
            self._give_up(seam)
        # What stands between is new, and nobody can tell on which side.
        return max(left) + 1

    def _give_up(self, seam: Seam | None) -> NoReturn:
        where = "" if seam is None else f" around offset {seam.offset}"
        raise InvalidResponseError(
            f"the tasks{where} were deleted or moved while the project was read, so nobody can "
            "tell whether all are there; read it again"
        )


def _start_on(page: Sequence[Task], seam: Seam, *, is_first: bool) -> int | None:
    """Where on a page the part after a seam begins; None if the page does not tell."""
    places: dict[str, int] = {task.id: place for place, task in enumerate(page)}
    if seam.after[0] in places:
        return places[seam.after[0]]
    if not is_first and not any(task_id in places for task_id in seam.before):
        return None
    return min((places[task_id] for task_id in seam.after if task_id in places), default=None)


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
