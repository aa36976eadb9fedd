"""Writing to a file: the same dataset, in flat memory, whole or not at all."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from fastlabel.converters import ConversionWarning, to_coco, write_coco
from fastlabel.models import Attribute, BBox, ImageTask, TaskId
from tests.support.factories import (
    HOLE,
    SQUARE,
    box,
    image_task,
    moving_box,
    parsed,
    regions,
    video_task,
)

MANY = [
    image_task(
        *(box(f"class {number % 12}", number) for number in range(index % 7)), name=str(index)
    )
    for index in range(700)
]


@pytest.mark.parametrize(
    "tasks",
    [
        pytest.param([], id="nothing"),
        pytest.param([image_task()], id="no annotation"),
        pytest.param([image_task(box("dog"), box("cat"), regions((SQUARE, HOLE)))], id="one image"),
        pytest.param(MANY, id="many images"),
        pytest.param([video_task(moving_box(*range(1, 1502)))], id="long video"),
        pytest.param([image_task(*(box(f"{n}") for n in range(1500)))], id="many classes"),
    ],
)
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_file_holds_the_dataset(tmp_path: Path, tasks: list[ImageTask]) -> None:
    path = tmp_path / "coco.json"
    write_coco((task for task in tasks), path)
    assert parsed(path) == to_coco(tasks)
    assert list(parsed(path)) == list(to_coco(tasks))
    assert list(tmp_path.iterdir()) == [path]


def test_file_holds_the_order_of_categories_given(tmp_path: Path) -> None:
    path = tmp_path / "coco.json"
    tasks = [image_task(box("a"), box("b"))]
    write_coco(tasks, path, categories=["b", "c", "a"])
    assert parsed(path) == to_coco(tasks, categories=["b", "c", "a"])
    assert [a["category_id"] for a in parsed(path)["annotations"]] == [3, 1]


def test_same_tasks_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("1.json", "2.json"):
        write_coco(MANY, str(tmp_path / name))
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


WITHOUT_ORJSON = """
import sys
sys.modules["orjson"] = None
from fastlabel.converters import write_coco
from tests.converters.coco.test_write import MANY, odd_values
write_coco([*MANY, odd_values()], sys.argv[1])
"""


def odd_values() -> ImageTask:
    """A task with what encoders of JSON find hard: numbers of any size, half of a letter."""
    values: list[Any] = [2**70, -(2**63), 1e16, 5e-324, -0.0, "\ud800", "\u2028", [{"a": None}]]
    attributes = [Attribute(key=str(index), value=value) for index, value in enumerate(values)]
    return image_task(BBox(value="cat", points=(0.1, 0.2, 1 / 3, 1e-7), attributes=attributes))


def test_file_is_the_same_without_orjson(tmp_path: Path) -> None:
    write_coco([*MANY, odd_values()], tmp_path / "with.json")
    path = tmp_path / "without.json"
    command = [sys.executable, "-c", WITHOUT_ORJSON, str(path)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[3])
    assert parsed(path) == parsed(tmp_path / "with.json") == to_coco([*MANY, odd_values()])


LOOKALIKES: list[Any] = [
    1,
    123456789012345678,
    10**17,
    10**18 - 1,
    1234567890123456789012,
    -5,
    0.5,
    "2",
    None,
    {"category_id": 2},
    [{"category_id": 123456789012345678}],
    '"category_id":123456789012345678,',
    '\\"category_id\\":1',
]


@pytest.mark.parametrize("value", LOOKALIKES, ids=str)
@pytest.mark.parametrize("key", ["category_id", '"category_id":', '"category_id', "\n"])
def test_data_that_looks_like_category_ids_stays(tmp_path: Path, key: str, value: Any) -> None:
    path = tmp_path / "coco.json"
    attributes = [Attribute(key=key, value=value)]
    annotations = [
        BBox(value=name, points=(1, 2, 3, 4), attributes=attributes)
        for name in ("z", key, '"category_id":1,', "a")
    ]
    tasks = [image_task(*annotations, name=key)]
    write_coco(tasks, path)
    assert parsed(path) == to_coco(tasks)


@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_text_of_any_kind_is_written(tmp_path: Path) -> None:
    path = tmp_path / "coco.json"
    texts = ["猫.jpg", "a\nb", "\u2028", "\x00", "😀", "half a pair \ud83d"]
    tasks = [ImageTask(id=TaskId("1"), name=t, annotations=[box(t), box("a")]) for t in texts]
    write_coco(tasks, path)
    assert parsed(path) == to_coco(tasks)


def test_file_that_does_not_wait_in_memory_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "coco.json"
    said = [Attribute(key="note", value="a" * 2000)]
    tasks = [
        image_task(
            BBox(value="cat", points=(1, 2, 3, 4), attributes=said), box(name), name=f"{number}.jpg"
        )
        for number, name in enumerate(["z", "a", "m"] * 1000)
    ]
    for each in (tasks, iter(tasks)):
        write_coco(each, path)
        assert path.stat().st_size > 5 * 2**20
        assert parsed(path) == to_coco(tasks)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_memory_is_flat(tmp_path: Path) -> None:
    said = [Attribute(key="note", value="a" * 2000)]
    task = image_task(BBox(value="cat", points=(1, 2, 3, 4), attributes=said))

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            write_coco(repeat(task, count), tmp_path / "coco.json")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    # Some MB wait in memory; from there on it is the disk.
    assert peak(9000) < 1.5 * peak(3000)


def _failing() -> Iterator[ImageTask]:
    yield from MANY
    raise ConnectionError("page 2")


def _full(_: int) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("old", [None, "old"])
def test_failure_of_the_tasks_leaves_nothing_behind(tmp_path: Path, old: str | None) -> None:
    path = tmp_path / "coco.json"
    if old:
        path.write_text(old)
    with pytest.raises(ConnectionError, match="page 2"):
        write_coco(_failing(), path)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == (
        [("coco.json", "old")] if old else []
    )


def test_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "coco.json"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(OSError, match="No space left"):
        write_coco(MANY, path)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("coco.json", "old")]


def test_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupted() -> Iterator[ImageTask]:
        yield image_task(box())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_coco(interrupted(), tmp_path / "coco.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("error::fastlabel.converters.ConversionWarning")
def test_warning_that_is_an_error_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "coco.json"
    path.write_text("old")
    with pytest.raises(ConversionWarning):
        write_coco([image_task(regions())], path)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("coco.json", "old")]


def test_old_file_is_there_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "coco.json"
    path.write_text("old")
    seen: list[str] = []

    def watching() -> Iterator[ImageTask]:
        for task in MANY:
            seen.append(path.read_text())
            yield task

    write_coco(watching(), path)
    assert set(seen) == {"old"}
    assert len(parsed(path)["images"]) == len(MANY)


def test_mode_of_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "coco.json"
    path.write_text("old")
    path.chmod(0o640)
    write_coco([], path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_mode_of_a_new_file_is_that_of_any_file(tmp_path: Path) -> None:
    other, path = tmp_path / "other", tmp_path / "coco.json"
    other.touch()
    write_coco([], path)
    assert path.stat().st_mode == other.stat().st_mode


def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "coco.json"
    link.symlink_to(tmp_path / "there" / "real.json")
    write_coco([image_task()], link)
    assert link.is_symlink()
    assert json.loads((tmp_path / "there" / "real.json").read_text())["images"][0]["id"] == 1
