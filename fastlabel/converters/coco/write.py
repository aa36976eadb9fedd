"""Tasks → COCO, in memory or in a file.

Mapping (coordinates in pixels, full precision):

| FastLabel | COCO |
|---|---|
| bbox | `bbox`, and its outline clockwise as `segmentation` |
| polygon | `segmentation` of one outline |
| segmentation | an outline per region; with holes a mask (compressed RLE, `iscrowd` 0) |
| keypoint | `keypoints` x, y, 2; its class names the point; on request part of a shape's entry |
| line | `line` x, y, …, an extension; `area` 0 |
| attributes | `attributes`, an object, of the annotation, or of a classification task's image |
| contents of a multi-image task | an image each, `<task>/<content>` |
| video | an image per annotated frame, `<task>/<6-digit frame>.jpg`; also `videos` and `tracks` |

Not converted: status, tags, people and times of a task, and the labels and colours of classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from os import PathLike
from typing import BinaryIO, Final, cast

from fastlabel._files.atomic import atomic_write, resolve_target
from fastlabel.converters._shared.task_input import read_tasks
from fastlabel.converters._shared.video_frames import VideoFrames
from fastlabel.converters.coco.categories import CategoryIds, GivenCategories, classes_if_cheap
from fastlabel.converters.coco.entries import CocoEntries
from fastlabel.converters.coco.keypoints import CategoryKeypoints, KeypointOwners
from fastlabel.converters.coco.spool import JsonSpool, encode, placeholder_base
from fastlabel.converters.coco.types import CocoAnnotation, CocoDataset, CocoImage, HoleStyle
from fastlabel.converters.losses import LossReport, OnLoss
from fastlabel.models._wire.gc_pause import gc_paused
from fastlabel.models.tasks import TaskLike

_TASK_BYTES: Final = 2000
"""About what the entries of a task take in memory."""


def to_coco(
    tasks: Iterable[TaskLike],
    *,
    categories: GivenCategories | None = None,
    keypoints: Mapping[str, CategoryKeypoints] | None = None,
    group: str | None = None,
    frames: VideoFrames | None = None,
    holes: HoleStyle = "rle",
    on_loss: OnLoss = "warn",
) -> CocoDataset:
    """Convert tasks to a COCO dataset: a plain dict, ready for `json.dumps`.

    The same tasks give the same dataset. Ids count from 1 without gaps: images and annotations in
    the order of the tasks, categories sorted by name.

    `area` is width × height of a box and the shoelace formula of an outline, also of one that
    crosses itself, as other tools have it; outlines that overlap count once; a mask has its pixels.
    Whether outlines cross is no loss in COCO: `fastlabel.datasets.check_geometry` tests that.

    >>> from fastlabel.models import BBox, ImageTask
    >>> cat = BBox(value="cat", points=(10, 20, 110, 70))
    >>> task = ImageTask(id="1", name="cat.jpg", width=640, height=480, annotations=[cat])
    >>> to_coco([task])["annotations"][0]["bbox"]
    [10.0, 20.0, 100.0, 50.0]

    Args:
        tasks: Task models of any kind, or the dicts of FastLabel 0.7.0, also mixed; iterated once.
        categories: The classes in the order of their ids, which count from 1, or a mapping of each
            to its id, so that ids agree between datasets. All of them are in the dataset, used or
            not. By default, the classes of the annotations, sorted.
        keypoints: The classes that have keypoints, each with the names and skeleton of its COCO
            category, such as `{"person": {"keypoints": ["nose", "neck"], "skeleton": [[1, 2]]}}`. A
            keypoint becomes part of the smallest shape of such a class whose box contains it. By
            default, each keypoint is an annotation of its own.
        group: The key of an attribute. A keypoint becomes part of the shape with the same value of
            it; without such a shape, the keypoints of one value form an instance.
        frames: Writes the frames of videos as images; `file_name` is then relative to their folder.
            By default, no frames are written.
        holes: How a segmentation with holes is written: "rle" makes a mask without the holes (needs
            the extra `coco`), "polygons" keeps the outlines and fills the holes.
        on_loss: "warn" of losses with one `ConversionWarning`, whose `report` is the `LossReport`,
            "raise" an error, or "ignore" them.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task, or has a class that is not in
            `categories`. Or something is lost, and `on_loss` is "raise".
        MissingExtraError: Holes need pycocotools, or frames need PyAV, and it is not installed.
        MissingFileError: A video whose frames are to be written does not exist.
        OSError: Frames cannot be written.
    """
    owners = KeypointOwners(keypoints, group)
    ids = _category_ids(tasks, owners, categories, 1)
    entries = CocoEntries(ids, owners, holes=holes, frames=frames, on_loss=on_loss)
    images: list[CocoImage] = []
    annotations: list[CocoAnnotation] = []
    with _collector_paused(tasks, frames, _TASK_BYTES):
        for index, task in enumerate(read_tasks(tasks)):
            converted = entries.convert(index, task)
            images += converted.images
            annotations += converted.annotations
    if not ids.is_final:
        final = ids.final_ids()
        for annotation in annotations:
            annotation["category_id"] = final[annotation["category_id"]]
    entries.losses.finish()
    return _dataset(entries, images, annotations)


def write_coco(
    tasks: Iterable[TaskLike],
    path: str | PathLike[str],
    *,
    categories: GivenCategories | None = None,
    keypoints: Mapping[str, CategoryKeypoints] | None = None,
    group: str | None = None,
    frames: VideoFrames | None = None,
    holes: HoleStyle = "rle",
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write the dataset of `to_coco` to a file, in constant memory.

    The write is atomic: a failure leaves an existing file unchanged, and no partial file. Meanwhile
    the folder needs space for twice the file.

    Args:
        tasks: As for `to_coco`; iterated once.
        path: The file to write. Its folder must exist.
        categories: As for `to_coco`.
        keypoints: As for `to_coco`.
        group: As for `to_coco`.
        frames: As for `to_coco`. After a failure, frames already written are reused.
        holes: As for `to_coco`.
        on_loss: As for `to_coco`; nothing is written if it raises.

    Returns:
        What was kept, approximated and dropped, by type and class.

    Raises:
        FastLabelInvalidException: As for `to_coco`, or `path` is not a file.
        MissingFileError: The folder of `path` does not exist, or as for `to_coco`.
        MissingExtraError: As for `to_coco`.
        OSError: The file cannot be written.
    """
    owners = KeypointOwners(keypoints, group)
    ids = _category_ids(tasks, owners, categories, placeholder_base())
    entries = CocoEntries(ids, owners, holes=holes, frames=frames, on_loss=on_loss)
    target = resolve_target(path)
    with (
        atomic_write(target) as file,
        closing(JsonSpool(target.parent)) as images,
        closing(JsonSpool(target.parent)) as annotations,
    ):
        with _collector_paused(tasks, frames):
            for index, task in enumerate(read_tasks(tasks)):
                converted = entries.convert(index, task)
                images.extend(converted.images)
                annotations.extend(converted.annotations)
        _write(file, entries, images, annotations)
        # Before the file takes its place: where warnings are errors, this is a failure.
        return entries.losses.finish()


