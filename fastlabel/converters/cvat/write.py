"""Tasks → the XML of CVAT, version 1.1, in both of its dialects.

What becomes of what (coordinates in pixels, full precision):

| FastLabel | CVAT |
|---|---|
| bbox, polygon, line, keypoint | `box`, `polygon`, `polyline`, `points` of one point |
| segmentation | `mask`: the pixels whose centre is inside, holes cut out |
| attributes | `attribute`, as text; `labels` say what is a flag or a whole number |
| attributes of a classification task | those of a `tag` with the label `image` |
| contents of a multi-image task | an `image` each, `<task>/<content>` |
| video | a file of its own, a `track` for each box, frames counted from 0 |

Not carried over: status, tags, people and times of a task, the labels and colours of classes, and
the frame rate of a video.

Source: https://docs.cvat.ai/docs/other/xml_format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from fastlabel._files.atomic import atomic_new_folder
from fastlabel._files.safe_names import safe_join
from fastlabel._quality.geometry_warnings import (
    IMPOSSIBLE_SIZE,
    is_impossible_size,
    known_count,
    known_size,
)
from fastlabel.converters._shared.class_index import ClassOrder
from fastlabel.converters._shared.task_images import Drawn, Picture, TaskPictures
from fastlabel.converters._shared.task_input import as_task, check_tasks
from fastlabel.converters._shared.xml import XmlElement, xml_text
from fastlabel.converters.cvat.labels import WHOLE_IMAGE, CvatLabels
from fastlabel.converters.cvat.write_shapes import shape_element
from fastlabel.converters.cvat.write_tracks import track_elements
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.errors import invalid
from fastlabel.models import VideoTask
from fastlabel.models.tasks import TaskLike

__all__ = ["write_cvat"]

_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n'
_COPIED: Final = 1 << 20


def write_cvat(
    tasks: Iterable[TaskLike],
    folder: str | PathLike[str],
    *,
    classes: Sequence[str] | None = None,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write tasks as CVAT's XML: all images into one file, each video into a file of its own.

    The folder gets `annotations.xml` (CVAT for images 1.1), and `videos/<name>.xml` for each video
    (CVAT for video 1.1). Memory holds one task at a time. A failure leaves nothing behind.

    Args:
        tasks: Task models of any kind, or the dicts that FastLabel 0.7.0 gave for them;
            walked once.
        folder: The folder to write. It must be new or empty; its parent must exist.
        classes: The labels in their order. All of them are in the files, used or not. Left out,
            they are those found, sorted.
        on_loss: What is done if something cannot be converted, or not exactly: "warn", "raise" an
            error (then nothing is written), or "ignore" it.

    Returns:
        What was kept, changed and left out, by type and class.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task, has a class that is not in
            `classes`, a name that another has, or a character that XML cannot hold; the message
            names the place. Or the folder is not empty; or something is lost, and `on_loss` is
            "raise".
        MissingFileError: The parent of the folder does not exist.
        MissingExtraError: There are segmentations, and numpy is not installed.
        OSError: The files cannot be written.

    Warns:
        ConversionWarning: Something could not be converted, or not exactly: one warning, with
            counts and the first places; its `report` is the whole `LossReport`.
    """
    losses = ConversionLosses("to CVAT", on_loss)
    labels = CvatLabels(ClassOrder(classes))
    check_tasks(tasks)
    with atomic_new_folder(folder) as part:
        _CvatFiles(part, classes, losses, labels).write(tasks)
        # Before the folder takes its place: where warnings are errors, this is a failure.
        return losses.finish()


