"""What was written, read back, for the tests of formats that hold pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.models import BBox, ImageAnnotation, Polygon, Segmentation

WIDTH, HEIGHT = 100, 80

classes = st.sampled_from(["cat", "dog", "猫 '\"#: \\"])


def _coordinates(most: int) -> st.SearchStrategy[float]:
    return st.integers(0, most * 1000).map(lambda thousandths: thousandths / 1000)


vertices = st.tuples(_coordinates(WIDTH), _coordinates(HEIGHT))


def _box(value: str, left: int, top: int, wide: int, high: int) -> BBox:
    corners = left, top, min(left + wide, WIDTH * 1000), min(top + high, HEIGHT * 1000)
    x1, y1, x2, y2 = (number / 1000 for number in corners)
    return BBox(value=value, points=(x1, y1, x2, y2))


boxes = st.builds(
    _box,
    classes,
    st.integers(0, WIDTH * 1000 - 1),
    st.integers(0, HEIGHT * 1000 - 1),
    st.integers(1, WIDTH * 1000),
    st.integers(1, HEIGHT * 1000),
)


def _polygon(value: str, ring: Sequence[tuple[float, float]]) -> Polygon:
    return Polygon.from_vertices(ring, value=value)


polygons = st.builds(
    _polygon, classes, st.lists(vertices, min_size=3, max_size=8, unique=True)
).filter(lambda polygon: polygon.area > 0.01 and polygon.points[:2] != polygon.points[-2:])

masks = st.lists(st.lists(st.booleans(), min_size=8, max_size=8), min_size=6, max_size=6).filter(
    lambda rows: any(map(any, rows))
)


def _segmentation(mask: list[list[bool]], value: str) -> Segmentation:
    return Segmentation.from_mask(mask, value=value)


segmentations = st.builds(_segmentation, masks, classes)


def only_image(images: Iterable[AnnotatedImage]) -> AnnotatedImage:
    """The one image that there is."""
    (image,) = images
    return image


def shape(annotation: ImageAnnotation) -> tuple[object, object, object]:
    """Type, class and points."""
    return annotation.type, annotation.value, annotation.points


def shapes_of(image: AnnotatedImage) -> list[tuple[object, object, object]]:
    """Of each annotation."""
    return [shape(annotation) for annotation in image.annotations]
