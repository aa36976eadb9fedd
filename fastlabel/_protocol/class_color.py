"""The colour of a class, made of its value."""

from __future__ import annotations

import colorsys
import hashlib
from functools import lru_cache
from typing import Final

_LIGHTNESS: Final = 0.45
_SATURATION: Final = 0.6


@lru_cache(maxsize=4096)
def class_color(value: str) -> str:
    """The colour of a class, `#rrggbb`: its hue comes from the value, so it is the same everywhere.

    >>> class_color("cat") == class_color("cat")
    True
    """
    digest = hashlib.sha256(value.encode()).digest()
    hue = int.from_bytes(digest[:2]) / 2**16
    channels = colorsys.hls_to_rgb(hue, _LIGHTNESS, _SATURATION)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
