"""CVAT XML 1.1 → images and videos with annotations; docs/format_cvat.md has the mapping.

Source: https://docs.cvat.ai/docs/other/xml_format
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from os import PathLike
from pathlib import Path

from fastlabel.converters._shared.image_files import media_path
from fastlabel.converters._shared.values import parse_integer
from fastlabel.converters._shared.xml import XmlElement, read_elements
from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.converters.cvat.labels import WHOLE_IMAGE, InputTypes
from fastlabel.converters.cvat.read_shapes import read_attributes, read_shapes, required
from fastlabel.converters.cvat.read_tracks import read_track
from fastlabel.converters.losses import ConversionLosses, OnLoss
from fastlabel.errors import MissingFileError
from fastlabel.models import VideoBBox


def read_cvat(
    path: str | PathLike[str],
    *,
    media_dir: str | PathLike[str] | None = None,
    on_loss: OnLoss = "warn",
) -> Iterator[AnnotatedImage | AnnotatedVideo]:
    """Read CVAT XML of either dialect. Memory holds one image, or the tracks of one file.

    No media is opened. Errors of files are raised while iterating.

    Args:
        path: An XML file, or a folder whose `.xml` files are read in the order of their names,
            including those in its subfolders.
        media_dir: Folder of the media by name, for their `path`.
        on_loss: "warn" of losses with one `ConversionWarning` at the end, "raise" an error, or
            "ignore" them.

    Raises:
        MissingFileError: There is no such file, or no XML file in the folder.
        FastLabelInvalidException: A file is invalid or has a document type (the message names the
            line), or there are losses and `on_loss` is "raise".
        MissingExtraError: There are masks, and numpy is not installed.
    """
    losses = ConversionLosses("from CVAT", on_loss)
    media = None if media_dir is None else Path(media_dir)
    return _items(_files(Path(path)), media, losses)


def _files(source: Path) -> list[Path]:
    if not source.is_dir():
        if not source.exists():
            raise MissingFileError(f"path: there is no file {source}")
        return [source]
    files = sorted(source.rglob("*.xml"))
    if not files:
        raise MissingFileError(f"path: there is no .xml file in {source}")
    return files


def _items(
    files: list[Path], media: Path | None, losses: ConversionLosses
) -> Iterator[AnnotatedImage | AnnotatedVideo]:
    for path in files:
        yield from _CvatFile(path, media, losses).read()
    losses.finish()


@dataclass(slots=True)
class _CvatFile:
    _path: Path
    _media: Path | None
    _losses: ConversionLosses
    _types: InputTypes = field(default_factory=dict[tuple[str, str], str])
    _tasks: dict[str, XmlElement] = field(default_factory=dict[str, XmlElement])
    _boxes: dict[str, list[VideoBBox]] = field(default_factory=dict[str, "list[VideoBBox]"])

    def read(self) -> Iterator[AnnotatedImage | AnnotatedVideo]:
        for element in read_elements(self._path, "annotations"):
            if element.tag == "meta":
                self._types = _input_types(element)
                self._tasks = _tasks(element)
            elif element.tag == "image":
                yield self._image(element)
            elif element.tag == "track":
                boxes = read_track(element, self._types, self._losses)
                # In the file of a project, tracks name their task.
                task = element.attributes.get("task_id", next(iter(self._tasks), ""))
                self._boxes.setdefault(task, []).extend(boxes)
        modes = {key: task.text_of("mode").strip() for key, task in self._tasks.items()}
        videos = [key for key, mode in modes.items() if mode == "interpolation"]
        for key in dict.fromkeys([*videos, *self._boxes]):
            yield self._video(key)

    def _image(self, image: XmlElement) -> AnnotatedImage:
        name = required(image, "name")
        annotations = tuple(read_shapes(image, self._types, self._losses))
        tags = [(required(tag, "label"), tag) for tag in image.children if tag.tag == "tag"]
        return AnnotatedImage(
            name=name,
            path=media_path(self._media, name, image.location),
            width=_size(image.attributes.get("width", ""), image.location, "width"),
            height=_size(image.attributes.get("height", ""), image.location, "height"),
            annotations=annotations,
            attributes=tuple(
                chain(*(read_attributes(tag, label, self._types) for label, tag in tags))
            ),
            tags=tuple(label for label, _ in tags if label != WHOLE_IMAGE),
        )

    def _video(self, key: str) -> AnnotatedVideo:
        task = self._tasks.get(key, XmlElement("task"))
        name = task.text_of("source") or task.text_of("name") or self._path.stem
        size = task.child("original_size") or XmlElement("original_size")
        location = self._path.name
        return AnnotatedVideo(
            name=name,
            path=media_path(self._media, name, location),
            width=_size(size.text_of("width"), location, "width"),
            height=_size(size.text_of("height"), location, "height"),
            frame_count=_size(task.text_of("size"), location, "size"),
            annotations=tuple(self._boxes.get(key, ())),
        )


def _size(text: str, location: str, name: str) -> int | None:
    return (parse_integer(text, f"{location}: {name}") or None) if text else None


def _tasks(meta: XmlElement) -> dict[str, XmlElement]:
    """Tasks of a file by id: one, or those of a project."""
    tasks = [element for element in _descendants(meta) if element.tag in {"task", "job"}]
    return {task.text_of("id").strip(): task for task in tasks}


def _input_types(meta: XmlElement) -> InputTypes:
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
