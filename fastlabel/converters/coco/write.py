"""Tasks → COCO, in memory or straight into a file.

What becomes of what (coordinates in pixels, full precision):

| FastLabel | COCO |
|---|---|
| bbox | `bbox`, and its outline clockwise as `segmentation` |
| polygon | `segmentation` of one outline |
| segmentation | an outline per region; with holes a mask (compressed RLE, `iscrowd` 0) |
| keypoint | `keypoints` x, y, 2; its class names the point; on request part of a shape's entry |
| line | `line` x, y, …, an extension; `area` 0 |
| attributes | `attributes`, an object, of the annotation, or of a classification task's image |
| contents of a multi-image task | an image each, `<task>/<content>` |
| video | an image per annotated frame, `<task>/<6-digit frame>.jpg`; `videos` and `tracks` beside |

Not carried over: status, tags, people and times of a task, and the labels and colours of classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from os import PathLike
from typing import BinaryIO, Final

from fastlabel._files.atomic import atomic_write, resolve_target
from fastlabel.converters._shared.task_input import task_blocks
from fastlabel.converters._shared.video_frames import VideoFrames
from fastlabel.converters.coco.categories import CategoryIds, GivenCategories, classes_ahead
from fastlabel.converters.coco.entries import CocoEntries
from fastlabel.converters.coco.keypoints import CategoryKeypoints, CocoPoses
from fastlabel.converters.coco.spool import EntrySpool, encoded, first_marker, with_final_ids
from fastlabel.converters.coco.types import CocoAnnotation, CocoDataset, CocoImage, HoleStyle
from fastlabel.converters.losses import LossReport, OnLoss
from fastlabel.models._wire.gc_pause import collector_paused
from fastlabel.models.tasks import TaskLike

__all__ = ["to_coco", "write_coco"]

_BYTES: Final = 2000
"""About what the entries of a task take, for the collector."""


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

    >>> from fastlabel.models import BBox, ImageTask
    >>> cat = BBox(value="cat", points=(10, 20, 110, 70))
    >>> task = ImageTask(id="1", name="cat.jpg", width=640, height=480, annotations=[cat])
    >>> to_coco([task])["annotations"][0]["bbox"]
    [10.0, 20.0, 100.0, 50.0]

    Args:
        tasks: Task models of any kind, or the dicts that FastLabel 0.7.0 gave for them; also
            mixed, and from a generator, which is walked once.
        categories: The classes in the order of their ids, which count from 1, or a mapping of each
            to its id, so that ids agree between datasets. All of them are in the dataset, used or
            not. Left out, they are those found, sorted.
        keypoints: The classes that have keypoints, each with their names and skeleton as a COCO
            category has them, such as `{"person": {"keypoints": ["nose", "neck"], "skeleton":
            [[1, 2]]}}`. A keypoint is then part of the smallest shape of such a class whose box it
            is in. Left out, each keypoint is an annotation of its own.
        group: The key of an attribute. A keypoint is then part of the shape that has the same value
            of it, wherever it is; without such a shape, those of one value are an instance.
        frames: Writes the frames of videos as images, to which `file_name` then leads from the
            folder of them. Left out, `file_name` only says what they would be called.
        holes: What becomes of a segmentation with holes: "rle" makes a mask with the holes cut out
            (needs the extra `coco`), "polygons" keeps the outlines and fills the holes.
        on_loss: What is done if something cannot be converted, or not exactly: "warn", "raise" an
            error, or "ignore" it.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task, or has a class that is not in
            `categories`; the message names the place. Or something is lost, and `on_loss` is
            "raise".
        MissingExtraError: There are holes to cut out, and pycocotools is not installed; or frames
            to write, and PyAV is not.
        MissingFileError: There are frames to write, and a video is not there.
        OSError: They cannot be written.

    Warns:
        ConversionWarning: Something could not be converted, or not exactly: one warning, with
            counts and the first places; its `report` is the whole `LossReport`.
    """
    poses = CocoPoses(keypoints, group)
    ids = _ids(tasks, poses, categories, 1)
    entries = CocoEntries(ids, holes, on_loss, poses, frames)
    images: list[CocoImage] = []
    annotations: list[CocoAnnotation] = []
    # What is made stays: the collector would walk it again and again. Not while the caller's own
    # code makes tasks, though.
    size = len(tasks) * _BYTES if isinstance(tasks, list | tuple) else 0
    with collector_paused(size) if size else nullcontext():
        for block in task_blocks(tasks):
            made = entries.of(block)
            images += made.images
            annotations += made.annotations
    if not ids.is_settled:
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
    """Write to a file what `to_coco` gives, with memory flat however many tasks there are.

    The file is written beside `path` and then takes its place, so a failure leaves an older file
    untouched and nothing behind. On the way its folder needs room for twice the file.

    Args:
        tasks: As for `to_coco`; walked once.
        path: The file to write. Its folder must exist.
        categories: As for `to_coco`.
        keypoints: As for `to_coco`.
        group: As for `to_coco`.
        frames: As for `to_coco`. They stay if anything fails later, for the next call.
        holes: As for `to_coco`.
        on_loss: As for `to_coco`; nothing is written if it raises.

    Returns:
        What was kept, changed and left out, by type and class.

    Raises:
        FastLabelInvalidException: As for `to_coco`, or `path` is not a file.
        MissingFileError: The folder of `path` does not exist, or as for `to_coco`.
        MissingExtraError: As for `to_coco`.
        OSError: The file cannot be written.

    Warns:
        ConversionWarning: As for `to_coco`.
    """
    poses = CocoPoses(keypoints, group)
    ids = _ids(tasks, poses, categories, first_marker())
    entries = CocoEntries(ids, holes, on_loss, poses, frames)
    target = resolve_target(path)
    with (
        atomic_write(target) as file,
        EntrySpool(target.parent) as images,
        EntrySpool(target.parent) as annotations,
    ):
        for block in task_blocks(tasks):
            with collector_paused(0):
                made = entries.of(block)
                images.extend(made.images)
                annotations.extend(made.annotations)
                del made  # all of it, before the collector would walk it
        _write(file, entries, images, annotations)
        # Before the file takes its place: where warnings are errors, this is a failure.
        return entries.losses.finish()


