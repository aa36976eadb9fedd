"""One image of a multi-image task."""

from __future__ import annotations

from fastlabel.models.numbers import Count
from fastlabel.models.wire_model import WireModel

__all__ = ["Content"]


class Content(WireModel, frozen=True):
    """One image of a multi-image task."""

    name: str
    """Unique in its task; annotations refer to it in their `content`."""
    url: str | None = None
    """Where the image can be fetched, for a while."""
    width: Count | None = None
    """Pixels."""
    height: Count | None = None
    """Pixels."""
