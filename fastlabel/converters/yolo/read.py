"""A YOLO dataset → pictures with their annotations."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Final

from fastlabel._media.images import opened_image
from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.converters.losses import OnLoss, ReadingLosses
from fastlabel.converters.yolo.dataset import KeypointForm, LabelFile, YoloDataset, read_text
from fastlabel.errors import FastLabelInvalidException, invalid, missing_extra
from fastlabel.models import Attribute, BBox, Keypoint, Polygon
from fastlabel.models.annotations import ShapeAnnotation

__all__ = [
    "LabelReader",
    "read_yolo",
]


_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?").fullmatch
_DECIMALS: Final = 9
_FEWEST: Final = 6
_LARGEST: Final = 1e6
_HIDDEN: Final = 1


class LabelReader:
    """Reads the label files of one dataset."""

    def __init__(
        self,
        classes: Mapping[int, str],
        keypoints: KeypointForm | None,
        group: str | None,
        losses: ReadingLosses,
    ) -> None:
        self._classes = classes
        self._keypoints = keypoints
        self._group = group
        self._losses = losses

    def read(self, file: LabelFile, width: int, height: int) -> tuple[ShapeAnnotation, ...]:
        """The annotations of a picture of this size in pixels.

        Raises:
            FastLabelInvalidException: A line is not what it should be; the message names it.
        """
        if file.label is None:
            return ()
        lines = enumerate(read_text(file.label, file.place).split("\n"), 1)
        return tuple(
            annotation
            for number, line in lines
            if line.strip()
            for annotation in self._line(
                line.split(), f"{file.place} line {number}", (width, height)
            )
        )

    def _line(
        self, words: Sequence[str], place: str, size: tuple[int, int]
    ) -> Iterator[ShapeAnnotation]:
        kind = self._class(words[0], place)
        numbers = [_number(word, place) for word in words[1:]]
        if self._keypoints:
            yield from self._pose(numbers, kind, place, size)
        elif len(numbers) == 4:
            self._losses.enter(place, "bbox", self._classes[kind])
            yield from self._boxed(numbers, self._classes[kind], place, size)
        elif len(numbers) >= _FEWEST and len(numbers) % 2 == 0:
            self._losses.enter(place, "polygon", self._classes[kind])
            yield Polygon(value=self._classes[kind], points=_pixels(numbers, *size))
        else:
            invalid(
                f"{place}: {len(words)} numbers; a box has 5: class, x, y, w, h; an outline has an "
                "odd count of 7 or more"
            )

    def _boxed(
        self,
        numbers: Sequence[float],
        value: str,
        place: str,
        size: tuple[int, int],
        attributes: tuple[Attribute, ...] = (),
    ) -> Iterator[BBox]:
        if min(numbers[2:]) < 0:
            invalid(f"{place}: a box of negative width or height")
        box = BBox.from_yolo(numbers, width=size[0], height=size[1], value=value)
        left, top, right, bottom = map(_rounded, box.points)
        yield BBox(value=value, points=(left, top, right, bottom), attributes=attributes)

    def _pose(
        self, numbers: Sequence[float], kind: int, place: str, size: tuple[int, int]
    ) -> Iterator[ShapeAnnotation]:
        form = self._keypoints
        if form is None or len(numbers) != 4 + form.keypoints * form.dimensions:
            count = 5 + form.keypoints * form.dimensions if form else 5
            invalid(f"{place}: {len(numbers) + 1} numbers, by kpt_shape there should be {count}")
        value = self._classes[kind]
        number = int(place.rpartition(" ")[2])
        attributes = (Attribute(key=self._group, value=number),) if self._group else ()
        self._losses.enter(place, "bbox", value)
        yield from self._boxed(numbers[:4], value, place, size, attributes)
        names = form.names.get(kind, ())
        for at in range(form.keypoints):
            name = names[at] if at < len(names) else f"{value} {at}"
            start = 4 + at * form.dimensions
            x, y, *seen = numbers[start : start + form.dimensions]
            if not _is_labelled(x, y, seen):
                continue
            self._losses.enter(place, "keypoint", name)
            if seen == [_HIDDEN]:
                self._losses.change("said to be hidden, which keypoints have no field for")
            points = _pixels([x, y], *size)
            yield Keypoint(value=name, points=(points[0], points[1]), attributes=attributes)

    def _class(self, word: str, place: str) -> int:
        if not re.fullmatch(r"\d{1,9}(\.0*)?", word):
            invalid(f"{place}: {word!r} where the number of a class is due")
        number = int(float(word))
        if number not in self._classes:
            invalid(f"{place}: class {number} is none of the {len(self._classes)} in names")
        return number


def _is_labelled(x: float, y: float, seen: Sequence[float]) -> bool:
    """Of two numbers, those that are not there are 0, 0 or below."""
    return seen[0] > 0 if seen else min(x, y) >= 0 and max(x, y) > 0


def _number(word: str, place: str) -> float:
    number = float(word) if _NUMBER(word) else math.nan
    if not abs(number) <= _LARGEST:
        invalid(f"{place}: {word[:20]!r} where a part of the image's width or height is due")
    return number


def _pixels(numbers: Sequence[float], width: int, height: int) -> list[float]:
    size = width, height
    return [_rounded(number * size[at % 2]) for at, number in enumerate(numbers)]


def _rounded(number: float) -> float:
    return round(number, _DECIMALS) + 0.0  # which makes 0 of -0


_ORIENTATION: Final = 0x0112
_ON_ITS_SIDE: Final = 5


def read_yolo(
    source: str | PathLike[str],
    *,
    split: str | None = None,
    sizes: Mapping[str, tuple[int, int]] | None = None,
    group: str | None = None,
    on_loss: OnLoss = "warn",
) -> Iterator[AnnotatedImage]:
    """Read a YOLO dataset of any style, one picture after the other.

    A line of 5 numbers is a bbox, one of more a polygon; where `data.yaml` has `kpt_shape`, a line
    is a bbox and a keypoint for each point that is labelled. Coordinates are rounded to 9 decimals
    of a pixel, which takes back what dividing by the image's size has changed.

    Args:
        source: The `data.yaml`, or the folder that it is in.
        split: Only this one, such as "train". Left out, all, each picture once.
        sizes: Picture name → width, height in pixels, for pictures that are not there, and to open
            none of the others. The name is that of the file below `images/<split>`.
        group: Of poses, the key of an attribute that tells which box and keypoints belong
            together; its value is the number of the line. Left out, they have none.
        on_loss: What is done if something cannot be read, or not exactly: "warn", "raise" an
            error, or "ignore" it.

    Yields:
        Each picture, by split and name. One without a label file has no annotations.

    Raises:
        FastLabelInvalidException: A file is not what it should be; the message names the line. Or
            two splits have a picture of one name, or something is lost and `on_loss` is "raise".
        MissingFileError: There is no `data.yaml`, or a folder that it names.
        MissingExtraError: PyYAML is not installed, or pictures have to be opened for their size and
            Pillow is not.
        OSError: A file cannot be read.

    Warns:
        ConversionWarning: Something could not be read, or not exactly; after the last picture.
    """
    losses = ReadingLosses("from YOLO", on_loss)
    dataset = YoloDataset.read(Path(source))
    return _images(dataset, split, dict(sizes or {}), group, losses)


@dataclass(slots=True)
class _Sizes:
    """Sizes by name, and by the stem that a label file has."""

    by_name: Mapping[str, tuple[int, int]]
    names: Mapping[str, str]

    @classmethod
    def of(cls, sizes: Mapping[str, tuple[int, int]]) -> _Sizes:
        return cls(sizes, {_stem(name): name for name in sizes})

    def name_of(self, file: LabelFile) -> str:
        name = file.image_name or self.names.get(_stem(file.label_name))
        if name is None:
            invalid(f"{file.place}: there is no image for it; give its size in sizes")
        return name

    def size_of(self, name: str, file: LabelFile) -> tuple[int, int]:
        if name in self.by_name:
            return self.by_name[name]
        if file.image is None:
            invalid(f"{file.place}: there is no image for it; give its size in sizes")
        return _size(file.image)


def _images(
    dataset: YoloDataset,
    split: str | None,
    sizes: Mapping[str, tuple[int, int]],
    group: str | None,
    losses: ReadingLosses,
) -> Iterator[AnnotatedImage]:
    known = _Sizes.of(sizes)
    reader = LabelReader(dataset.classes, dataset.keypoints, group, losses)
    seen: set[str] = set()
    for file in dataset.files(split):
        name = known.name_of(file)
        if name in seen:
            invalid(f"{file.place}: another split has a picture {name!r} too; read one split=")
        seen.add(name)
        width, height = known.size_of(name, file)
        annotations = reader.read(file, width, height)
        yield AnnotatedImage(
            name=name, path=file.image, width=width, height=height, annotations=annotations
        )
    losses.finish()


def _stem(name: str) -> str:
    return PurePosixPath(name).with_suffix("").as_posix()


def _size(path: Path) -> tuple[int, int]:
    """Width and height as the picture is shown: a camera may have been held on its side."""
    try:
        with opened_image(path, str(path)) as image:
            is_turned = image.getexif().get(_ORIENTATION, 1) >= _ON_ITS_SIDE
            return (image.height, image.width) if is_turned else (image.width, image.height)
    except ImportError:
        raise missing_extra("sizes of images", "pillow", hint="give sizes=") from None
    except FileNotFoundError:
        raise
    except (FastLabelInvalidException, SyntaxError, ValueError, OSError) as error:
        invalid(f"{path}: cannot be opened as an image ({error})")
