"""Media for tasks that come without: grey, and of the right size."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from fastlabel.checks import refuse

__all__ = ["placeholder_image", "placeholder_video"]

_GREY: Final = 128
_MOST_PIXELS: Final = 50_000_000
_LONGEST_SIDE: Final = 8190
_MOST_FRAMES: Final = 20_000
_FINEST_RATE: Final = 60_060


def placeholder_image(width: int, height: int, place: str, *, is_jpeg: bool) -> bytes:
    """A grey picture.

    Args:
        width: Pixels; at least 1 are made.
        height: Pixels; at least 1 are made.
        place: What errors name.
        is_jpeg: Whether it is a JPEG; else a PNG.

    Raises:
        FastLabelInvalidException: It would be too large.
    """
    _check_size(width, height, place, "the picture")
    return _image(max(width, 1), max(height, 1), "JPEG" if is_jpeg else "PNG")


def placeholder_video(width: int, height: int, fps: float, frames: int, place: str) -> bytes:
    """A grey MP4.

    Args:
        width: Pixels; at least 1 are made.
        height: Pixels; at least 1 are made.
        fps: Frames per second.
        frames: Frames in all; at least 1 is made.
        place: What errors name.

    Raises:
        FastLabelInvalidException: It would be too large or too long.
    """
    _check_size(width, height, place, "the video")
    if frames > _MOST_FRAMES or not 1 / _FINEST_RATE <= fps <= _FINEST_RATE:
        refuse(f"{place}: {frames} frames at {fps} a second; give the video itself, in media=")
    return _video(max(width, 1), max(height, 1), fps, max(frames, 1))


# Of a project, the media often have one size.
@lru_cache(maxsize=16)
def _image(width: int, height: int, format_name: str) -> bytes:
    from PIL import Image  # noqa: PLC0415  # costs time

    content = io.BytesIO()
    Image.new("RGB", (width, height), (_GREY, _GREY, _GREY)).save(content, format_name)
    return content.getvalue()


@lru_cache(maxsize=4)
def _video(width: int, height: int, fps: float, frames: int) -> bytes:
    import av  # noqa: PLC0415  # costs time

    rate = Fraction(fps).limit_denominator(_FINEST_RATE)
    content = io.BytesIO()
    # What PyAV says of its types is not enough for a strict checker.
    container: Any
    with av.open(content, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        # One frame is encoded and then repeated: each stands for itself.
        (first,) = stream.encode(_grey_frame(width, height)) + stream.encode(None)
        for index in range(frames):
            container.mux(_repeated(bytes(first), stream, index, 1 / rate))
    return content.getvalue()


def _check_size(width: int, height: int, place: str, noun: str) -> None:
    if width * height > _MOST_PIXELS or max(width, height) > _LONGEST_SIDE:
        refuse(f"{place}: {width} x {height} pixels; give {noun} itself, in media=")


def _grey_frame(width: int, height: int) -> Any:
    import av  # noqa: PLC0415  # costs time

    frame = av.VideoFrame(width, height, "yuv420p")
    for plane in frame.planes:
        plane.update(bytes([_GREY]) * plane.buffer_size)
    return frame


def _repeated(content: bytes, stream: Any, index: int, time_base: Fraction) -> Any:
    import av  # noqa: PLC0415  # costs time

    packet: Any = av.Packet(content)
    packet.stream = stream
    packet.pts = packet.dts = index
    packet.duration, packet.time_base, packet.is_keyframe = 1, time_base, True
    return packet