class _CvatFiles:
    def __init__(
        self,
        folder: Path,
        classes: Sequence[str] | None,
        losses: ConversionLosses,
        labels: CvatLabels,
    ) -> None:
        self._folder = folder
        self._classes = classes
        self._losses = losses
        self._labels = labels
        self._owners: dict[str, str] = {}
        self._images = self._videos = 0

    def write(self, tasks: Iterable[TaskLike]) -> None:
        with TemporaryFile(dir=self._folder) as images:
            for picture in TaskPictures(self._losses).of(self._stills(tasks)):
                images.write(f"{self._image(picture)}\n".encode())
                self._images += 1
            if self._images or not self._videos:
                images.seek(0)
                self._write_images(images)

    def _stills(self, tasks: Iterable[TaskLike]) -> Iterator[TaskLike]:
        """The tasks, with each video already written and without its boxes."""
        for index, item in enumerate(tasks):
            self._losses.enter_task(index)
            task = as_task(item, self._losses.place)
            if isinstance(task, VideoTask):
                self._write_video(task)
                task = task.model_copy(update={"annotations": ()})
            yield task

    def _write_images(self, images: BinaryIO) -> None:
        meta = _meta({"size": str(self._images), "mode": "annotation"}, self._labels)
        with (self._folder / "annotations.xml").open("wb") as file:
            file.write(f"{_HEAD}{meta}\n".encode())
            while chunk := images.read(_COPIED):
                file.write(chunk)
            file.write(b"</annotations>\n")

    def _image(self, picture: Picture) -> XmlElement:
        said = {"id": str(self._images), "name": self._named(picture.name, picture.place)}
        if picture.has_size:
            said |= {"width": str(picture.width), "height": str(picture.height)}
        if picture.has_odd_size:
            self._losses.warn(IMPOSSIBLE_SIZE)
        shapes = [self._shape(drawn, picture) for drawn in picture.drawn]
        children = [shape for shape in shapes if shape]
        if picture.attributes is not None:
            children.append(self._tag(picture))
        return XmlElement("image", said, children=children)

    def _shape(self, drawn: Drawn, picture: Picture) -> XmlElement | None:
        found = shape_element(drawn, picture.width, picture.height)
        if not found:
            return None
        tag, points = found
        label = self._labels.meet(drawn.annotation.value, drawn.place)
        said, changes = self._labels.attributes(label, drawn.annotation.attributes, drawn.place)
        for change in changes:
            drawn.change(change)
        attributes = {"label": label, "source": "manual", "occluded": "0", **points, "z_order": "0"}
        return XmlElement(tag, attributes, children=said)

    def _tag(self, picture: Picture) -> XmlElement:
        said, changes = self._labels.attributes(
            WHOLE_IMAGE, picture.attributes or (), picture.place
        )
        for change in dict.fromkeys(changes):
            self._losses.change(change)
        return XmlElement("tag", {"label": WHOLE_IMAGE, "source": "manual"}, children=said)

    def _write_video(self, task: VideoTask) -> None:
        place = self._losses.place
        name = self._named(task.name, place)
        if is_impossible_size(task.width, task.height):
            self._losses.warn(IMPOSSIBLE_SIZE)
        # Each file has the labels of its own tracks.
        labels = CvatLabels(ClassOrder(self._classes))
        tracks = track_elements(task, labels, self._losses)
        count = known_count(task.frame_count)
        size = {"size": str(count)} if count else {}
        meta = _meta(
            {"name": name, **size, "mode": "interpolation"},
            labels,
            _size(task),
            XmlElement("source", text=name),
        )
        folder = self._folder / "videos"
        folder.mkdir(exist_ok=True)
        with safe_join(folder, f"{name}.xml").open("wb") as file:
            file.write(f"{_HEAD}{meta}\n".encode())
            file.writelines(f"{track}\n".encode() for track in tracks)
            file.write(b"</annotations>\n")
        self._videos += 1

    def _named(self, name: str, place: str) -> str:
        if name in self._owners:
            invalid(f"{place}: {name!r} is also the name of a picture of {self._owners[name]}")
        self._owners[name] = place
        return xml_text(name, place)


def _size(task: VideoTask) -> XmlElement:
    width, height = known_size(task.width, task.height)
    known = {"width": width, "height": height}
    return XmlElement(
        "original_size",
        children=[XmlElement(tag, text=str(pixels)) for tag, pixels in known.items() if pixels],
    )


def _meta(said: Mapping[str, str], labels: CvatLabels, *more: XmlElement) -> XmlElement:
    facts = [XmlElement(tag, text=text) for tag, text in said.items()]
    return XmlElement(
        "meta", children=[XmlElement("task", children=[*facts, labels.element(), *more])]
    )
