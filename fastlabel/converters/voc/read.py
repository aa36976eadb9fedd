"""Pascal VOC → images with annotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

from fastlabel.converters._shared.image_files import media_path_or_none, unique_images
from fastlabel.converters._shared.options import PixelOrigin, check_pixel_origin
from fastlabel.converters._shared.values import exact_pixels, parse_number
from fastlabel.converters._shared.xml import XmlElement, read_elements
from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.converters.losses import ConversionLosses, OnLoss
from fastlabel.errors import MissingFileError, invalid
from fastlabel.models import Attribute, BBox

VOC_FLAGS: Final = ("truncated", "difficult", "occluded")
"""Fields of an object that are 0 or 1."""

_MAX_COORDINATE: Final = 1e9
_CORNERS: Final = ("xmin", "ymin", "xmax", "ymax")


def read_voc(
    path: str | PathLike[str],
    *,
    media_dir: str | PathLike[str] | None = None,
    pixel_origin: PixelOrigin = 1,
    on_loss: OnLoss = "warn",
) -> Iterator[AnnotatedImage]:
    """Read Pascal VOC, image by image.

    Flags that are 1 become attributes with the value true, a specified pose one of text.

    Args:
        path: The folder that has `Annotations`, that folder itself, or one file.
        media_dir: Folder of the images. By default `JPEGImages` beside `Annotations`, if it exists.
        pixel_origin: Coordinate of the first pixel: 1 in VOC, 0 in labelImg.
        on_loss: "warn" of losses with one `ConversionWarning` at the end, "raise" an error, or
            "ignore" them.

    Yields:
        Images, sorted by the name of their annotation file.

    Raises:
        FastLabelInvalidException: A file is invalid (the message names the line), two are about
            one image, or there are losses and `on_loss` is "raise".
        MissingFileError: There are no such files.
        OSError: A file cannot be read.
    """
    check_pixel_origin(pixel_origin)
    losses = ConversionLosses("from Pascal VOC", on_loss)
    source = Path(path)
    folder = source / "Annotations" if (source / "Annotations").is_dir() else source
    media = Path(media_dir) if media_dir is not None else folder.parent / "JPEGImages"
    if not folder.exists():
        raise MissingFileError(f"path: {source} does not exist; give a folder with Annotations")
    reader = _Reader(folder, media if media.is_dir() else None, pixel_origin, losses)
    files = sorted(folder.rglob("*.xml")) if folder.is_dir() else [folder]
    return unique_images(map(reader.image, files), losses)


@dataclass(slots=True)
class _Reader:
    folder: Path
    media: Path | None
    pixel_origin: int
    losses: ConversionLosses

    def image(self, path: Path) -> tuple[str, AnnotatedImage]:
        """Image of a file, and the location of the file."""
        location = path.relative_to(self.folder).as_posix() if path != self.folder else path.name
        elements: dict[str, XmlElement] = {}
        boxes: list[BBox] = []
        for element in read_elements(path, "annotation"):
            if element.tag == "object":
                boxes += self._object(element)
            elements[element.tag] = element
        name = elements["filename"].text.strip() if "filename" in elements else ""
        width, height = _size(elements.get("size"))
        # Some tools leave it out; the image then has the name of the file.
        name = name or Path(location).with_suffix("").as_posix()
        media = media_path_or_none(self.media, name)
        return location, AnnotatedImage(
            name=name, path=media, width=width, height=height, annotations=tuple(boxes)
        )

    def _object(self, element: XmlElement) -> Iterator[BBox]:
        value = element.text_of("name")
        if element.child("name") is None:
            invalid(f"{element.location}: an object has no name, which is its class")
        self.losses.at_entry(element.location, "bbox", value)
        corners = element.child("bndbox")
        if corners is None:
            self.losses.dropped("without bndbox")
            return
        left, top, right, bottom = (_coordinate(corners, tag) for tag in _CORNERS)
        left, top = left - self.pixel_origin, top - self.pixel_origin
        if left >= right or top >= bottom:
            self.losses.dropped("without area, or with swapped corners")
            return
        if element.child("part"):
            self.losses.approximated("with parts, which are dropped")
        left, top, right, bottom = map(exact_pixels, (left, top, right, bottom))
        attributes = tuple(_attributes(element))
        yield BBox(value=value, points=(left, top, right, bottom), attributes=attributes)


def _attributes(element: XmlElement) -> Iterator[Attribute]:
    for flag in VOC_FLAGS:
        if element.text_of(flag).strip() == "1":
            yield Attribute(key=flag, value=True)
    pose = element.text_of("pose")
    if pose.strip() not in {"", "Unspecified"}:
        yield Attribute(key="pose", value=pose)
    further = element.child("attributes")
    for attribute in further.children if further else ():
        yield Attribute(key=attribute.text_of("name"), value=attribute.text_of("value"))


def _coordinate(element: XmlElement, tag: str) -> float:
    return parse_number(element.text_of(tag), f"{element.location}: {tag}", maximum=_MAX_COORDINATE)


def _size(element: XmlElement | None) -> tuple[int | None, int | None]:
    """Width and height; None where unknown, for which some tools write 0."""
    if element is None:
        return None, None
    width, height = (_coordinate(element, tag) for tag in ("width", "height"))
    return (int(width), int(height)) if min(width, height) >= 1 else (None, None)
