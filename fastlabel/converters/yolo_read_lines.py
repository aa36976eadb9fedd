"""The lines of a YOLO label file → annotations."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from fastlabel.checks import refuse
from fastlabel.converters.coco_shapes import DrawnAnnotation
from fastlabel.converters.loss import ReadingLosses
from fastlabel.converters.yolo_dataset import KeypointForm, LabelFile, read_text
from fastlabel.models import Attribute, BBox, Keypoint, Polygon

__all__ = ["LabelReader"]

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

    def read(self, file: LabelFile, width: int, height: int) -> tuple[DrawnAnnotation, ...]:
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
    ) -> Iterator[DrawnAnnotation]:
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
            refuse(
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
            refuse(f"{place}: a box of negative width or height")
        box = BBox.from_yolo(numbers, width=size[0], height=size[1], value=value)
        left, top, right, bottom = map(_rounded, box.points)
        yield BBox(value=value, points=(left, top, right, bottom), attributes=attributes)

    def _pose(
        self, numbers: Sequence[float], kind: int, place: str, size: tuple[int, int]
    ) -> Iterator[DrawnAnnotation]:
        form = self._keypoints
        if form is None or len(numbers) != 4 + form.keypoints * form.dimensions:
            count = 5 + form.keypoints * form.dimensions if form else 5
            refuse(f"{place}: {len(numbers) + 1} numbers, by kpt_shape there should be {count}")
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
            refuse(f"{place}: {word!r} where the number of a class is due")
        number = int(float(word))
        if number not in self._classes:
            refuse(f"{place}: class {number} is none of the {len(self._classes)} in names")
        return number


def _is_labelled(x: float, y: float, seen: Sequence[float]) -> bool:
    """Of two numbers, those that are not there are 0, 0 or below."""
    return seen[0] > 0 if seen else min(x, y) >= 0 and max(x, y) > 0


def _number(word: str, place: str) -> float:
    number = float(word) if _NUMBER(word) else math.nan
    if not abs(number) <= _LARGEST:
        refuse(f"{place}: {word[:20]!r} where a part of the image's width or height is due")
    return number


def _pixels(numbers: Sequence[float], width: int, height: int) -> list[float]:
    size = width, height
    return [_rounded(number * size[at % 2]) for at, number in enumerate(numbers)]


def _rounded(number: float) -> float:
    return round(number, _DECIMALS) + 0.0  # which makes 0 of -0
