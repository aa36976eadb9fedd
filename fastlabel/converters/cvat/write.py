"""Tasks → CVAT XML 1.1, in both of its dialects; docs/format_cvat.md has the mapping.

Source: https://docs.cvat.ai/docs/other/xml_format
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from fastlabel._files.atomic import atomic_new_folder
from fastlabel._files.safe_names import safe_join
from fastlabel._protocol.kinds import has_frames
from fastlabel._quality.geometry_warnings import (
    IMPOSSIBLE_SIZE,
    is_impossible_size,
    known_count,
    known_size,
)
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.converters._shared.image_files import MediaSource, copy_image, safe_path
from fastlabel.converters._shared.task_images import ImageView, ImageViews, PlacedAnnotation
from fastlabel.converters._shared.task_input import read_tasks
from fastlabel.converters._shared.video_frames import find_video
from fastlabel.converters._shared.xml import XmlElement, text_elements, xml_text
from fastlabel.converters.cvat.labels import WHOLE_IMAGE, CvatLabels
from fastlabel.converters.cvat.write_shapes import shape_attributes, track_elements
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.errors import ErrorPath, format_path, invalid
from fastlabel.models.tasks import AnyTask, AnyVideoTask, TaskLike

_HEADER: Final = '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n'
_FOOTER: Final = b"</annotations>\n"


def write_cvat(
    tasks: Iterable[TaskLike],
    path: str | PathLike[str],
    *,
    media_dir: MediaSource | None = None,
    classes: Sequence[str] | None = None,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write all images into `annotations.xml`, and each video into `videos/<name>.xml`.

    The dialects are CVAT for images 1.1 and CVAT for video 1.1. The folder is written atomically: a
    failure leaves nothing behind. Memory holds one task.

    Args:
        tasks: Task models of any kind, or dicts as of 0.7.0; iterated over once.
        path: The folder to write, new or empty.
        media_dir: As for `write_yolo`: images are copied to `images`, videos to `videos`.
        classes: Labels in their order, all of which are in the files. By default those found,
            sorted.
        on_loss: "warn" of losses with one `ConversionWarning`, "raise" an error and write
            nothing, or "ignore" them.

    Returns:
        What was kept, approximated and dropped, by type and class.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task, has a class that is not in
            `classes`, the name of another, or a character that XML cannot hold; the error has its
            path. Or the folder is not empty, or there are losses and `on_loss` is "raise".
        MissingFileError: The parent of `path`, an image or a video does not exist.
        MissingExtraError: There are segmentations, and numpy is not installed.
        OSError: A file cannot be written.
    """
    losses = ConversionLosses("to CVAT", on_loss)
    labels = CvatLabels(ClassIndex(classes))
    models = read_tasks(tasks)
    with atomic_new_folder(path) as folder:
        _CvatFiles(folder, classes, losses, labels, media_dir).write(models)
        return losses.finish()


