"""A polygon on an image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self, SupportsIndex

from fastlabel._geometry.clipping import clip_ring
from fastlabel._geometry.masks import Mask, mask_from_regions
from fastlabel._geometry.numbers import Number
from fastlabel._geometry.rings import ring_area, without_closing_vertex
from fastlabel.models._wire.fields import VertexList
from fastlabel.models.annotations.vertex_list import VertexAnnotation

__all__ = ["Polygon"]


class Polygon(VertexAnnotation, frozen=True):
    """A polygon of one ring, without holes."""

    type: Literal["polygon"] = "polygon"
    points: VertexList
    """x, y, x, y, … in pixels; the first vertex is not repeated at the end."""

    @property
    def area(self) -> float:
        """What it encloses, in pixels²: the shoelace formula, whichever way round it runs.

        >>> Polygon.from_vertices([(0, 0), (4, 0), (0, 3)], value="sail").area
        6.0
        """
        return ring_area(self.points)

    def clipped(self, width: Number, height: Number) -> Self | None:
        """The part inside the image, all other fields kept; None if no area is left.

        A polygon that leaves the image and enters again stays one polygon: its parts are joined
        along the image's edge, by edges that enclose nothing.

        Args:
            width: Of the image, in pixels.
            height: Of the image, in pixels.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        points = clip_ring(self.points, width, height)
        if points is None or points is self.points:
            return None if points is None else self
        return self.model_copy(update={"points": points})

    def to_mask(self, width: SupportsIndex, height: SupportsIndex) -> Mask:
        """The pixels whose centre is inside, by the rule of `Segmentation.to_mask`.

        Args:
            width: Of the image, in pixels.
            height: Of the image, in pixels.

        Returns:
            An array of bool, of shape (height, width).

        Raises:
            FastLabelInvalidException: The size is not a positive count of pixels.
            MissingExtraError: numpy is not installed.
        """
        return mask_from_regions([[self.points]], width, height)

    @classmethod
    def _points_from(cls, points: list[float]) -> Sequence[float]:
        return without_closing_vertex(points)
