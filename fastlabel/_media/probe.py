"""The media prober: sizes of images, and sizes, rates and lengths of videos, by their content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, NamedTuple

from fastlabel._media.images import ImageFormat, image_format, opened_image
from fastlabel._media.video import open_video
from fastlabel._protocol.kinds import MediaType
from fastlabel.errors import FastLabelInvalidException

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

_SMALL_BYTES: Final = 16_384
_NAMES: Final[dict[ImageFormat, str]] = {"png": "PNG", "jpg": "JPEG"}


class UnreadableMedia(FastLabelInvalidException):
    """A file is broken, or not of a format that the service takes."""


class ImageFacts(NamedTuple):
    """What an image is."""

    format: ImageFormat
    width: int
    """Pixels as stored."""
    height: int
    """Pixels as stored."""


class VideoFacts(NamedTuple):
    """What a video is."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    fps: float
    """Frames per second."""
    frame_count: int
    duration: float
    """Seconds."""
    codec: str
    """FFmpeg's name, such as `h264`."""


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a file is, in the terms of the wire."""

    extension: Literal["png", "jpg", "mp4"]
    facts: dict[str, int | float]
    """By JSON field."""


def probe_media(media: MediaType, content: bytes, path: str) -> MediaFacts:
    """Probe a file completely."""
    return _PROBES[media](content, path)


def probe_image(source: Path | bytes, path: str, *, decode: bool = False) -> ImageFacts:
    """Probe a PNG or JPEG."""
    found = image_format(_head(source))
    if found is None:
        text = "is neither a PNG nor a JPEG by its content, whatever its name says"
        raise UnreadableMedia(text, 422).at(path)
    try:
        with opened_image(source, path) as image:
            size = image.size
            if decode or found == "png":
                image.verify()
        if decode or found == "jpg":
            with opened_image(source, path) as image:
                if not decode:
                    image.draft("L", (1, 1))
                image.load()
    except FastLabelInvalidException:
        raise
    except Exception as error:  # noqa: BLE001  # Pillow raises anything on broken bytes
        text = f"is a broken or truncated {_NAMES[found]}: {error}"
        raise UnreadableMedia(text, 422).at(path) from None
    return ImageFacts(found, *size)


def probe_video(file: BinaryIO, path: str, *, decode: bool = True) -> VideoFacts:
    """Probe an MP4."""
    # Importing it takes a second, and most never send a video.
    from av.error import FFmpegError  # noqa: PLC0415  # optional

    _check_boxes(file, path)
    file.seek(0)
    try:
        # The format is given: a guessed one could be a playlist that names files of this machine.
        with open_video(file, "mp4") as container:
            facts = _container_facts(container, decode=decode)
    except (FFmpegError, ValueError, IndexError) as error:
        text = f"is a broken MP4 video: {getattr(error, 'strerror', None) or error}"
        raise UnreadableMedia(text, 422).at(path) from None
    if facts is None:
        raise UnreadableMedia("is an MP4 without a video", 422).at(path)
    return facts


def _probe_whole_image(content: bytes, path: str) -> MediaFacts:
    # Tests send the same small image over and over.
    probe = _probe_small if len(content) <= _SMALL_BYTES else probe_image
    found, width, height = probe(content, path, decode=True)
    return MediaFacts(found, {"width": width, "height": height})


_probe_small: Final = lru_cache(maxsize=256)(probe_image)


def _probe_whole_video(content: bytes, path: str) -> MediaFacts:
    width, height, fps, frame_count, duration, _ = probe_video(BytesIO(content), path, decode=False)
    size: dict[str, int | float] = {"width": width, "height": height}
    return MediaFacts("mp4", {**size, "fps": fps, "frameCount": frame_count, "duration": duration})


_PROBES: Final[dict[MediaType, Callable[[bytes, str], MediaFacts]]] = {
    "image": _probe_whole_image,
    "video": _probe_whole_video,
}


def _head(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:8]
    with source.open("rb") as file:
        return file.read(8)


def _check_boxes(file: BinaryIO, path: str) -> None:
    """Refuse a file that is not made of whole MP4 boxes; only their heads are read."""
    head = file.read(12)
    if head[4:8] != b"ftyp" or head[8:12] == b"qt  ":
        text = "is not an MP4 video by its content, whatever its name says"
        raise UnreadableMedia(text, 422).at(path)
    end = file.seek(0, SEEK_END)
    start = 0
    while start + 16 <= end:
        file.seek(start)
        box = file.read(16)
        size = int.from_bytes(box[:4])
        if size == 1:
            size = int.from_bytes(box[8:16])
        if size == 0:  # a last box that ends with the file
            return
        if size < 8:
            raise UnreadableMedia("is a broken MP4 video", 422).at(path)
        start += size
    if start > end:
        raise UnreadableMedia("is a truncated MP4 video: its end is missing", 422).at(path)


def _container_facts(container: InputContainer, *, decode: bool) -> VideoFacts | None:
    for stream in container.streams.video:
        rate = stream.average_rate
        # A stream without a decoder has no sizes.
        width, height = getattr(stream, "width", 0), getattr(stream, "height", 0)
        if not (rate and width and height):
            continue
        if decode:
            next(container.decode(stream), None)
        frames = stream.frames or _count_frames(container, stream)
        if frames:
            duration = float((stream.duration or 0) * (stream.time_base or 0))
            fps = float(rate)
            codec = stream.codec_context.name
            return VideoFacts(width, height, fps, frames, duration or frames / fps, codec)
    return None


def _count_frames(container: InputContainer, stream: VideoStream) -> int:
    container.seek(0)
    return sum(1 for packet in container.demux(stream) if packet.size)
