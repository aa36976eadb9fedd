"""Lines of YOLO label files: a class index and numbers in 0..1, fractions of the image's size.

Readers reject a whole file for one number above 1, so shapes are clipped to their image.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from fastlabel._geometry.iou import pixel_iou
from fastlabel._geometry.rings import Bounds, Regions, bridged_ring, without_closing_vertex
from fastlabel.converters._shared.areas import box_within, regions_within
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.converters._shared.keypoint_owners import IN_SEVERAL, PoseInstance, owners_of
from fastlabel.converters._shared.task_images import ImageView, PlacedAnnotation
from fastlabel.converters.losses import ATTRIBUTES_DROPPED
from fastlabel.errors import invalid
from fastlabel.models import BBox, Keypoint

YoloStyle: TypeAlias = Literal["detect", "segment", "pose"]
"""Content of a label line: a box, an outline, or a box with keypoints."""

_BRIDGED: Final = "with parts or holes joined to one outline, by bridges that enclose nothing"
_AS_OUTLINE: Final = "as an outline of four corners"
_TOO_SMALL: Final = "too small for a label"
_VISIBLE: Final = 2.0


def detection_lines(image: ImageView, classes: ClassIndex) -> Iterator[str]:
    """A line for each box: class, center x, center y, width, height."""
    for placed in image.annotations:
        box = _box(placed, image, "YOLO detection")
        if box:
            yield _line(placed, classes, _box_numbers(box, image))


def segmentation_lines(image: ImageView, classes: ClassIndex) -> Iterator[str]:
    """A line for each outline: class, then x and y of each vertex."""
    for placed in image.annotations:
        regions = regions_within(placed, image, "YOLO segmentation")
        if regions is None:
            continue
        if isinstance(placed.annotation, BBox):
            placed.approximated(_AS_OUTLINE, 1.0)
        ring = _single_ring(placed, regions)
        size = image.width, image.height
        numbers = [number / size[at % 2] for at, number in enumerate(ring)]
        if _is_point(numbers):
            placed.dropped(_TOO_SMALL)
        else:
            yield _line(placed, classes, numbers)


class PoseLines:
    """Assigns each keypoint to a box, and writes a line for each box with its keypoints."""

    def __init__(self, keypoints: Sequence[str] | None, group: str | None) -> None:
        if not keypoints or isinstance(keypoints, str) or len(set(keypoints)) < len(keypoints):
            expected = "style 'pose' needs the distinct classes of keypoints in their order"
            invalid(f"{expected}, got {keypoints!r}", "keypoints")
        self._names = list(keypoints)
        self._group = group

    def __call__(self, image: ImageView, classes: ClassIndex) -> Iterator[str]:
        """A line for each box: class, four numbers, then x, y, 2 or 0, 0, 0 for each keypoint."""
        points = [one for one in image.annotations if isinstance(one.annotation, Keypoint)]
        others = [one for one in image.annotations if not isinstance(one.annotation, Keypoint)]
        boxes = ((placed, _box(placed, image, "YOLO pose")) for placed in others)
        instances = [(placed, PoseInstance(placed.annotation, box)) for placed, box in boxes if box]
        for placed in points:
            self._assign(placed, image, [instance for _, instance in instances])
        for placed, instance in instances:
            yield _line(placed, classes, self._numbers(instance, image))

    def _assign(
        self, placed: PlacedAnnotation, image: ImageView, instances: Sequence[PoseInstance]
    ) -> None:
        point = placed.annotation
        if not isinstance(point, Keypoint) or point.value not in self._names:
            placed.dropped("that are not among the given keypoints")
            return
        if point.clipped(image.width, image.height) is None:
            placed.dropped("outside their image")
            return
        owners = owners_of(point, instances, self._group)
        free = [instance for instance in owners if point.value not in instance.points]
        if not free:
            placed.dropped("whose box has another of their name" if owners else "in no box")
            return
        free[0].points[point.value] = point
        if len(free) > 1:
            placed.approximated(IN_SEVERAL)
        if len(point.attributes) > (self._group is not None):
            placed.approximated(ATTRIBUTES_DROPPED)

    def _numbers(self, instance: PoseInstance, image: ImageView) -> Iterator[float]:
        yield from _box_numbers(instance.box, image)
        for name in self._names:
            point = instance.points.get(name)
            if point:
                yield from (*point.normalized(image.width, image.height), _VISIBLE)
            else:
                yield from (0.0, 0.0, 0.0)


def _box(placed: PlacedAnnotation, image: ImageView, format_name: str) -> Bounds | None:
    """The box of an annotation; None where it is dropped."""
    box = box_within(placed, image, format_name)
    if box and "0" in map(_format, _box_numbers(box, image)[2:]):
        placed.dropped(_TOO_SMALL)
        return None
    return box


def _box_numbers(box: Bounds, image: ImageView) -> list[float]:
    return list(BBox(value="", points=box).yolo(image.width, image.height))


def _line(placed: PlacedAnnotation, classes: ClassIndex, numbers: Iterable[float]) -> str:
    if placed.annotation.attributes:
        placed.approximated(ATTRIBUTES_DROPPED)
    index = classes.index_of(placed.annotation.value, placed.path)
    return " ".join([str(index), *map(_format, numbers)])


def _is_point(numbers: Sequence[float]) -> bool:
    """Whether the outline has no width or height, as its numbers are written."""
    return 1 in {len(set(map(_format, numbers[axis::2]))) for axis in (0, 1)}


def _single_ring(placed: PlacedAnnotation, regions: Regions) -> Sequence[float]:
    if len(regions) == len(regions[0]) == 1:
        return without_closing_vertex(regions[0][0])
    ring = bridged_ring(regions)
    placed.approximated(_BRIDGED, pixel_iou(regions, [[ring]]))
    return ring


def _format(number: float) -> str:
    """Without an exponent, which some readers do not parse."""
    return f"{number + 0.0:.15f}".rstrip("0").rstrip(".")
