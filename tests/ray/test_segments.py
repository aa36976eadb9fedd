"""A list of tasks that changes while it is read: what is there all the time comes exactly once."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.errors import InvalidResponseError
from fastlabel.models import ImageTask
from fastlabel.ray.segments import Paging, Segment, plan_segments, read_segment
from tests.support.examples import examples


class Project:
    """A list of tasks that a few others change, at random, between any two calls."""

    def __init__(self, count: int, seed: int, changes: int, most: int = 10_000) -> None:
        self._random = random.Random(seed)
        self._changes = changes
        self._most = most
        self._made = 0
        self._lock = threading.Lock()
        self.tasks: list[ImageTask] = []
        self.calls = 0
        for _ in range(count):
            self._add(len(self.tasks))
        self.always = {task.id for task in self.tasks}

    def tasks_at(self, offset: int, limit: int) -> Sequence[ImageTask]:
        # Planning calls from several threads.
        with self._lock:
            for _ in range(self._random.randint(0, self._changes)):
                self._change()
            self.calls += 1
            return self.tasks[offset : offset + min(limit, self._most)]

    def _change(self) -> None:
        where = self._random.choice(["front", "back", "middle", "deleted", "deleted"])
        if where != "deleted":
            places = {"front": 0, "back": len(self.tasks)}
            self._add(places.get(where, self._random.randint(0, len(self.tasks))))
        elif self.tasks:
            self.always.discard(self.tasks.pop(self._random.randrange(len(self.tasks))).id)

    def _add(self, place: int) -> None:
        self._made += 1
        name = f"{self._made}"
        self.tasks.insert(place, ImageTask.from_wire({"id": name, "name": name}))


def read(project: Project, page_size: int, order: random.Random) -> list[list[str]]:
    form, segments = plan_segments(project.tasks_at, page_size)
    read = dict[int, list[str]]()
    for segment in order.sample(segments, len(segments)):
        tasks = read_segment(segment, lambda at: project.tasks_at(at, form.size), form)
        read[segment.number] = [task.id for task in tasks]
    return [read[number] for number in range(len(segments))]


@given(
    count=st.integers(0, 120),
    page_size=st.integers(5, 40),
    changes=st.integers(0, 3),
    seed=st.integers(0, 2**32),
)
@examples(300)
def test_what_is_there_all_the_time_comes_once(
    count: int, page_size: int, changes: int, seed: int
) -> None:
    project = Project(count, seed, changes)
    try:
        parts = read(project, page_size, random.Random(seed))
    except InvalidResponseError:
        # Only a list that was turned over may not be told.
        if changes:
            return
        raise
    ids = [task_id for part in parts for task_id in part]
    assert len(ids) == len(set(ids))
    assert project.always <= set(ids)


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 959, 960, 961, 1000, 1001, 1940, 20_000])
def test_a_list_that_stays_comes_in_order_with_two_calls_a_page(count: int) -> None:
    project = Project(count, 0, 0)
    parts = read(project, 1000, random.Random(0))
    assert [task_id for part in parts for task_id in part] == [task.id for task in project.tasks]
    assert len(parts) == max(1, -(-count // 960))
    assert project.calls <= 2 * len(parts) + 16


@pytest.mark.parametrize("seed", range(20))
def test_few_changes_in_a_large_project_are_never_an_error(seed: int) -> None:
    project = Project(3000, seed, 4)
    parts = read(project, 100, random.Random(seed))
    ids = [task_id for part in parts for task_id in part]
    assert len(ids) == len(set(ids))
    assert project.always <= set(ids)


def test_a_segment_that_is_read_again_is_the_same() -> None:
    project = Project(500, 1, 2)
    form, segments = plan_segments(project.tasks_at, 50)
    for segment in segments:
        once, again = (
            {task.id for task in read_segment(segment, lambda at: project.tasks_at(at, 50), form)}
            for _ in range(2)
        )
        assert once & project.always == again & project.always


def test_a_service_that_gives_less_than_it_says() -> None:
    project = Project(500, 1, 0, most=30)
    parts = read(project, 1000, random.Random(0))
    assert [task_id for part in parts for task_id in part] == [task.id for task in project.tasks]


def test_a_service_that_gives_the_same_page_for_ever_is_an_error() -> None:
    first = Project(10, 0, 0).tasks
    form, segment = Paging(10), Segment(0, None, None)
    with pytest.raises(InvalidResponseError, match="repeats"):
        read_segment(segment, lambda _: first, form)


def test_a_seam_whose_tasks_are_all_gone_is_an_error() -> None:
    project = Project(300, 0, 0)
    form, segments = plan_segments(project.tasks_at, 100)
    del project.tasks[50:250]
    with pytest.raises(InvalidResponseError, match=r"around offset 96 .* read it again"):
        read_segment(segments[1], lambda at: project.tasks_at(at, 100), form)
