"""Segments of a project's task list that are stable while the project changes.

Offsets shift when tasks are added or deleted. So a cut is identified by the ids on both sides of
it, and a segment is everything between two cuts, whatever its offset is now. Reading it again gives
the same tasks, and its neighbours have all others.

The service is assumed to keep the order: tasks are added and deleted anywhere, but never moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Final, Generic, NoReturn, TypeVar

from fastlabel._client.concurrency import for_each
from fastlabel.errors import InvalidResponseError
from fastlabel.models.tasks.base import Task

T = TypeVar("T", bound=Task)
PageAt = Callable[[int], Sequence[T]]
"""Tasks from an offset on, at most one page."""

_MAX_IDS: Final = 10
_MAX_REPEATED_PAGES: Final = 3


@dataclass(frozen=True, slots=True)
class Paging:
    """Size and overlap of the pages of a list."""

    size: int
    """Maximum tasks of one page, 2 or more."""

    @property
    def overlap(self) -> int:
        """Tasks that a page shares with the next, by which the two are joined."""
        return max(1, self.size // 50)

    @property
    def stride(self) -> int:
        """Tasks between two cuts: both fit on one page, with some room."""
        return max(1, self.size - 2 * self.overlap)

    @property
    def ids_per_side(self) -> int:
        """Ids of a cut on each side. No two cuts share an id."""
        return max(1, min(_MAX_IDS, self.stride // 2, self.size // 2))


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut between two tasks, identified by the ids around it when it was planned."""

    offset: int
    """Offset of the first task after it, when it was planned."""
    before: tuple[str, ...]
    """Ids, the nearest first."""
    after: tuple[str, ...]
    """Ids, the nearest first."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Tasks from one cut to the next."""

    number: int
    """Index, from 0 in the order of the list."""
    start: Cut | None
    """None is the start of the list."""
    end: Cut | None
    """None is the end of the list, with tasks added meanwhile."""


def read_segment(segment: Segment, page_at: PageAt[T], paging: Paging) -> list[T]:
    """Read the tasks of a segment."""
    return _SegmentReader(segment, page_at, paging).tasks()


class _SegmentReader(Generic[T]):
    """Pages joined to a contiguous part of the list."""

    def __init__(self, segment: Segment, page_at: PageAt[T], paging: Paging) -> None:
        self._segment = segment
        self._page_at = page_at
        self._paging = paging
        self._step = max(1, paging.size - paging.overlap)
        self._tasks_by_id: dict[str, T] = {}
        self._indices: dict[str, int] = {}
        self._next = 0
        self._is_empty = False

    def tasks(self) -> list[T]:
        start = self._begin()
        while not self._has_end() and self._read_next():
            pass
        end = self._end()
        if end < start:
            self._raise_gap(self._segment.end)
        return list(self._tasks_by_id.values())[start:end]

    def _begin(self) -> int:
        """Read the page with the start, and return its index on that page."""
        cut = self._segment.start
        if cut is None:
            self._add(0, self._page_at(0))
            return 0
        for offset in self._around(cut):
            page = self._page_at(offset)
            index = _start_on(page, cut, is_first=offset == 0)
            self._is_empty = not page
            if index is not None:
                self._add(offset, page)
                return index
        return self._raise_gap(cut)

    def _around(self, cut: Cut) -> Iterator[int]:
        """Offsets around a cut, with increasing distance, to both ends of the list."""
        at = max(0, cut.offset - self._paging.overlap)
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
        """Join a page; returns whether it has new tasks."""
        known = len(self._tasks_by_id)
        # Unknown tasks before a known one were just added, or belong to earlier segments.
        linked = [index for index, task in enumerate(page) if task.id in self._tasks_by_id]
        for task in page[linked[-1] + 1 if linked else 0 :]:
            self._indices.setdefault(task.id, len(self._tasks_by_id))
            self._tasks_by_id.setdefault(task.id, task)
        self._next = max(0, offset + len(page) - self._paging.overlap)
        return len(self._tasks_by_id) > known

    def _has_end(self) -> bool:
        end = self._segment.end
        return end is not None and any(task_id in self._tasks_by_id for task_id in end.after)

    def _read_next(self) -> bool:
        """Join the next page with new tasks; returns whether there is one."""
        for _ in range(_MAX_REPEATED_PAGES):
            offset = self._next
            page = self._page_at(offset)
            while self._tasks_by_id and not any(task.id in self._tasks_by_id for task in page):
                if not offset:
                    self._raise_gap(self._segment.end)
                # Tasks before this page were deleted: go back.
                offset = max(0, offset - self._step)
                page = self._page_at(offset)
            if self._add(offset, page):
                return True
            if len(page) <= self._paging.overlap:
                return False
        raise InvalidResponseError(f"the page at offset {self._next} repeats earlier ones")

    def _end(self) -> int:
        """Index after the last task of the segment."""
        cut = self._segment.end
        if cut is None:
            return len(self._tasks_by_id)
        if cut.after[0] in self._indices:
            return self._indices[cut.after[0]]
        left = [self._indices[task_id] for task_id in cut.before if task_id in self._indices]
        if not left or not self._has_end():
            self._raise_gap(cut)
        # Tasks in between are new and belong to either side.
        return max(left) + 1

    def _raise_gap(self, cut: Cut | None) -> NoReturn:
        where = "" if cut is None else f" around offset {cut.offset}"
        raise InvalidResponseError(
            f"the tasks{where} were deleted or moved while the project was read, so missing tasks "
            "cannot be ruled out; read it again"
        )


