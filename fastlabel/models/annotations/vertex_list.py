"""What a polygon and a line have in common: a list of vertices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self, Unpack

from fastlabel._geometry.numbers import Number, Pairs, flat_points, image_size
from fastlabel._geometry.rings import Bounds, Vertices, bounding_box, vertices_from_flat
from fastlabel.errors import invalid
from fastlabel.models._wire.fields import VertexList
from fastlabel.models.annotations.base import AnnotationBase, AnnotationFields

__all__ = ["VertexAnnotation"]


class VertexAnnotation(AnnotationBase, frozen=True):
    """An annotation that is one list of vertices."""

    points: VertexList

    @property
    def vertices(self) -> Vertices:
        """(x, y), (x, y), … in pixels."""
        return vertices_from_flat(self.points)

    @property
    def bounds(self) -> Bounds:
        """Left, top, right and bottom in pixels.

        Raises:
            FastLabelInvalidException: There are no vertices.
        """
        if not self.points:
            invalid(f"points: no vertices, so the {self.type} has no bounds")
        return bounding_box(self.points[::2], self.points[1::2])

    def normalized(self, width: Number, height: Number) -> Vertices:
        """The vertices as parts of the image's size, in 0..1 for what is inside.

        Args:
            width: Of the image, in pixels.
            height: Of the image, in pixels.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        wide, high = image_size(width, height)
        return tuple((x / wide, y / high) for x, y in self.vertices)

    @classmethod
    def from_vertices(
        cls, vertices: Pairs, *, value: str, **fields: Unpack[AnnotationFields]
    ) -> Self:
        """Build from pairs of x and y in pixels, or an array of shape (N, 2).

        Of a closed ring, a polygon leaves out the last vertex, which repeats the first.

        Raises:
            FastLabelInvalidException: Not pairs of numbers.
        """
        points = cls._points_from(flat_points(vertices, "vertices"))
        return cls.model_validate({"value": value, "points": points, **fields})

    @classmethod
    def from_normalized(
        cls,
        vertices: Pairs,
        *,
        width: Number,
        height: Number,
        value: str,
        **fields: Unpack[AnnotationFields],
    ) -> Self:
        """Build from pairs of x and y as parts of the image's size, or an array of shape (N, 2).

        Args:
            vertices: Pairs of numbers, in 0..1 inside the image.
            width: Of the image, in pixels.
            height: Of the image, in pixels.
            value: The class.
            fields: Further fields of the annotation.

        Raises:
            FastLabelInvalidException: Not pairs of numbers, or the size is not positive.
        """
        wide, high = image_size(width, height)
        parts = vertices_from_flat(flat_points(vertices, "vertices"))
        scaled = ((x * wide, y * high) for x, y in parts)
        return cls.from_vertices(scaled, value=value, **fields)

    @classmethod
    def _points_from(cls, points: list[float]) -> Sequence[float]:
        """How this type writes the vertices that it is built from."""
        return points
