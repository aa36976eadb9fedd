"""Segmentations of images: regions with holes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, Self, SupportsIndex, Unpack

from fastlabel._geometry.clipping import clip_ring
from fastlabel._geometry.masks import Mask, mask_from_regions, regions_from_mask
from fastlabel._geometry.numbers import Number, Pairs, flat_points
from fastlabel._geometry.rings import (
    Bounds,
    Vertices,
    bounding_box,
    region_area,
    signed_area,
    vertices_from_flat,
    without_closing_vertex,
)
from fastlabel.errors import invalid
from fastlabel.models._wire.fields import Ring, TupleOf
from fastlabel.models.annotations.base import AnnotationBase, AnnotationFields

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Region(NamedTuple):
    """An outline and its holes: vertices (x, y) in pixels, not closed."""

    outline: Vertices
    """Outer ring."""
    holes: tuple[Vertices, ...] = ()
    """Inner rings."""

    @classmethod
    def from_rings(cls, rings: Sequence[Sequence[float]]) -> Region:
        """Build from rings x, y, x, y, … in pixels: the outline, then the holes."""
        outline, *holes = (
            vertices_from_flat(without_closing_vertex(ring)) for ring in rings or [()]
        )
        return cls(outline, tuple(holes))

    @property
    def area(self) -> float:
        """Area of the outline minus those of the holes, in pixels².

        Exact for holes that are inside the outline and disjoint.
        """
        rings = (self.outline, *self.holes)
        return region_area([tuple(chain.from_iterable(ring)) for ring in rings])


class Segmentation(AnnotationBase, frozen=True):
    """One or more regions, each an outline and its holes: rings x1, y1, x2, y2, … in pixels.

    Outlines run clockwise on the screen, holes counter-clockwise.
    """

    type: Literal["segmentation"] = "segmentation"
    points: Annotated[Sequence[Annotated[Sequence[Ring], TupleOf()]], TupleOf()]
    """Regions → rings → x, y, x, y, … in pixels. The first ring of a region is its outline, others
    are holes. A ring is closed: its last vertex repeats the first."""

    @property
    def regions(self) -> tuple[Region, ...]:
        """Regions, each with its outline and holes as vertices (x, y) in pixels."""
        return tuple(map(Region.from_rings, self.points))

    @property
    def bounds(self) -> Bounds:
        """Left, top, right and bottom of all regions, in pixels.

        Raises:
            FastLabelInvalidException: There are no vertices.
        """
        vertices = [number for rings in self.points for number in chain.from_iterable(rings[:1])]
        if not vertices:
            invalid("no vertices, so the segmentation has no bounds", "points")
        return bounding_box(vertices[::2], vertices[1::2])

    @property
    def area(self) -> float:
        """Area of the outlines minus that of the holes, in pixels².

        Exact for disjoint regions with holes inside their outline; otherwise use `to_mask`.
        """
        return sum(map(region_area, self.points), 0.0)

    def clipped(self, width: Number, height: Number) -> Self | None:
        """Clip to the image; all other fields are kept.

        Each ring is clipped like a polygon; regions and holes outside the image are dropped.

        Args:
            width: Image width in pixels.
            height: Image height in pixels.

        Returns:
            The part inside the image; None if it has no area.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        regions = [_clipped(rings, width, height) for rings in self.points]
        points = tuple(rings for rings in regions if rings)
        if not points or points == self.points:
            return self if points else None
        return self.model_copy(update={"points": points})

    def to_mask(self, width: SupportsIndex, height: SupportsIndex) -> Mask:
        """Rasterize: the pixels whose centre is inside an outline and inside none of its holes.

        Rings are filled by the even-odd rule. A centre exactly on an edge belongs to the area right
        of the edge, or below it.

        Args:
            width: Image width in pixels.
            height: Image height in pixels.

        Returns:
            Boolean array of shape (height, width).

        Raises:
            FastLabelInvalidException: The size is not a positive number of pixels.
            MissingExtraError: numpy is not installed.
        """
        return mask_from_regions(self.points, width, height)

    @classmethod
    def from_rings(
        cls, regions: Iterable[Iterable[Pairs]], *, value: str, **fields: Unpack[AnnotationFields]
    ) -> Self:
        """Build from regions → rings → pairs of x and y in pixels, or arrays of shape (N, 2).

        The first ring of a region is its outline. Rings may be open or closed and run in either
        direction: they are closed, outlines turned clockwise on the screen, holes the other way.

        >>> triangle = [(0, 0), (0, 3), (4, 0)]
        >>> Segmentation.from_rings([[triangle]], value="sail").points
        (((0.0, 0.0, 4.0, 0.0, 0.0, 3.0, 0.0, 0.0),),)

        Raises:
            FastLabelInvalidException: Not pairs of numbers; the error has the path.
        """
        points = [
            [
                _turned(flat_points(ring, ("regions", number, at)), clockwise=at == 0)
                for at, ring in enumerate(rings)
            ]
            for number, rings in enumerate(regions)
        ]
        return cls(value=value, points=points, **fields)

    @classmethod
    def from_mask(cls, mask: ArrayLike, *, value: str, **fields: Unpack[AnnotationFields]) -> Self:
        """Build from a mask: outlines run exactly along the edges of its pixels.

        `area` is the number of pixels, and `to_mask` gives the mask back. Regions and holes are
        4-connected: pixels that only share a corner are apart. So no ring touches itself, though
        two may touch at a corner.

        Args:
            mask: Rows of bool, or of 0 and 1, from the top: shape (height, width).
            value: Class value.
            fields: Other fields of the annotation.

        Raises:
            FastLabelInvalidException: Not two-dimensional, not 0 and 1 only, or no pixel is set.
            MissingExtraError: numpy is not installed.
        """
        return cls(value=value, points=regions_from_mask(mask), **fields)


def _turned(points: list[float], *, clockwise: bool) -> list[float]:
    """Close a ring and turn it to the given direction."""
    ring = list(without_closing_vertex(points))
    if (signed_area(ring) < 0) == clockwise:
        ring[2::2], ring[3::2] = ring[-2:0:-2], ring[:1:-2]
    return ring + ring[:2]


def _clipped(
    rings: Sequence[Sequence[float]], width: Number, height: Number
) -> tuple[Sequence[float], ...]:
    """Clip a region; rings that were cut are closed again. Empty if nothing is left."""
    cut = [clip_ring(ring, width, height) for ring in rings]
    if not cut or cut[0] is None:
        return ()
    return tuple(
        part if part is ring else (*part, *part[:2])
        for ring, part in zip(rings, cut, strict=True)
        if part is not None
    )
