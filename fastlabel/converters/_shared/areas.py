"""The part of a shape that lies in its image: its regions, its box, or its pixels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from typing import Final, NamedTuple

from fastlabel._geometry.clipping import is_within
from fastlabel._geometry.iou import pixel_iou
from fastlabel._geometry.masks import Mask, mask_from_regions
from fastlabel._geometry.rings import Bounds, Regions, bounding_box, vertices_from_flat
from fastlabel._geometry.validity import is_degenerate
from fastlabel._quality.geometry_warnings import CUT_OFF
from fastlabel.converters._shared.task_images import ImageView, PlacedAnnotation
from fastlabel.models import BBox, Segmentation
from fastlabel.models.annotations import area_rings

DEGENERATE_RINGS: Final = "with rings that enclose nothing, which are dropped"
PIXEL_EDGES_LOST: Final = "with edges that are not those of pixels, as the pixels of a mask"
UNBOUNDED: Final = 2**53
"""Width or height where that of the image is unknown."""
MAX_PIXELS: Final = 2**30 // 12
"""As many as Pillow decodes without a warning."""
_NO_PIXEL: Final = "that covers no pixel of the image"
_TOO_LARGE: Final = "with too many pixels for a mask"
_NO_AREA: Final = "without area in its image"
_AS_BOX: Final = "as the box around it"


def enclosing_rings(
    regions: Regions, encloses: Callable[[Sequence[float]], bool]
) -> list[list[Sequence[float]]]:
    """Regions whose outline encloses something, without holes that do not."""
    return [
        [ring for ring in rings if encloses(ring)]
        for rings in regions
        if rings and encloses(rings[0])
    ]


def regions_within(placed: PlacedAnnotation, image: ImageView, format_name: str) -> Regions | None:
    """Regions of an annotation inside its image of known size; None where it is dropped."""
    annotation = placed.annotation
    regions = area_rings(annotation)
    if not regions and not isinstance(annotation, Segmentation):
        placed.dropped(f"of a type that {format_name} does not have")
        return None
    solid = enclosing_rings(regions, lambda ring: not is_degenerate(ring))
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


class MaskWindow(NamedTuple):
    """Part of an image, and which of its pixels a shape covers: one at least."""

    left: int
    top: int
    mask: Mask

    @property
    def slices(self) -> tuple[slice, slice]:
        """Its rows and columns in the image."""
        height, width = self.mask.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


def is_pixel_aligned(regions: Regions) -> bool:
    """Whether all rings run along the edges of pixels, so that a mask holds them exactly."""
    return all(
        float(x).is_integer() and float(y).is_integer() and (x == x2 or y == y2)
        for ring in chain.from_iterable(regions)
        for (x, y), (x2, y2) in pairwise(vertices_from_flat([*ring, *ring[:2]]))
    )


def rasterize(regions: Regions, width: int, height: int) -> MaskWindow | None:
    """Pixels of regions in an image, by the rule of `to_mask`; None if there are none."""
    numbers = list(chain.from_iterable(chain.from_iterable(regions)))
    if not numbers:
        return None
    left, top, right, bottom = bounding_box(numbers[::2], numbers[1::2])
    x, y = max(math.floor(left), 0), max(math.floor(top), 0)
    end_x, end_y = min(math.ceil(right), width), min(math.ceil(bottom), height)
    if end_x <= x or end_y <= y:
        return None
    if end_x * end_y > MAX_PIXELS:
        raise ValueError(f"{end_x} x {end_y} pixels")
    # Cropped, not translated: rounded vertices might change a pixel on an edge.
    return crop_to_content(mask_from_regions(regions, end_x, end_y)[y:, x:], x, y)


def rasterize_placed(
    placed: PlacedAnnotation,
    regions: Regions,
    size: tuple[int, int],
    *,
    no_pixel: str = _NO_PIXEL,
    too_large: str = _TOO_LARGE,
    pixel_edges: str = PIXEL_EDGES_LOST,
) -> MaskWindow | None:
    """Pixels of an annotation's regions; a size of 0 is unknown. Losses are noted, as phrased."""
    width, height = size[0] or UNBOUNDED, size[1] or UNBOUNDED
    try:
        window = rasterize(regions, width, height)
    except ValueError:
        placed.dropped(too_large)
        return None
    if window is None:
        placed.dropped(no_pixel)
        return None
    if not all(is_within(ring, width, height) for ring in chain.from_iterable(regions) if ring):
        placed.approximated(CUT_OFF)
    if not is_pixel_aligned(regions):
        # The pixels are exact, the position of edges between them is lost.
        placed.approximated(pixel_edges, 1.0 if pixel_edges == PIXEL_EDGES_LOST else None)
    return window


def crop_to_content(mask: Mask, left: int = 0, top: int = 0) -> MaskWindow | None:
    """Smallest window around the pixels that are set; None if none is."""
    import numpy as np  # noqa: PLC0415  # optional, but there is a mask

    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    content = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return MaskWindow(left + int(columns[0]), top + int(rows[0]), content)


def translate(regions: Regions, left: int, top: int) -> list[list[list[float]]]:
    """Regions of a window as regions of its image."""
    return [
        [[number + (top if at % 2 else left) for at, number in enumerate(ring)] for ring in rings]
        for rings in regions
    ]
