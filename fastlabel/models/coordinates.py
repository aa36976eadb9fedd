"""Coordinates: pixels of the image or frame, origin at its top left, x to the right, y down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from fastlabel.models.sequences import AsTuple

__all__ = ["BoxPoints", "Coordinate", "Point", "Ring", "VertexList"]

# A float holds whole numbers exactly only up to 2⁵³; beyond, a coordinate would change in silence.
Coordinate: TypeAlias = Annotated[
    float, Field(strict=True, allow_inf_nan=False, gt=-(2**53), lt=2**53)
]
"""One finite number, in pixels."""

Point: TypeAlias = tuple[Coordinate, Coordinate]
"""x, y."""

BoxPoints: TypeAlias = tuple[Coordinate, Coordinate, Coordinate, Coordinate]
"""Top-left x and y, bottom-right x and y."""


def _even(points: Sequence[float]) -> Sequence[float]:
    if len(points) % 2:
        raise PydanticCustomError(
            "odd_points", "{count} numbers, x and y come in pairs", {"count": len(points)}
        )
    return points


VertexList: TypeAlias = Annotated[Sequence[Coordinate], AsTuple(), AfterValidator(_even)]
"""x, y, x, y, …: an even count of numbers."""

Ring: TypeAlias = VertexList
"""A closed outline: the first vertex is repeated at the end."""
