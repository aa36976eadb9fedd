"""One region of a segmentation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from fastlabel.models.outlines import Vertices, opened, region_area, vertices_of

__all__ = ["Region"]


class Region(NamedTuple):
    """An outline and the holes in it: vertices (x, y) in pixels, the first not repeated."""

    outline: Vertices
    """What is around the region."""
    holes: tuple[Vertices, ...] = ()
    """What is not of the region, though inside the outline."""

    @classmethod
    def of(cls, rings: Sequence[Sequence[float]]) -> Region:
        """The region of rings x, y, x, y, …, the first of which is the outline."""
        outline, *holes = (vertices_of(opened(ring)) for ring in rings or [()])
        return cls(outline, tuple(holes))

    @property
    def area(self) -> float:
        """The outline's area less those of the holes, in pixels².

        The holes are taken to lie inside the outline and apart from one another.
        """
        rings = (self.outline, *self.holes)
        return region_area([tuple(chain.from_iterable(ring)) for ring in rings])
