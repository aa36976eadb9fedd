"""The frames of a video, counted from 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fastlabel.decoded_frames import check_frame, decoded_frames
from fastlabel.models.source import StrPath

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["check_frame", "read_frames"]


def read_frames(video: StrPath | bytes, frames: Iterable[int]) -> Iterator[tuple[int, Picture]]:
    """Decode chosen frames of a video, a path or bytes; the first frame is 1.

    Yields:
        Frame number and RGB image, in the order of the video, each frame once.

    Raises:
        FastLabelInvalidException: A number is below 1 or beyond the last frame; or it is no video.
        MissingExtraError: PyAV or Pillow is not installed.
    """
    return decoded_frames(video, frames)
