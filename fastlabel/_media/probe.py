"""What media really are: sizes of images, and sizes, rates and lengths of videos.

The bytes decide, not the name.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from fastlabel._media.images import image_format, opened_image
from fastlabel._media.video import open_video
from fastlabel.errors import FastLabelInvalidException, invalid

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

__all__ = ["MediaFacts", "VideoFacts", "image_facts", "video_facts"]

_SMALL_BYTES: Final = 16_384


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a file is."""

    extension: Literal["png", "jpg", "mp4"]
    facts: dict[str, int | float]
    """By their names on the wire."""


def image_facts(content: bytes, place: str) -> MediaFacts:
    """Width and height, in pixels as stored, of an image that decodes to its last byte.

    Raises:
        FastLabelInvalidException: It is no PNG or JPEG, is broken, or too large to decode.
    """
    extension = image_format(content) or invalid(f"{place}: is not an image; PNG and JPEG are")
    # Tests send the same small image over and over.
    size = _size_of_small if len(content) <= _SMALL_BYTES else _decoded_size
    try:
        width, height = size(content, place)
    except FastLabelInvalidException:
        raise
    except (OSError, SyntaxError, ValueError, Warning) as error:
        invalid(f"{place}: is a broken {extension} image: {error}")
    return MediaFacts(extension, {"width": width, "height": height})


def video_facts(content: bytes, place: str) -> MediaFacts:
    """Size in pixels, frames per second, frames, and seconds of an MP4.

    Raises:
        FastLabelInvalidException: It is no MP4, has no video in it, or breaks off.
    """
    # Importing them takes a second, and most never send a video.
    from av.error import FFmpegError  # noqa: PLC0415

    if content[4:8] != b"ftyp" or content[8:12] == b"qt  ":
        invalid(f"{place}: is not an MP4 video")
    if _breaks_off(content):
        invalid(f"{place}: is a broken MP4 video: its end is missing")
    try:
        # The format is given: the guessed one could be a playlist that names files of this machine.
        with open_video(io.BytesIO(content), "mp4") as container:
            facts = _container_facts(container)
    except (FFmpegError, ValueError) as error:
        invalid(f"{place}: is a broken MP4 video: {getattr(error, 'strerror', error)}")
    return MediaFacts("mp4", facts) if facts else invalid(f"{place}: is an MP4 without a video")


def _decoded_size(content: bytes, place: str) -> tuple[int, int]:
    with opened_image(content, place) as image:
        image.verify()
    with opened_image(content, place) as image:
        image.load()
        return image.size


_size_of_small: Final = lru_cache(maxsize=256)(_decoded_size)


def _breaks_off(content: bytes) -> bool:
    """Whether one of the boxes that an MP4 is made of reaches beyond its end."""
    start = 0
    while start + 16 <= len(content):
        size = int.from_bytes(content[start : start + 4])
        if size == 1:
            size = int.from_bytes(content[start + 8 : start + 16])
        if size < 8:  # 0 is a last box that ends with the file
            return size != 0
        start += size
    return start > len(content)


def _container_facts(container: InputContainer) -> dict[str, int | float] | None:
    for stream in container.streams.video:
        rate = stream.average_rate
        # A stream that no decoder is there for has no sizes.
        width, height = getattr(stream, "width", 0), getattr(stream, "height", 0)
        frames = stream.frames or _count_frames(container, stream)
        if rate and width and height and frames:
            return {
                "width": width,
                "height": height,
                "fps": float(rate),
                "frameCount": frames,
                "duration": _seconds(stream) or frames / float(rate),
            }
    return None


def _count_frames(container: InputContainer, stream: VideoStream) -> int:
    return sum(1 for packet in container.demux(stream) if packet.size)


def _seconds(stream: VideoStream) -> float:
    return float((stream.duration or 0) * (stream.time_base or 0))


class VideoFacts(NamedTuple):
    """What a video is."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    frame_count: int
    codec: str
    """By FFmpeg's name, such as `h264`."""
