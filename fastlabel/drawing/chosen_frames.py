"""Which frames of a video to show, where there are too many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastlabel.models import VideoAnnotation, VideoBBox

__all__ = ["chosen_frames"]


def chosen_frames(annotations: Iterable[VideoAnnotation], most: int) -> Sequence[int]:
    """Some of the frames that have boxes, evenly; those drawn by hand first. Frame 1 if none has.

    Args:
        annotations: Of the video.
        most: How many frames at most; 2 or more.
    """
    boxes = [one for one in annotations if isinstance(one, VideoBBox)]
    by_hand = sorted({frame for box in boxes for frame in box.keyframes})
    if len(by_hand) >= most:
        return _evenly(by_hand, most)
    others = sorted({frame for box in boxes for frame in box.points} - set(by_hand))
    return sorted([*by_hand, *_evenly(others, most - len(by_hand))]) or [1]


def _evenly(frames: Sequence[int], most: int) -> Sequence[int]:
    if len(frames) <= most:
        return frames
    step = (len(frames) - 1) / max(most - 1, 1)
    return [frames[round(at * step)] for at in range(most)]