def _category_ids(
    tasks: object, owners: KeypointOwners, given: GivenCategories | None, first: int
) -> CategoryIds:
    """Category ids, final from the start where that is cheap."""
    ids = CategoryIds(given, owners.categories, first)
    if not owners and not ids.is_final and (classes := classes_if_cheap(tasks)) is not None:
        ids.assign_all(classes)
    return ids


def _collector_paused(
    tasks: object, frames: VideoFrames | None, task_bytes: int = 0
) -> AbstractContextManager[None]:
    """Pause the garbage collector, but not while foreign code makes tasks or decodes videos."""
    if frames is not None or not isinstance(tasks, list | tuple):
        return nullcontext()
    return gc_paused(len(cast("Sequence[object]", tasks)) * task_bytes)


def _dataset(
    entries: CocoEntries, images: list[CocoImage], annotations: list[CocoAnnotation]
) -> CocoDataset:
    dataset: CocoDataset = {
        "info": {"description": "Converted from FastLabel tasks", "version": "1.0"},
        "licenses": [],
        "videos": entries.images.videos,
        "tracks": entries.final_tracks(),
        "images": images,
        "categories": entries.categories.entries(),
        "annotations": annotations,
    }
    if not entries.images.videos:
        del dataset["videos"], dataset["tracks"]
    return dataset


def _write(file: BinaryIO, entries: CocoEntries, images: JsonSpool, annotations: JsonSpool) -> None:
    separator = b"{"
    for key, value in _dataset(entries, [], []).items():
        file.write(b'%s"%s":' % (separator, key.encode()))
        if key == "images":
            images.copy_to(file)
        elif key == "annotations":
            ids = entries.categories
            annotations.copy_to(file, None if ids.is_final else ids.final_ids())
        else:
            file.write(encode(value))
        separator = b",\n"
    file.write(b"}\n")
