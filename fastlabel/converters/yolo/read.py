"""YOLO datasets → images with annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Final

from fastlabel._media.images import opened_image
from fastlabel.converters._shared.values import exact_pixels, parse_number
from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.converters.losses import ConversionLosses, OnLoss
from fastlabel.converters.yolo.dataset import KeypointLayout, LabelFile, YoloDataset, read_text
from fastlabel.errors import FastLabelInvalidException, invalid, missing_extra
from fastlabel.models import Attribute, BBox, Keypoint, Polygon
from fastlabel.models.annotations import ShapeAnnotation

_MIN_OUTLINE: Final = 6
_MAX_NUMBER: Final = 1e6
_FRACTION: Final = "a fraction of the image's size"
_HIDDEN: Final = 1
_ORIENTATION: Final = 0x0112
_ROTATED: Final = 5
"""Orientations from here on swap width and height."""

_Size = tuple[int, int]


def read_yolo(
    path: str | PathLike[str],
    *,
    media_dir: str | PathLike[str] | None = None,
    split: str | None = None,
    sizes: Mapping[str, tuple[int, int]] | None = None,
    group: str | None = None,
    on_loss: OnLoss = "warn",
) -> Iterator[AnnotatedImage]:
    """Read a YOLO dataset of any style, image by image.

    A line of 5 numbers is a bbox, a longer one a polygon; where `data.yaml` has `kpt_shape`, a line
    is a bbox and a keypoint for each labeled point. Coordinates are rounded to 9 decimals of a
    pixel, which undoes the rounding of division by the image's size.

    Args:
        path: The `data.yaml`, or its folder.
        media_dir: Folder of the images by name. By default those that `data.yaml` names.
        split: Only this split, such as "train". By default all splits, each image once.
        sizes: Image name → width and height in pixels, for images that do not exist or need not be
            opened. The name is that of the file below `images/<split>`.
        group: Of poses, the key of an attribute that tells which box and keypoints belong
            together; its value is the line number. By default they have none.
        on_loss: "warn" of losses with one `ConversionWarning` at the end, "raise" an error, or
            "ignore" them.

    Yields:
        Images by split and name. An image without a label file has no annotations.

    Raises:
        FastLabelInvalidException: A file is invalid (the message names the line), two splits have
            an image of the same name, or there are losses and `on_loss` is "raise".
        MissingFileError: There is no `data.yaml`, or a folder that it names does not exist.
        MissingExtraError: PyYAML is not installed, or images must be opened for their size and
            Pillow is not.
        OSError: A file cannot be read.
    """
    losses = ConversionLosses("from YOLO", on_loss)
    dataset = YoloDataset.read(Path(path))
    files = dataset.files(split, Path(media_dir) if media_dir is not None else None)
    reader = _LabelReader(dataset.classes, dataset.keypoints, group, losses)
    return _images(files, dict(sizes or {}), reader, losses)


def _images(
    files: Iterator[LabelFile],
    sizes: Mapping[str, _Size],
    reader: _LabelReader,
    losses: ConversionLosses,
) -> Iterator[AnnotatedImage]:
    names_by_stem = {_stem(name): name for name in sizes}
    names: set[str] = set()
    for file in files:
        name = file.image_name or names_by_stem.get(_stem(file.label_name))
        if name is None or (file.image is None and name not in sizes):
            invalid(f"{file.location}: there is no image for it; give its size in sizes")
        if name in names:
            invalid(f"{file.location}: another split has an image {name!r} too; read one split=")
        names.add(name)
        size = sizes[name] if name in sizes or file.image is None else _image_size(file.image)
        width, height = size
        annotations = reader.read(file, size)
        yield AnnotatedImage(
            name=name, path=file.image, width=width, height=height, annotations=annotations
        )
    losses.finish()


@dataclass(slots=True)
class _LabelReader:
    """Reads the label files of one dataset."""

    _classes: Mapping[int, str]
    _keypoints: KeypointLayout | None
    _group: str | None
    _losses: ConversionLosses

    def read(self, file: LabelFile, size: _Size) -> tuple[ShapeAnnotation, ...]:
        """Annotations of an image of this size."""
        if file.label is None:
            return ()
        lines = enumerate(read_text(file.label, file.location).split("\n"), 1)
        return tuple(
            annotation
            for number, line in lines
            if line.strip()
            for annotation in self._line(line.split(), f"{file.location} line {number}", size)
        )

    def _line(self, words: Sequence[str], location: str, size: _Size) -> Iterator[ShapeAnnotation]:
        index = self._class_index(words[0], location)
        numbers = [parse_number(word, location, _FRACTION, _MAX_NUMBER) for word in words[1:]]
        value = self._classes[index]
        if self._keypoints:
            yield from self._pose(self._keypoints, numbers, index, location, size)
        elif len(numbers) == 4:
            yield self._box(numbers, value, location, size)
        elif len(numbers) >= _MIN_OUTLINE and len(numbers) % 2 == 0:
            self._losses.at_entry(location, "polygon", value)
            yield Polygon(value=value, points=_pixels(numbers, size))
        else:
            invalid(
                f"{location}: expected 5 numbers for a box (class, x, y, width, height), or an odd "
                f"count of 7 or more for an outline, got {len(words)}"
            )

    def _box(
        self,
        numbers: Sequence[float],
        value: str,
        location: str,
        size: _Size,
        attributes: tuple[Attribute, ...] = (),
    ) -> BBox:
        self._losses.at_entry(location, "bbox", value)
        if min(numbers[2:]) < 0:
            invalid(f"{location}: a box has a negative width or height")
        box = BBox.from_yolo(numbers, width=size[0], height=size[1], value=value)
        left, top, right, bottom = map(exact_pixels, box.points)
        return BBox(value=value, points=(left, top, right, bottom), attributes=attributes)

    def _pose(
        self,
        layout: KeypointLayout,
        numbers: Sequence[float],
        index: int,
        location: str,
        size: _Size,
    ) -> Iterator[ShapeAnnotation]:
        expected = 4 + layout.keypoints * layout.dimensions
        if len(numbers) != expected:
            count = len(numbers) + 1
            invalid(f"{location}: expected {expected + 1} numbers by kpt_shape, got {count}")
        value = self._classes[index]
        line = int(location.rpartition(" ")[2])
        attributes = (Attribute(key=self._group, value=line),) if self._group else ()
        yield self._box(numbers[:4], value, location, size, attributes)
        names = layout.names.get(index, ())
        for at in range(layout.keypoints):
            name = names[at] if at < len(names) else f"{value} {at}"
            start = 4 + at * layout.dimensions
            x, y, *visibility = numbers[start : start + layout.dimensions]
            if not _is_labeled(x, y, visibility):
                continue
            self._losses.at_entry(location, "keypoint", name)
            if visibility == [_HIDDEN]:
                self._losses.approximated("marked as hidden, which keypoints have no field for")
            x, y = _pixels([x, y], size)
            yield Keypoint(value=name, points=(x, y), attributes=attributes)

    def _class_index(self, word: str, location: str) -> int:
        if not re.fullmatch(r"\d{1,9}(\.0*)?", word):
            invalid(f"{location}: expected a class index, got {word!r}")
        index = int(float(word))
        if index not in self._classes:
            invalid(f"{location}: class {index} is not one of the {len(self._classes)} in names")
        return index


def _is_labeled(x: float, y: float, visibility: Sequence[float]) -> bool:
    """Keypoints of two numbers are missing where they are 0, 0 or negative."""
    return visibility[0] > 0 if visibility else min(x, y) >= 0 and max(x, y) > 0


def _pixels(numbers: Sequence[float], size: _Size) -> list[float]:
    return [exact_pixels(number * size[at % 2]) for at, number in enumerate(numbers)]


def _stem(name: str) -> str:
    return PurePosixPath(name).with_suffix("").as_posix()


def _image_size(path: Path) -> _Size:
    """Width and height as the image is displayed, by its EXIF orientation."""
    try:
        with opened_image(path, str(path)) as image:
            is_rotated = image.getexif().get(_ORIENTATION, 1) >= _ROTATED
            return (image.height, image.width) if is_rotated else (image.width, image.height)
    except ImportError:
        raise missing_extra("sizes of images", "pillow", hint="give sizes=") from None
    except FileNotFoundError:
        raise
    except (FastLabelInvalidException, SyntaxError, ValueError, OSError) as error:
        invalid(f"{path}: cannot be opened as an image ({error})")