def _start_on(page: Sequence[Task], cut: Cut, *, is_first: bool) -> int | None:
    """Index on a page of the first task after a cut; None if it cannot be determined."""
    indices: dict[str, int] = {task.id: index for index, task in enumerate(page)}
    if cut.after[0] in indices:
        return indices[cut.after[0]]
    if not is_first and not any(task_id in indices for task_id in cut.before):
        return None
    return min((indices[task_id] for task_id in cut.after if task_id in indices), default=None)


TasksAt = Callable[[int, int], Sequence[T]]
"""Tasks from an offset on, at most a limit."""

_MAX_CONCURRENT: Final = 8
# Smaller pages cannot be joined; a small first page is rather the whole list.
_MIN_PAGE_TASKS: Final = 4


def plan_segments(tasks_at: TasksAt[T], page_size: int) -> tuple[Paging, list[Segment]]:
    """Plan segments of about a page, with one small call for each and a few more."""
    paging = _paging(tasks_at, page_size)
    finder = _CutFinder(tasks_at, paging)
    finder.find_end()
    finder.fill()
    cuts = [None, *finder.distinct(), None]
    return paging, [Segment(number, *ends) for number, ends in enumerate(pairwise(cuts))]


def _paging(tasks_at: TasksAt[T], page_size: int) -> Paging:
    """Paging of a service, which may return less at once than it documents."""
    given = len(tasks_at(0, page_size))
    if (
        _MIN_PAGE_TASKS <= given < page_size
        and tasks_at(given, 1)
        and len(tasks_at(0, page_size)) == given
    ):
        return Paging(given)
    return Paging(page_size)


class _CutFinder:
    """Cuts by number, from 1; None after the end of the list."""

    def __init__(self, tasks_at: TasksAt[T], paging: Paging) -> None:
        self._tasks_at = tasks_at
        self._paging = paging
        self._found: dict[int, Cut | None] = {}
        self._last = 0

    def find_end(self) -> None:
        """Find the last cut by doubling, then bisecting."""
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
        """Read all cuts up to the last."""
        missing = [number for number in range(1, self._last) if number not in self._found]
        for_each(missing, lambda _, number: self._make(number), _MAX_CONCURRENT)

    def distinct(self) -> list[Cut]:
        """Cuts in order, without those that share an id with the one before."""
        cuts: list[Cut] = []
        known: set[str] = set()
        for number in range(1, self._last + 1):
            cut = self._found[number]
            if cut is not None and known.isdisjoint((*cut.before, *cut.after)):
                cuts.append(cut)
                known.update(cut.before, cut.after)
        return cuts

    def _is_there(self, number: int) -> bool:
        self._make(number)
        return self._found[number] is not None

    def _make(self, number: int) -> None:
        offset, ids_per_side = number * self._paging.stride, self._paging.ids_per_side
        first = max(0, offset - ids_per_side)
        ids = [task.id for task in self._tasks_at(first, offset - first + ids_per_side)]
        before, after = ids[: offset - first], ids[offset - first :]
        self._found[number] = Cut(offset, tuple(reversed(before)), tuple(after)) if after else None
