"""Pascal VOC → pictures with their annotations."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final, Literal

from fastlabel.converters._shared.xml import XmlElement, read_elements
from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.converters.losses import OnLoss, ReadingLosses
from fastlabel.errors import MissingFileError, invalid
from fastlabel.models import Attribute, BBox

__all__ = ["VOC_FLAGS", "read_voc"]

VOC_FLAGS: Final = ("truncated", "difficult", "occluded")
"""Fields of an object that are 0 or 1."""

_NUMBER: Final = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?\s*").fullmatch
_LARGEST: Final = 1e9
_DECIMALS: Final = 9
_CORNERS: Final = ("xmin", "ymin", "xmax", "ymax")


def read_voc(
    source: str | PathLike[str],
    *,
    pixel_origin: Literal[0, 1] = 1,
    images: str | PathLike[str] | None = None,
    on_loss: OnLoss = "warn",
) -> Iterator[AnnotatedImage]:
    """Read Pascal VOC, one file after the other.

    Flags that are 1 become attributes of value true, a pose that is told one of text.

    Args:
        source: The folder that has `Annotations`, that folder itself, or one file.
        pixel_origin: The number of the first pixel: 1 as VOC has it, or 0 as labelImg writes.
        images: The folder of the pictures. Left out, `JPEGImages` beside `Annotations`, if it is
            there.
        on_loss: What is done if something cannot be read, or not exactly: "warn", "raise" an
            error, or "ignore" it.

    Yields:
        Each picture, by the name of its file of annotations.

    Raises:
        FastLabelInvalidException: A file is not what it should be; the message names the line. Or
            two are about one picture, or something is lost and `on_loss` is "raise".
        MissingFileError: There are no such files.
        OSError: A file cannot be read.

    Warns:
        ConversionWarning: Something could not be read, or not exactly; after the last picture.
    """
    if pixel_origin not in {0, 1}:
        invalid(f"pixel_origin: {pixel_origin!r} is not 0 or 1")
    losses = ReadingLosses("from Pascal VOC", on_loss)
    given = Path(source)
    folder = given / "Annotations" if (given / "Annotations").is_dir() else given
    pictures = Path(images) if images is not None else folder.parent / "JPEGImages"
    if not folder.exists():
        raise MissingFileError(f"source: there is no {given}; give a folder with Annotations")
    paths = sorted(folder.rglob("*.xml")) if folder.is_dir() else [folder]
    reader = _Reader(pixel_origin, pictures if pictures.is_dir() else None, losses)
    return _images(paths, folder, reader, losses)


def _images(
    paths: list[Path], folder: Path, reader: _Reader, losses: ReadingLosses
) -> Iterator[AnnotatedImage]:
    owners: dict[str, str] = {}
    for path in paths:
        place = path.relative_to(folder).as_posix() if path != folder else path.name
        image = reader.image(path, place)
        owner = owners.setdefault(image.name, place)
        if owner != place:
            invalid(f"{place}: is about {image.name!r}, as {owner} is; remove one of them")
        yield image
    losses.finish()


@dataclass(slots=True)
class _Reader:
    pixel_origin: int
    pictures: Path | None
    losses: ReadingLosses

    def image(self, path: Path, place: str) -> AnnotatedImage:
        about: dict[str, XmlElement] = {}
        boxes: list[BBox] = []
        for element in read_elements(path, "annotation"):
            if element.tag == "object":
                boxes += self._object(element)
            about[element.tag] = element
        name = about["filename"].text.strip() if "filename" in about else ""
        width, height = _size(about.get("size"))
        # Some tools leave it out; the picture then has the name of the file.
        name = name or Path(place).with_suffix("").as_posix()
        return AnnotatedImage(
            name=name,
            path=_within(self.pictures, name),
            width=width,
            height=height,
            annotations=tuple(boxes),
        )

    def _object(self, element: XmlElement) -> Iterator[BBox]:
        value = element.text_of("name")
        if element.child("name") is None:
            invalid(f"{element.place}: an object without name, which is its class")
        self.losses.enter(element.place, "bbox", value)
        corners = element.child("bndbox")
        if corners is None:
            self.losses.leave_out("without bndbox")
            return
        left, top, right, bottom = (_coordinate(corners, tag) for tag in _CORNERS)
        left, top = left - self.pixel_origin, top - self.pixel_origin
        if left >= right or top >= bottom:
            self.losses.leave_out("without area, or with corners the wrong way round")
            return
        if element.child("part"):
            self.losses.change("with parts left out")
        points = (_rounded(left), _rounded(top), _rounded(right), _rounded(bottom))
        yield BBox(value=value, points=points, attributes=tuple(_attributes(element)))


def _attributes(element: XmlElement) -> Iterator[Attribute]:
    for flag in VOC_FLAGS:
        if element.text_of(flag).strip() == "1":
            yield Attribute(key=flag, value=True)
    pose = element.text_of("pose")
    if pose.strip() not in {"", "Unspecified"}:
        yield Attribute(key="pose", value=pose)
    listed = element.child("attributes")
    for attribute in listed.children if listed else ():
        yield Attribute(key=attribute.text_of("name"), value=attribute.text_of("value"))


def _coordinate(element: XmlElement, tag: str) -> float:
    text = element.text_of(tag)
    number = float(text) if _NUMBER(text) else math.nan
    if not abs(number) < _LARGEST:
        invalid(f"{element.place}: {tag} is {text[:20]!r}, where a number of pixels is due")
    return number


def _size(element: XmlElement | None) -> tuple[int | None, int | None]:
    """Width and height; None where they are not told, for which some tools write 0."""
    if element is None:
        return None, None
    width, height = (_coordinate(element, tag) for tag in ("width", "height"))
    return (int(width), int(height)) if min(width, height) >= 1 else (None, None)


def _within(folder: Path | None, name: str) -> Path | None:
    """Where a picture should be, unless its name leads out of the folder."""
    if folder is None or "\0" in name:
        return None
    path = folder / name
    return path if path.resolve().is_relative_to(folder.resolve()) else None


def _rounded(number: float) -> float:
    return round(number, _DECIMALS) + 0.0  # which makes 0 of -0
