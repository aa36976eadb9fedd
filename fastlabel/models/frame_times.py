"""Frame numbers and seconds of a video with a constant frame rate."""

from __future__ import annotations

import math
from typing import Final

from fastlabel.models.building import invalid

__all__ = ["frame_at", "seconds_of"]

_ROUNDING: Final = 1e-6  # frames; a time at which a frame begins is rarely a float


def seconds_of(frame: int, fps: float) -> float:
    """When a frame begins to show, in seconds; frame 1 does at 0.0.

    >>> seconds_of(31, fps=30)
    1.0

    Raises:
        FastLabelInvalidException: The frame is below 1, or the frame rate is not positive.
    """
    if frame < 1:
        invalid(f"frame: {frame}, the first frame is 1")
    return (frame - 1) / _rate(fps)


def frame_at(seconds: float, fps: float) -> int:
    """The number of the frame that shows at a time in seconds; the first is 1.

    >>> frame_at(1.01, fps=30)
    31

    Raises:
        FastLabelInvalidException: The time is negative, or the frame rate is not positive.
    """
    if not 0 <= seconds < math.inf:
        invalid(f"seconds: {seconds:g}, a video begins at 0")
    return math.floor(seconds * _rate(fps) + _ROUNDING) + 1


def _rate(fps: float) -> float:
    if not 0 < fps < math.inf:
        invalid(f"fps: {fps:g}, a frame rate is positive")
    return fps
