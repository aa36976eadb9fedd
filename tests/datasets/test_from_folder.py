"""New tasks from folders."""

from __future__ import annotations

import shutil
import tracemalloc
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastlabel
from fastlabel import FastLabelInvalidException, MissingFileError
from fastlabel.datasets import KindName, SkippedFilesWarning, from_folder
from fastlabel.datasets.walk import sorted_names
from fastlabel.errors import format_path
from fastlabel.models import (
    Attribute,
    BBox,
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
)
from tests.sandbox.support.small_media import png

BOX = BBox(value="cat", points=(0, 0, 2, 2))


def filled(folder: Path, *names: str) -> Path:
    """The folder with these files, small images."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png())
    return folder


def names_of(new_tasks: Iterator[Any]) -> list[str]:
    return [new_task.name for new_task in new_tasks]


def test_images_come_sorted_and_without_what_is_hidden(tmp_path: Path) -> None:
    filled(tmp_path, "b.png", "a.JPG", "c.jpeg", "10.png", "9.png", ".hidden.png", ".git/x.png")
    new_tasks = list(from_folder(tmp_path, project="p", status="approved", tags=["t"]))
    assert [new_task.name for new_task in new_tasks] == [
        "10.png",
        "9.png",
        "a.JPG",
        "b.png",
        "c.jpeg",
    ]
    assert new_tasks[2] == NewImageTask(
        project="p", name="a.JPG", file_path=tmp_path / "a.JPG", status="approved", tags=["t"]
    )


def test_recursive_names_are_paths_in_the_order_of_their_letters(tmp_path: Path) -> None:
    filled(tmp_path, "a/1.png", "a/b/1.png", "a-b.png", "a.png", "b/1.png", "a/.x/1.png")
    new_tasks = list(from_folder(tmp_path, project="p", recursive=True))
    names = [str(new_task.name) for new_task in new_tasks]
    assert names == ["a-b.png", "a.png", "a/1.png", "a/b/1.png", "b/1.png"] == sorted(names)
    assert [Path(str(new_task.file_path)) for new_task in new_tasks] == [
        tmp_path / name for name in names
    ]


def test_subfolder_name_becomes_an_attribute(tmp_path: Path) -> None:
    filled(tmp_path, "cat/1.png", "dog/old/1.png")
    new_tasks = from_folder(tmp_path, project="p", kind="image_classification", attribute="label")
    first, second = new_tasks
    assert isinstance(first, NewImageClassificationTask)
    assert (first.name, first.attributes) == ("cat/1.png", (Attribute(key="label", value="cat"),))
    assert second.attributes == (Attribute(key="label", value="dog"),)


def test_file_in_no_subfolder_has_no_attribute(tmp_path: Path) -> None:
    new_tasks = from_folder(
        filled(tmp_path, "1.png"), project="p", kind="image_classification", attribute="label"
    )
    with pytest.raises(FastLabelInvalidException, match=r"folder: '1\.png' is not in a subfolder"):
        next(new_tasks)


def test_subfolder_becomes_a_multi_image_task(tmp_path: Path) -> None:
    filled(tmp_path, "walk/2.png", "walk/1.png", "run/1.png")
    run, walk = from_folder(tmp_path, project="p", kind="multi_image")
    assert isinstance(walk, NewMultiImageTask)
    assert (run.name, walk.name) == ("run", "walk")
    assert walk.files == {"1.png": tmp_path / "walk/1.png", "2.png": tmp_path / "walk/2.png"}


def test_every_folder_with_images_becomes_a_multi_image_task(tmp_path: Path) -> None:
    filled(tmp_path, "a/1.png", "a/b/1.png", "c/d/1.png")
    found = from_folder(tmp_path, project="p", kind="multi_image", recursive=True)
    assert names_of(found) == ["a", "a/b", "c/d"]


def test_videos(tmp_path: Path) -> None:
    (new_task,) = from_folder(filled(tmp_path, "a.MP4"), project="p", kind="video")
    assert isinstance(new_task, NewVideoTask)


@pytest.mark.parametrize(
    ("kind", "recursive", "told"),
    [
        ("image", False, r"2 \.txt, 1 folder, 1 without extension: a, b\.TXT, notes, z\.txt$"),
        ("image", True, r"3 \.txt, 1 without extension: a/x\.txt, b\.TXT"),
        ("multi_image", False, r"2 \.txt, 1 folder without images, 1 \.png, 1 w"),
    ],
)
def test_files_left_out_are_told(
    tmp_path: Path, kind: KindName, recursive: bool, told: str
) -> None:
    filled(tmp_path, "i.png", "z.txt", "b.TXT", "notes", *(["a/x.txt"] if recursive else []))
    (tmp_path / "a").mkdir(exist_ok=True)
    new_tasks = from_folder(tmp_path, project="p", kind=kind, recursive=recursive)
    with pytest.warns(SkippedFilesWarning, match=f"^skipped: {told}") as caught:
        list(new_tasks)
    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_files_left_out_are_refused_or_handed_over_or_skipped(tmp_path: Path) -> None:
    filled(tmp_path, "a.png", "b.txt")
    with pytest.raises(
        FastLabelInvalidException, match=r"'b\.txt' is not supported: supported ext"
    ):
        list(from_folder(tmp_path, project="p", on_unsupported="raise"))
    handed: list[Path] = []
    assert names_of(from_folder(tmp_path, project="p", on_unsupported=handed.append)) == ["a.png"]
    assert handed == [tmp_path / "b.txt"]
    assert names_of(from_folder(tmp_path, project="p", on_unsupported="skip")) == ["a.png"]


def test_annotations_by_name_and_by_function(tmp_path: Path) -> None:
    filled(tmp_path, "a/1.png", "a/2.png")
    said: dict[str, list[BBox | dict[str, object]]] = {"a/1.png": [BOX, {**BOX.to_wire()}]}
    first, second = from_folder(tmp_path, project="p", recursive=True, annotations=said)
    assert (first.annotations, second.annotations) == ((BOX, BOX), ())
    (first, second) = from_folder(
        tmp_path, project="p", recursive=True, annotations=lambda name: [BOX] * int(name[2])
    )
    assert (len(first.annotations), len(second.annotations)) == (1, 2)


@pytest.mark.parametrize(
    "name", ["none.png", "b.txt", "sub/1.png", "./a.png", "/a.png", ".h.png", "../a.png", "", "sub"]
)
def test_annotations_of_no_task_are_refused_at_once(tmp_path: Path, name: str) -> None:
    filled(tmp_path, "a.png", "b.txt", "sub/1.png", ".h.png")
    with pytest.raises(FastLabelInvalidException) as caught:
        from_folder(tmp_path, project="p", annotations={"a.png": [], name: [BOX]})
    assert caught.value.message == (
        f"{format_path(('annotations', name))}: no task of this folder has that name"
    )


def test_annotations_that_do_not_fit_are_refused_with_their_place(tmp_path: Path) -> None:
    bad: dict[str, Any] = {"a.png": [{"type": "bbox", "value": "cat", "points": [1, 2, 3]}]}
    new_tasks = from_folder(filled(tmp_path, "a.png"), project="p", annotations=bad)
    with pytest.raises(FastLabelInvalidException) as caught:
        next(new_tasks)
    assert caught.value.message == (
        "annotations['a.png'][0].points: expected 4 numbers for a bbox, got 3"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"project": ""}, "project: is required"),
        ({"status": "aproved"}, "status: 'aproved' is not one of"),
        ({"tags": "night"}, "tags: 'night' is not a list"),
        ({"tags": 5}, "tags: expected a list of non-empty strings, got 5"),
        (
            {"kind": "text"},
            "kind: expected one of image, image_classification, multi_image, video, got 'text'",
        ),
        (
            {"on_unsupported": "stop"},
            "on_unsupported: expected one of raise, skip, warn or a function",
        ),
        ({"attribute": "label"}, "attributes: image tasks have none"),
        ({"kind": "image_classification", "annotations": {}}, "annotations: image class"),
        ({"kind": "image_classification", "attribute": ""}, "attribute: is empty"),
        (
            {"kind": "image_classification", "attribute": "a", "attributes": {}},
            "attributes: give one of",
        ),
    ],
)
def test_argument_that_makes_no_sense_is_refused_at_once(
    tmp_path: Path, arguments: dict[str, Any], message: str
) -> None:
    make: Any = from_folder
    with pytest.raises(FastLabelInvalidException) as caught:
        make(tmp_path, **{"project": "p", **arguments})
    assert caught.value.message.startswith(message)


def test_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"folder: directory .* does not exist"):
        from_folder(tmp_path / "none", project="p")
    with pytest.raises(FastLabelInvalidException, match="is not a directory"):
        from_folder(filled(tmp_path, "a.png") / "a.png", project="p")


def test_links_are_followed_but_not_in_a_circle(tmp_path: Path) -> None:
    filled(tmp_path, "photos/1.png")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/linked").symlink_to(tmp_path / "photos")
    assert names_of(from_folder(tmp_path / "data", project="p", recursive=True)) == ["linked/1.png"]
    (tmp_path / "data/loop").symlink_to(tmp_path / "data")
    with pytest.raises(FastLabelInvalidException, match="leads back to a folder that it is in"):
        list(from_folder(tmp_path / "data", project="p", recursive=True))


@pytest.mark.parametrize("kind", ["image", "multi_image"])
def test_folder_that_went_away_meanwhile(tmp_path: Path, kind: KindName) -> None:
    new_tasks = from_folder(
        filled(tmp_path, "a/1.png", "b/1.png"), project="p", kind=kind, recursive=True
    )
    next(new_tasks)
    shutil.rmtree(tmp_path / "b")
    with pytest.raises(FastLabelInvalidException, match="b' cannot be read"):
        next(new_tasks)


names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)


@given(found=st.lists(names | st.just("a\nb") | st.just("\n")), run=st.integers(1, 5))
def test_names_are_sorted_whatever_is_held_at_once(found: list[str], run: int) -> None:
    assert list(sorted_names(iter(found), run)) == sorted(found)


def test_memory_is_flat_and_nothing_is_read_ahead() -> None:
    count = 100_000
    tracemalloc.start()
    try:
        in_order = sorted_names((f"{at * 7919 % count:060}.png" for at in range(count)), 5_000)
        assert sum(1 for _ in in_order) == count
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_500_000


def test_new_tasks_are_created_and_found(
    tmp_path: Path, fastlabel_client: fastlabel.Client
) -> None:
    filled(tmp_path, "cat/1.png", "cat/2.png")
    new_tasks = from_folder(tmp_path, project="p", kind="image_classification", attribute="label")
    for new_task in new_tasks:
        assert new_task.name is not None
        assert new_task.file_path is not None
        fastlabel_client.image_classification.create(
            project="p",
            name=new_task.name,
            file_path=new_task.file_path,
            attributes=new_task.attributes,
        )
    found = list(fastlabel_client.image_classification.iter(project="p"))
    assert {(task.name, task.attributes[0].value) for task in found} == {
        ("cat/1.png", "cat"),
        ("cat/2.png", "cat"),
    }


def test_folder_without_what_is_left_out_warns_of_nothing(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert names_of(from_folder(filled(tmp_path, "a.png"), project="p")) == ["a.png"]
