"""Base class of polygons and lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self, Unpack

from fastlabel._geometry.numbers import Number, Pairs, flat_points, image_size
from fastlabel._geometry.rings import Bounds, Vertices, bounding_box, vertices_from_flat
from fastlabel.errors import invalid
from fastlabel.models._wire.fields import VertexList
from fastlabel.models.annotations.base import AnnotationBase, AnnotationFields


class VertexAnnotation(AnnotationBase, frozen=True):
    """An annotation of one list of vertices."""

    points: VertexList

    @property
    def vertices(self) -> Vertices:
        """Vertices as pairs (x, y), in pixels."""
        return vertices_from_flat(self.points)

    @property
    def bounds(self) -> Bounds:
        """Left, top, right and bottom in pixels."""
        if not self.points:
            invalid(f"no vertices, so the {self.type} has no bounds", "points")
        return bounding_box(self.points[::2], self.points[1::2])

    def normalized(self, width: Number, height: Number) -> Vertices:
        """Vertices relative to the image size: 0..1 inside the image."""
        wide, high = image_size(width, height)
        return tuple((x / wide, y / high) for x, y in self.vertices)

    @classmethod
    def from_vertices(
        cls, vertices: Pairs, *, value: str, **fields: Unpack[AnnotationFields]
    ) -> Self:
        """Build from pairs of x and y in pixels, or an array of shape (N, 2)."""
        points = cls._points_from(flat_points(vertices, ("vertices",)))
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
        """Build from pairs of x and y relative to the image size, or an array of shape (N, 2)."""
        wide, high = image_size(width, height)
        pairs = vertices_from_flat(flat_points(vertices, ("vertices",)))
        scaled = ((x * wide, y * high) for x, y in pairs)
        return cls.from_vertices(scaled, value=value, **fields)

    @classmethod
    def _points_from(cls, points: list[float]) -> Sequence[float]:
        """`points` of a type, from flat vertices."""
        return points
