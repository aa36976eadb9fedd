"""Polygons on images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self, SupportsIndex

from fastlabel._geometry.clipping import clip_ring
from fastlabel._geometry.masks import Mask, mask_from_regions
from fastlabel._geometry.numbers import Number
from fastlabel._geometry.rings import ring_area, without_closing_vertex
from fastlabel.models._wire.fields import VertexList
from fastlabel.models.annotations.vertex_list import VertexAnnotation


class Polygon(VertexAnnotation, frozen=True):
    """A polygon without holes: x1, y1, x2, y2, … in pixels, not closed."""

    type: Literal["polygon"] = "polygon"
    points: VertexList
    """x, y, x, y, … in pixels; the first vertex is not repeated at the end."""

    @property
    def area(self) -> float:
        """Enclosed area in pixels², by the shoelace formula, in either direction.

        >>> Polygon.from_vertices([(0, 0), (4, 0), (0, 3)], value="sail").area
        6.0
        """
        return ring_area(self.points)

    def clipped(self, width: Number, height: Number) -> Self | None:
        """Clip to the image; all other fields are kept.

        A polygon that leaves the image and enters again stays one polygon: its parts are joined by
        edges along the edge of the image, which enclose nothing.

        Args:
            width: Image width in pixels.
            height: Image height in pixels.

        Returns:
            The part inside the image; None if it has no area.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        points = clip_ring(self.points, width, height)
        if points is None or points is self.points:
            return None if points is None else self
        return self.model_copy(update={"points": points})

    def to_mask(self, width: SupportsIndex, height: SupportsIndex) -> Mask:
        """Rasterize: the pixels whose centre is inside, by the rule of `Segmentation.to_mask`.

        Args:
            width: Image width in pixels.
            height: Image height in pixels.

        Returns:
            Boolean array of shape (height, width).

        Raises:
            FastLabelInvalidException: The size is not a positive number of pixels.
            MissingExtraError: numpy is not installed.
        """
        return mask_from_regions([[self.points]], width, height)

    @classmethod
    def _points_from(cls, points: list[float]) -> Sequence[float]:
        return without_closing_vertex(points)
