"""What of a shape lies in its picture, for formats that hold areas only."""

from __future__ import annotations

from itertools import chain

from fastlabel._geometry.iou import pixel_iou
from fastlabel._geometry.rings import Bounds, Regions, bounding_box, is_degenerate
from fastlabel._quality.geometry_warnings import CUT_OFF
from fastlabel.converters._shared.task_images import Drawn, Picture
from fastlabel.models import BBox, Polygon, Segmentation

__all__ = ["box_within", "regions_within"]

_NOTHING = "without area in its image"
_AS_BOX = "as the box around it"
_THIN = "with rings that enclose nothing left out"


def regions_within(drawn: Drawn, picture: Picture, form: str) -> Regions | None:
    """The regions of an annotation inside its picture; None, and noted, where there are none.

    Args:
        drawn: The annotation, where changes are noted.
        picture: Of known size.
        form: What has no place for keypoints and lines, such as `YOLO detection`.
    """
    annotation = drawn.annotation
    if not isinstance(annotation, BBox | Polygon | Segmentation):
        drawn.leave_out(f"of a type that {form} has no form for")
        return None
    given = _regions(annotation)
    solid = [
        [ring for ring in rings if not is_degenerate(ring)]
        for rings in given
        if rings and not is_degenerate(rings[0])
    ]
    whole = Segmentation(value="", points=solid)
    inside = whole.clipped(picture.width, picture.height) if solid else None
    if inside is None:
        drawn.leave_out(_NOTHING)
        return None
    if sum(map(len, solid)) < sum(map(len, given)):
        drawn.change(_THIN)
    if inside is not whole:
        drawn.change(CUT_OFF, pixel_iou(solid, inside.points))
    return inside.points


def box_within(drawn: Drawn, picture: Picture, form: str) -> Bounds | None:
    """The box around what of an annotation is inside its picture, left, top, right, bottom.

    As `regions_within`; what is not a box is noted as changed.
    """
    regions = regions_within(drawn, picture, form)
    if regions is None:
        return None
    numbers = list(chain.from_iterable(chain.from_iterable(rings[:1] for rings in regions)))
    box = bounding_box(numbers[::2], numbers[1::2])
    if not isinstance(drawn.annotation, BBox):
        left, top, right, bottom = box
        outline = [left, top, right, top, right, bottom, left, bottom]
        drawn.change(_AS_BOX, pixel_iou(regions, [[outline]]))
    return box


def _regions(annotation: BBox | Polygon | Segmentation) -> Regions:
    match annotation:
        case BBox():
            return [[list(chain.from_iterable(annotation.vertices))]]
        case Polygon():
            return [[annotation.points]]
        case Segmentation():
            return annotation.points