@dataclass(slots=True)
class _CvatFiles:
    _folder: Path
    _classes: Sequence[str] | None
    _losses: ConversionLosses
    _labels: CvatLabels
    _media_dir: MediaSource | None
    _owners: dict[str, ErrorPath] = field(default_factory=dict[str, "ErrorPath"])
    _images: int = 0
    _videos: int = 0

    def write(self, tasks: Iterator[AnyTask]) -> None:
        with TemporaryFile(dir=self._folder) as images:
            for image in ImageViews(self._losses).from_tasks(self._without_tracks(tasks)):
                images.write(f"{self._image(image)}\n".encode())
                self._images += 1
            if self._images or not self._videos:
                images.seek(0)
                fields = {"size": str(self._images), "mode": "annotation"}
                _write_file(self._folder / "annotations.xml", _meta(fields, self._labels), images)

    def _without_tracks(self, tasks: Iterator[AnyTask]) -> Iterator[AnyTask]:
        """Write each video; its task is then passed on without its boxes."""
        for index, task in enumerate(tasks):
            self._losses.at_task(index)
            if has_frames(task):
                self._write_video(task)
                yield task.model_copy(update={"annotations": ()})
            else:
                yield task

    def _image(self, image: ImageView) -> XmlElement:
        fields = {"id": str(self._images), "name": self._unique_name(image.name, image.path)}
        if image.has_size:
            fields |= {"width": str(image.width), "height": str(image.height)}
        if image.has_impossible_size:
            self._losses.warn(IMPOSSIBLE_SIZE)
        if self._media_dir is not None:
            copy_image(self._media_dir, image, self._target("images", image.name, image.path))
        shapes = (self._shape(placed, image) for placed in image.annotations)
        children = [shape for shape in shapes if shape]
        if image.attributes is not None:
            children.append(self._tag(image))
        return XmlElement("image", fields, children=children)

    def _shape(self, placed: PlacedAnnotation, image: ImageView) -> XmlElement | None:
        shape = shape_attributes(placed, image.width, image.height)
        if not shape:
            return None
        tag, geometry = shape
        label = self._labels.label_for(placed.annotation.value, placed.path)
        attributes = placed.annotation.attributes
        children, changes = self._labels.attributes(label, attributes, placed.path)
        for change in changes:
            placed.approximated(change)
        fields = {"label": label, "source": "manual", "occluded": "0", **geometry, "z_order": "0"}
        return XmlElement(tag, fields, children=children)

    def _tag(self, image: ImageView) -> XmlElement:
        children, changes = self._labels.attributes(WHOLE_IMAGE, image.attributes or (), image.path)
        for change in dict.fromkeys(changes):
            self._losses.approximated(change)
        return XmlElement("tag", {"label": WHOLE_IMAGE, "source": "manual"}, children=children)

    def _write_video(self, task: AnyVideoTask) -> None:
        path = self._losses.path
        name = self._unique_name(task.name, path)
        if is_impossible_size(task.width, task.height):
            self._losses.warn(IMPOSSIBLE_SIZE)
        # Each file has the labels of its own tracks.
        labels = CvatLabels(ClassIndex(self._classes))
        tracks = track_elements(task, labels, self._losses)
        count = known_count(task.frame_count)
        size = {"size": str(count)} if count else {}
        fields = {"name": name, **size, "mode": "interpolation"}
        meta = _meta(fields, labels, _size(task), XmlElement("source", text=name))
        folder = self._folder / "videos"
        folder.mkdir(exist_ok=True)
        lines = (f"{track}\n".encode() for track in tracks)
        _write_file(safe_join(folder, f"{name}.xml"), meta, lines)
        if self._media_dir is not None:
            video = find_video(self._media_dir, task, path)
            shutil.copyfile(video, self._target("videos", task.name, path))
        self._videos += 1

    def _target(self, folder: str, name: str, path: ErrorPath) -> Path:
        target = self._folder / folder / safe_path(name)
        # Two names that differ by case only are one file on some systems.
        if target.exists():
            invalid(f"{name!r} would replace another file in {folder}", path)
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _unique_name(self, name: str, path: ErrorPath) -> str:
        if name in self._owners:
            owner = format_path(self._owners[name])
            invalid(f"{name!r} is also the name of an image of {owner}", path)
        self._owners[name] = path
        return xml_text(name, path)


def _write_file(path: Path, meta: XmlElement, lines: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.write(f"{_HEADER}{meta}\n".encode())
        file.writelines(lines)
        file.write(_FOOTER)


def _size(task: AnyVideoTask) -> XmlElement:
    sides = zip(("width", "height"), known_size(task.width, task.height), strict=True)
    texts = {tag: str(pixels) for tag, pixels in sides if pixels}
    return XmlElement("original_size", children=text_elements(texts))


def _meta(fields: Mapping[str, str], labels: CvatLabels, *further: XmlElement) -> XmlElement:
    children = [*text_elements(fields), labels.element(), *further]
    return XmlElement("meta", children=[XmlElement("task", children=children)])