def _ids(
    tasks: object, poses: CocoPoses, categories: GivenCategories | None, first: int
) -> CategoryIds:
    """Those of the classes; at once as they will be in the file, if these can be seen ahead."""
    ids = CategoryIds(categories, first, poses.categories)
    expected = None if poses or ids.is_settled else classes_ahead(tasks)
    if expected is not None:
        ids.expect(expected)
    return ids


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


def _write(
    file: BinaryIO, entries: CocoEntries, images: EntrySpool, annotations: EntrySpool
) -> None:
    waiting = {"images": images.lines(), "annotations": _annotation_lines(entries, annotations)}
    before = b"{"
    for key, value in _dataset(entries, [], []).items():
        file.write(b'%s"%s":' % (before, key.encode()))
        if key in waiting:
            _write_list(file, waiting[key])
        else:
            file.write(encoded(value))
        before = b",\n"
    file.write(b"}\n")


def _annotation_lines(entries: CocoEntries, annotations: EntrySpool) -> Iterator[bytes]:
    if entries.categories.is_settled:
        return annotations.lines()
    final = entries.categories.final_ids().items()
    digits = {b"%d" % marker: b"%d" % number for marker, number in final}
    return (with_final_ids(line, digits) for line in annotations.lines())


def _write_list(file: BinaryIO, lines: Iterator[bytes]) -> None:
    file.write(b"[" + next(lines, b""))
    for line in lines:
        file.write(b",\n")
        file.write(line)
    file.write(b"]")
