"""Annotations on images → the elements of CVAT's files. Coordinates are pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastlabel._geometry.clipping import is_within
from fastlabel._geometry.rings import normalized_corners, vertices_from_flat
from fastlabel._quality.geometry_warnings import CUT_OFF
from fastlabel.converters._shared.mask_window import are_pixels, pixels_of
from fastlabel.converters._shared.task_images import Drawn
from fastlabel.converters.cvat.masks import mask_attributes
from fastlabel.models import BBox, Keypoint, Line, Polygon, Segmentation

__all__ = ["box_attributes", "shape_element"]

TURNED: Final = "with corners the wrong way round, put right"
_NO_POINTS: Final = "without points"
_NO_PIXEL: Final = "that covers no pixel of the image"
_TOO_LARGE: Final = "with too many pixels for a mask"
_SLANTED: Final = "with edges that are not those of pixels, written as a mask"
_UNBOUNDED: Final = 2**53


def shape_element(drawn: Drawn, width: int, height: int) -> tuple[str, dict[str, str]] | None:
    """The tag and the attributes of a shape; None if it is left out, which is noted.

    Args:
        drawn: The annotation.
        width: Of the image, in pixels; 0 where it is not known.
        height: Of the image, in pixels; 0 where it is not known.

    Raises:
        MissingExtraError: It is a segmentation, and numpy is not installed.
    """
    match drawn.annotation:
        case BBox(points=points):
            if normalized_corners(points) != points:
                drawn.change(TURNED)
            return "box", box_attributes(points)
        case Segmentation():
            return _mask(drawn, drawn.annotation, width or _UNBOUNDED, height or _UNBOUNDED)
        case Polygon(points=points):
            return _path(drawn, "polygon", points)
        case Line(points=points):
            return _path(drawn, "polyline", points)
        case Keypoint(points=points):
            return _path(drawn, "points", points)


def box_attributes(points: tuple[float, float, float, float]) -> dict[str, str]:
    """The corners of a box, at full precision."""
    return dict(
        zip(("xtl", "ytl", "xbr", "ybr"), map(repr, normalized_corners(points)), strict=True)
    )


def _path(drawn: Drawn, tag: str, points: Sequence[float]) -> tuple[str, dict[str, str]] | None:
    if not points:
        drawn.leave_out(_NO_POINTS)
        return None
    return tag, {"points": ";".join(f"{x!r},{y!r}" for x, y in vertices_from_flat(points))}


def _mask(
    drawn: Drawn, annotation: Segmentation, width: int, height: int
) -> tuple[str, dict[str, str]] | None:
    try:
        window = pixels_of(annotation.points, width, height)
    except ValueError:
        drawn.leave_out(_TOO_LARGE)
        return None
    if window is None:
        drawn.leave_out(_NO_PIXEL)
        return None
    rings = [ring for rings in annotation.points for ring in rings if ring]
    if not all(is_within(ring, width, height) for ring in rings):
        drawn.change(CUT_OFF)
    if not are_pixels(annotation.points):
        # Which pixels are in it is kept, where the edges run between them is not.
        drawn.change(_SLANTED, 1.0)
    return "mask", mask_attributes(window)
