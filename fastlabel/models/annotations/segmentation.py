"""Regions on an image, each of which may have holes."""

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

__all__ = [
    "Region",
    "Segmentation",
]


class Region(NamedTuple):
    """An outline and the holes in it: vertices (x, y) in pixels, the first not repeated."""

    outline: Vertices
    """What is around the region."""
    holes: tuple[Vertices, ...] = ()
    """What is not of the region, though inside the outline."""

    @classmethod
    def from_rings(cls, rings: Sequence[Sequence[float]]) -> Region:
        """The region of rings x, y, x, y, …, the first of which is the outline."""
        outline, *holes = (
            vertices_from_flat(without_closing_vertex(ring)) for ring in rings or [()]
        )
        return cls(outline, tuple(holes))

    @property
    def area(self) -> float:
        """The outline's area less those of the holes, in pixels².

        The holes are taken to lie inside the outline and apart from one another.
        """
        rings = (self.outline, *self.holes)
        return region_area([tuple(chain.from_iterable(ring)) for ring in rings])


class Segmentation(AnnotationBase, frozen=True):
    """One or more regions; the first ring of each is its outline, any further ones are holes."""

    type: Literal["segmentation"] = "segmentation"
    points: Annotated[Sequence[Annotated[Sequence[Ring], TupleOf()]], TupleOf()]
    """Regions → rings → x, y, x, y, … in pixels. A ring is closed: its first vertex is repeated at
    the end. Outlines run clockwise as seen on the screen."""

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions, each with its outline and its holes as vertices (x, y)."""
        return tuple(map(Region.from_rings, self.points))

    @property
    def bounds(self) -> Bounds:
        """Left, top, right and bottom of all regions, in pixels.

        Raises:
            FastLabelInvalidException: There are no vertices.
        """
        vertices = [number for rings in self.points for number in chain.from_iterable(rings[:1])]
        if not vertices:
            invalid("points: no vertices, so the segmentation has no bounds")
        return bounding_box(vertices[::2], vertices[1::2])

    @property
    def area(self) -> float:
        """The areas of the outlines less those of their holes, in pixels².

        Regions are taken to be apart, and holes to lie inside their outline; `to_mask` counts
        right in any case.
        """
        return sum(map(region_area, self.points), 0.0)

    def clipped(self, width: Number, height: Number) -> Self | None:
        """The part inside the image, all other fields kept; None if no area is left.

        Each ring is cut as `Polygon.clipped` does; regions and holes that are outside go.

        Args:
            width: Of the image, in pixels.
            height: Of the image, in pixels.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        regions = [_clipped(rings, width, height) for rings in self.points]
        points = tuple(rings for rings in regions if rings)
        if not points or points == self.points:
            return self if points else None
        return self.model_copy(update={"points": points})

    def to_mask(self, width: SupportsIndex, height: SupportsIndex) -> Mask:
        """The pixels whose centre is in a region: inside its outline and inside none of its holes.

        Inside a ring is what crosses it an odd number of times on the way out. A centre right on
        an edge belongs to what is right of the edge, or below it.

        Args:
            width: Of the image, in pixels.
            height: Of the image, in pixels.

        Returns:
            An array of bool, of shape (height, width).

        Raises:
            FastLabelInvalidException: The size is not a positive count of pixels.
            MissingExtraError: numpy is not installed.
        """
        return mask_from_regions(self.points, width, height)

    @classmethod
    def from_rings(
        cls,
        regions: Iterable[Iterable[Pairs]],
        *,
        value: str,
        **fields: Unpack[AnnotationFields],
    ) -> Self:
        """Build from regions → rings → pairs of x and y in pixels, or arrays of shape (N, 2).

        The first ring of a region is its outline. Rings may be open or closed and run either way:
        they are closed, outlines turned clockwise as seen on the screen, and holes the other way.

        >>> triangle = [(0, 0), (0, 3), (4, 0)]
        >>> Segmentation.from_rings([[triangle]], value="sail").points
        (((0.0, 0.0, 4.0, 0.0, 0.0, 3.0, 0.0, 0.0),),)

        Raises:
            FastLabelInvalidException: Not pairs of numbers; the message names the place.
        """
        points = [
            [
                _turned(flat_points(ring, f"regions[{number}][{at}]"), clockwise=at == 0)
                for at, ring in enumerate(rings)
            ]
            for number, rings in enumerate(regions)
        ]
        return cls(value=value, points=points, **fields)

    @classmethod
    def from_mask(cls, mask: ArrayLike, *, value: str, **fields: Unpack[AnnotationFields]) -> Self:
        """Build from a mask: the outlines run exactly along the edges of its pixels.

        `area` is the count of pixels, and `to_mask` gives the mask back. Pixels that share a side
        are one region (4-connectivity); those that meet at a corner only are not. The same holds
        for holes. So no ring touches itself, though two may touch at a corner.

        Args:
            mask: Rows of bool or 0 and 1, from the top: of shape (height, width).
            value: The class.
            fields: Further fields of the annotation.

        Raises:
            FastLabelInvalidException: It is not of two dimensions, or not of 0 and 1; or no pixel
                is set.
            MissingExtraError: numpy is not installed.
        """
        return cls(value=value, points=regions_from_mask(mask), **fields)


def _turned(points: list[float], *, clockwise: bool) -> list[float]:
    """The ring closed, and run the way asked for."""
    ring = list(without_closing_vertex(points))
    if (signed_area(ring) < 0) == clockwise:
        ring[2::2], ring[3::2] = ring[-2:0:-2], ring[:1:-2]
    return ring + ring[:2]


def _clipped(
    rings: Sequence[Sequence[float]], width: Number, height: Number
) -> tuple[Sequence[float], ...]:
    """The region inside the image, its rings closed where they were cut; empty if nothing is."""
    cut = [clip_ring(ring, width, height) for ring in rings]
    if not cut or cut[0] is None:
        return ()
    return tuple(
        part if part is ring else (*part, *part[:2])
        for ring, part in zip(rings, cut, strict=True)
        if part is not None
    )
