# pyright: reportUnnecessaryTypeIgnoreComment=true
"""What the type checkers must see. Checked, never run.

A wrong argument carries a `type: ignore`, and an ignore that nothing needs is an error too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import assert_never, assert_type

import fastlabel
from fastlabel.converters.coco.types import CocoDataset
from fastlabel.datasets import KindName
from fastlabel.models import (
    Attribute,
    BBox,
    FramePoint,
    ImageClassificationTask,
    ImageTask,
    Keypoint,
    Line,
    MultiImageTask,
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    Polygon,
    Segmentation,
    TaskId,
    TaskStatus,
    UnknownAnnotation,
    VideoBBox,
    VideoTask,
)


def resources(client: fastlabel.Client) -> None:
    assert_type(client.image.find("1"), ImageTask)
    assert_type(client.image_classification.find("1"), ImageClassificationTask)
    assert_type(client.multi_image.find("1"), MultiImageTask)
    assert_type(client.video.find("1"), VideoTask)
    assert_type(client.image.find_by_name(project="p", name="n"), ImageTask | None)
    assert_type(client.image.get(project="p", status="approved", tags=["a"]), list[ImageTask])
    assert_type(client.video.iter(project="p"), Iterator[VideoTask])
    assert_type(client.tasks.update("1", status="approved", tags=()), TaskId)
    assert_type(client.image.create(project="p", file_path=Path("a.png")), TaskId)
    assert_type(
        client.video.download(client.video.iter(project="p"), "f"), fastlabel.DownloadReport
    )
    client.video.download(client.image.iter(project="p"), "f")  # type: ignore[arg-type]  # not one of its kind
    report = client.image.pull(project="p", folder=Path("f"), prune=True)
    assert_type(report, fastlabel.PullReport)
    assert_type(report.outcomes[0], fastlabel.MediaOutcome)
    assert_type(ImageTask.list_from_json_lines(b""), list[ImageTask])
    with Path("tasks.jsonl").open("rb") as lines:
        assert_type(VideoTask.iter_from_json_lines(lines), Iterator[VideoTask])
    assert_type(fastlabel.media_paths("f", client.multi_image.find("1")), list[Path])
    assert_type(fastlabel.to_coco(client.image.iter(project="p")), CocoDataset)


def datasets(kind: KindName) -> None:
    from_folder, from_coco = fastlabel.datasets.from_folder, fastlabel.datasets.from_coco
    assert_type(from_folder("a", project="p"), Iterator[NewImageTask])
    assert_type(from_folder("a", project="p", kind="video"), Iterator[NewVideoTask])
    assert_type(
        from_folder("a", project="p", kind="image_classification", attribute="label"),
        Iterator[NewImageClassificationTask],
    )
    assert_type(from_coco("a", "b", project="p", kind="multi_image"), Iterator[NewMultiImageTask])
    read, from_annotations = fastlabel.read_voc("a"), fastlabel.datasets.from_annotations
    assert_type(from_annotations(read, project="p"), Iterator[NewImageTask])
    assert_type(from_annotations([], project="p", kind="video"), Iterator[NewVideoTask])
    for spec in from_folder("a", project="p", kind=kind):
        assert_type(
            spec, NewImageTask | NewImageClassificationTask | NewMultiImageTask | NewVideoTask
        )
    assert_type(fastlabel.read_coco("a"), list[fastlabel.AnnotatedImage])
    assert_type(fastlabel.read_coco(b"{}", kind="video"), list[fastlabel.AnnotatedVideo])
    specs = from_folder("a", project="p")
    assert_type(fastlabel.datasets.check(specs), list[fastlabel.datasets.Problem])
    said: dict[str, list[BBox]] = {}
    from_folder("a", project="p", annotations=said)
    from_folder("a", project="p", annotations=lambda name: [Keypoint(value=name, points=(0, 0))])
    from_folder("a", project="p", attribute="label")  # type: ignore[call-overload]  # no images


async def async_resources(client: fastlabel.AsyncClient) -> None:
    assert_type(await client.image.find("1"), ImageTask)
    assert_type(await client.multi_image.find_by_name(project="p", name="n"), MultiImageTask | None)
    assert_type(await client.video.get(project="p"), list[VideoTask])
    assert_type(client.image.iter(project="p"), AsyncIterator[ImageTask])
    tasks = client.image.iter(project="p")
    assert_type(await client.image.download(tasks, "f"), fastlabel.DownloadReport)
    assert_type(
        await client.image.download([await client.image.find("1")], "f"), fastlabel.DownloadReport
    )
    assert_type(await client.video.pull(project="p", folder="f"), fastlabel.PullReport)
    async with fastlabel.AsyncClient() as entered:
        assert_type(entered, fastlabel.AsyncClient)


def narrowing(task: ImageTask) -> float:
    total = 0.0
    for annotation in task.annotations:
        match annotation:
            case BBox():
                assert_type(annotation.points, tuple[float, float, float, float])
                total += annotation.points[2]
            case Keypoint(points=(x, y)):
                total += x + y
            case Polygon() | Line():
                total += sum(annotation.points)
            case Segmentation():
                total += sum(sum(ring) for region in annotation.points for ring in region)
            case UnknownAnnotation():
                continue
            case _:
                assert_never(annotation)
    return total


def narrowing_by_isinstance(task: VideoTask) -> int:
    frames = 0
    for annotation in task.annotations:
        if isinstance(annotation, VideoBBox):
            for frame, point in annotation.points.items():
                assert_type(frame, int)
                assert_type(point, FramePoint)
                frames += frame
        else:
            assert_type(annotation, UnknownAnnotation)
    return frames


def narrowing_by_type(task: ImageTask) -> None:
    for annotation in task.annotations:
        # What does not fit its type has it all the same, so it has to go first.
        if isinstance(annotation, UnknownAnnotation):
            continue
        if annotation.type == "bbox":
            assert_type(annotation, BBox)
        elif annotation.type == "line":
            assert_type(annotation, Line)


def fields(task: ImageTask) -> None:
    assert_type(task.id, TaskId)
    assert_type(task.width, int | None)
    tags: list[str] = list(task.tags)
    status: TaskStatus = "customer_approved"
    NewImageTask(project="p", name="n", file=b"", status=status, tags=tags)


def constructors() -> None:
    BBox(value="cat", points=(0, 0, 1, 1), attributes=[Attribute(key="k", value="v")])
    Polygon(value="cat", points=[0, 0, 1, 0, 1, 1])
    VideoBBox(value="cat", points={1: FramePoint((0, 0, 1, 1), autogenerated=False)})


def wrong_arguments(client: fastlabel.Client, task: ImageTask) -> None:
    client.image.find(5)  # type: ignore[arg-type]  # an id is a string
    client.image.find(task_name="a")  # type: ignore[call-arg]  # no such argument
    client.image.get(project="p", status="aproved")  # type: ignore[arg-type]  # no such status
    client.image.get("p")  # type: ignore[call-arg]  # keywords only
    client.image.create(project="p", file="a.png")  # type: ignore[arg-type]  # a path is no bytes
    client.image.create(project="p", annotation=[])  # type: ignore[call-arg]  # no such argument
    client.images.find("1")  # type: ignore[attr-defined]  # no such resource
    BBox(value="cat", points=(1, 2, 3))  # type: ignore[arg-type]  # a box has four numbers
    BBox(value="cat", points=(1, 2, 3, 4), colour="red")  # type: ignore[call-arg]  # no such field
    task.name = "b"  # type: ignore[misc]  # frozen
