"""How a model knows that it is read from the wire, not built in Python.

The decoder passes `READING` as pydantic's validation context. Only the fall-backs look at it
(a null list, an annotation that fits no type), so reading well-formed JSON costs nothing.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationInfo

__all__ = ["READING", "is_reading"]

READING: Final = object()


def is_reading(info: ValidationInfo[Any]) -> bool:
    """Whether the value at hand comes from the wire."""
    return info.context is READING
