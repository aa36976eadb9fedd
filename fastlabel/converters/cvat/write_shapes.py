"""Annotations of images → elements of CVAT files. Coordinates are pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastlabel._geometry.rings import Bounds, Regions, normalized_corners, vertices_from_flat
from fastlabel._quality.geometry_warnings import CUT_OFF
from fastlabel.converters._shared.mask_window import (
    PIXEL_EDGES_LOST,
    UNBOUNDED,
    are_within,
    is_pixel_aligned,
    rasterize,
)
from fastlabel.converters._shared.task_images import PlacedAnnotation
from fastlabel.converters.cvat.masks import mask_attributes
from fastlabel.converters.losses import SWAPPED_CORNERS
from fastlabel.models import BBox, Keypoint, Line, Polygon, Segmentation

_NO_POINTS: Final = "without points"
_NO_PIXEL: Final = "that covers no pixel of the image"
_TOO_LARGE: Final = "with too many pixels for a mask"


def shape_attributes(
    placed: PlacedAnnotation, width: int, height: int
) -> tuple[str, dict[str, str]] | None:
    """Tag and geometry attributes of a shape; None where it is dropped. Losses are noted."""
    match placed.annotation:
        case BBox(points=points):
            if normalized_corners(points) != points:
                placed.approximated(SWAPPED_CORNERS)
            return "box", box_attributes(points)
        case Segmentation(points=regions):
            return _mask(placed, regions, width or UNBOUNDED, height or UNBOUNDED)
        case Polygon(points=points):
            return _path(placed, "polygon", points)
        case Line(points=points):
            return _path(placed, "polyline", points)
        case Keypoint(points=points):
            return _path(placed, "points", points)


def box_attributes(points: Bounds) -> dict[str, str]:
    """Corners of a box, at full precision."""
    return dict(
        zip(("xtl", "ytl", "xbr", "ybr"), map(repr, normalized_corners(points)), strict=True)
    )


def _path(
    placed: PlacedAnnotation, tag: str, points: Sequence[float]
) -> tuple[str, dict[str, str]] | None:
    if not points:
        placed.dropped(_NO_POINTS)
        return None
    return tag, {"points": ";".join(f"{x!r},{y!r}" for x, y in vertices_from_flat(points))}


def _mask(
    placed: PlacedAnnotation, regions: Regions, width: int, height: int
) -> tuple[str, dict[str, str]] | None:
    try:
        window = rasterize(regions, width, height)
    except ValueError:
        placed.dropped(_TOO_LARGE)
        return None
    if window is None:
        placed.dropped(_NO_PIXEL)
        return None
    if not are_within(regions, width, height):
        placed.approximated(CUT_OFF)
    if not is_pixel_aligned(regions):
        # The pixels are exact, the position of edges between them is lost.
        placed.approximated(PIXEL_EDGES_LOST, 1.0)
    return "mask", mask_attributes(window)
