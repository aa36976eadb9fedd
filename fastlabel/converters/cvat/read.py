"""The XML of CVAT, version 1.1 → images and videos with their annotations.

What becomes of what (coordinates in pixels):

| CVAT | FastLabel |
|---|---|
| `box` | bbox; a polygon if it is turned |
| `polygon`, `polyline`, `points` | polygon, line, a keypoint of each point |
| `mask` | segmentation along the edges of the pixels, holes included |
| `skeleton` | a keypoint of each point; its class is the point's label |
| `tag` | a tag of the image, and its attributes those of the image |
| `attribute` | attribute: a flag or whole number if the labels say so, text otherwise |
| `track` of boxes | a bbox by frame for each stretch in which it is not `outside` |

Left aside without a word: `occluded`, `source`, groups, and colours of labels. Ellipses, cuboids
and tracks that are no boxes are left out, which is told.

Source: https://docs.cvat.ai/docs/other/xml_format
"""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from fastlabel.converters._shared.image_files import media_path
from fastlabel.converters._shared.xml import XmlElement, read_elements
from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.converters.cvat.labels import WHOLE_IMAGE, AttributeKinds
from fastlabel.converters.cvat.read_shapes import attributes_of, drawn_shapes, said, whole_number
from fastlabel.converters.cvat.read_tracks import moving_boxes
from fastlabel.converters.losses import OnLoss, ReadingLosses
from fastlabel.errors import MissingFileError
from fastlabel.models import Attribute, VideoBBox

__all__ = ["read_cvat"]


def read_cvat(
    source: str | PathLike[str],
    *,
    media_dir: str | PathLike[str] | None = None,
    on_loss: OnLoss = "warn",
) -> Iterator[AnnotatedImage | AnnotatedVideo]:
    """Read CVAT's XML, of either dialect. Memory holds one image, or the tracks of one file.

    No media is opened. Errors of the files come while they are walked.

    Args:
        source: An XML file, or a folder: then all of its `.xml` files, those in its folders too,
            in the order of their names.
        media_dir: Where the media are: it and their names make their `path`.
        on_loss: What is done at the end if something could not be carried over, or not exactly:
            "warn", "raise" an error, or "ignore" it.

    Raises:
        MissingFileError: There is no such file, or no XML in the folder.
        FastLabelInvalidException: A file is broken or declares a document type; the message names
            the line. Or something is lost, and `on_loss` is "raise".
        MissingExtraError: There are masks, and numpy is not installed.

    Warns:
        ConversionWarning: Something could not be carried over, or not exactly.
    """
    losses = ReadingLosses("from CVAT", on_loss)
    folder = None if media_dir is None else Path(media_dir)
    return _read(_files(Path(source)), folder, losses)


def _files(source: Path) -> list[Path]:
    if not source.is_dir():
        if not source.exists():
            raise MissingFileError(f"source: there is no file {source}")
        return [source]
    files = sorted(source.rglob("*.xml"))
    if not files:
        raise MissingFileError(f"source: there is no .xml file in {source}")
    return files


def _read(
    files: list[Path], folder: Path | None, losses: ReadingLosses
) -> Iterator[AnnotatedImage | AnnotatedVideo]:
    for path in files:
        yield from _CvatFile(path, folder, losses).read()
    losses.finish()


class _CvatFile:
    def __init__(self, path: Path, folder: Path | None, losses: ReadingLosses) -> None:
        self._path = path
        self._folder = folder
        self._losses = losses
        self._kinds: AttributeKinds = {}
        self._tasks: dict[str, XmlElement] = {}
        self._boxes: dict[str, list[VideoBBox]] = {}

    def read(self) -> Iterator[AnnotatedImage | AnnotatedVideo]:
        for element in read_elements(self._path, "annotations"):
            if element.tag == "meta":
                self._kinds = _kinds(element)
                self._tasks = _tasks(element)
            elif element.tag == "image":
                yield self._image(element)
            elif element.tag == "track":
                found = moving_boxes(element, self._kinds, self._losses)
                # In a project's file, tracks say of which task they are.
                task = element.attributes.get("task_id", next(iter(self._tasks), ""))
                self._boxes.setdefault(task, []).extend(found)
        videos = [key for key, task in self._tasks.items() if _mode(task) == "interpolation"]
        for key in dict.fromkeys([*videos, *self._boxes]):
            yield self._video(key)

    def _image(self, image: XmlElement) -> AnnotatedImage:
        name = said(image, "name")
        drawn = tuple(drawn_shapes(image, self._kinds, self._losses))
        attributes, tags = self._whole_image(image)
        return AnnotatedImage(
            name=name,
            path=media_path(self._folder, name, image.place),
            width=_size(image.attributes.get("width", ""), image.place, "width"),
            height=_size(image.attributes.get("height", ""), image.place, "height"),
            annotations=drawn,
            attributes=attributes,
            tags=tags,
        )

    def _whole_image(self, image: XmlElement) -> tuple[tuple[Attribute, ...], tuple[str, ...]]:
        tags = [child for child in image.children if child.tag == "tag"]
        labels = [said(tag, "label") for tag in tags]
        attributes = [
            attribute
            for tag, label in zip(tags, labels, strict=True)
            for attribute in attributes_of(tag, label, self._kinds)
        ]
        return tuple(attributes), tuple(label for label in labels if label != WHOLE_IMAGE)

    def _video(self, key: str) -> AnnotatedVideo:
        task = self._tasks.get(key, XmlElement("task"))
        name = task.text_of("source") or task.text_of("name") or self._path.stem
        size = task.child("original_size") or XmlElement("original_size")
        place = self._path.name
        return AnnotatedVideo(
            name=name,
            path=media_path(self._folder, name, place),
            width=_size(size.text_of("width"), place, "width"),
            height=_size(size.text_of("height"), place, "height"),
            frame_count=_size(task.text_of("size"), place, "size"),
            annotations=tuple(self._boxes.get(key, ())),
        )


def _size(text: str, place: str, name: str) -> int | None:
    return (whole_number(text, place, name) or None) if text else None


def _mode(task: XmlElement) -> str:
    return task.text_of("mode").strip()


def _tasks(meta: XmlElement) -> dict[str, XmlElement]:
    """The tasks of a file by their ids: one, or those of a project."""
    tasks = [element for element in _descendants(meta) if element.tag in {"task", "job"}]
    return {task.text_of("id").strip(): task for task in tasks}


def _kinds(meta: XmlElement) -> AttributeKinds:
    return {
        (label.text_of("name"), attribute.text_of("name")): attribute.text_of("input_type").strip()
        for label in _descendants(meta)
        if label.tag == "label"
        for attribute in (label.child("attributes") or XmlElement("attributes")).children
    }


def _descendants(element: XmlElement) -> Iterator[XmlElement]:
    for child in element.children:
        yield child
        yield from _descendants(child)
