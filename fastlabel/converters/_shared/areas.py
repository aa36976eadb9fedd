"""The part of a shape that lies in its image, for formats that hold areas only."""

from __future__ import annotations

from itertools import chain
from typing import Final

from fastlabel._geometry.iou import pixel_iou
from fastlabel._geometry.rings import Bounds, Regions, bounding_box
from fastlabel._geometry.validity import is_degenerate
from fastlabel._quality.geometry_warnings import CUT_OFF
from fastlabel.converters._shared.task_images import ImageView, PlacedAnnotation
from fastlabel.models import BBox, Segmentation
from fastlabel.models.annotations import area_rings

DEGENERATE_RINGS: Final = "with rings that enclose nothing, which are dropped"
_NO_AREA: Final = "without area in its image"
_AS_BOX: Final = "as the box around it"


def regions_within(placed: PlacedAnnotation, image: ImageView, format_name: str) -> Regions | None:
    """Regions of an annotation inside its image of known size; None where it is dropped."""
    annotation = placed.annotation
    regions = area_rings(annotation)
    if not regions and not isinstance(annotation, Segmentation):
        placed.dropped(f"of a type that {format_name} does not have")
        return None
    solid = [
        [ring for ring in rings if not is_degenerate(ring)]
        for rings in regions
        if rings and not is_degenerate(rings[0])
    ]
    whole = Segmentation(value="", points=solid)
    inside = whole.clipped(image.width, image.height) if solid else None
    if inside is None:
        placed.dropped(_NO_AREA)
        return None
    if sum(map(len, solid)) < sum(map(len, regions)):
        placed.approximated(DEGENERATE_RINGS)
    if inside is not whole:
        placed.approximated(CUT_OFF, pixel_iou(solid, inside.points))
    return inside.points


def box_within(placed: PlacedAnnotation, image: ImageView, format_name: str) -> Bounds | None:
    """Box around the part of an annotation inside its image; arguments as `regions_within`."""
    regions = regions_within(placed, image, format_name)
    if regions is None:
        return None
    numbers = list(chain.from_iterable(chain.from_iterable(rings[:1] for rings in regions)))
    left, top, right, bottom = box = bounding_box(numbers[::2], numbers[1::2])
    if not isinstance(placed.annotation, BBox):
        outline = [left, top, right, top, right, bottom, left, bottom]
        placed.approximated(_AS_BOX, pixel_iou(regions, [[outline]]))
    return box
