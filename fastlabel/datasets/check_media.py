"""Whether a video is what it says it is, how large and how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from fastlabel._media.images import ImageFormat, image_format, opened_image
from fastlabel._media.probe import VideoFacts
from fastlabel._media.video import open_video
from fastlabel._protocol.limits import (
    MAX_CONTENTS,
    MAX_CONTENTS_CHARACTERS,
    MAX_IMAGE_BYTES,
    MAX_VIDEO_BYTES,
    MIB,
)
from fastlabel._quality.problem import Finding, from_error
from fastlabel.datasets.task_media import TaskFile
from fastlabel.errors import FastLabelInvalidException

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

__all__ = [
    "ImageLook",
    "VideoLook",
    "check_contents",
    "check_size",
    "look_at_image",
    "look_at_video",
]


class VideoLook(NamedTuple):
    """What one look at a video shows."""

    facts: VideoFacts | None
    """None where it cannot be read."""
    findings: list[Finding]


def look_at_video(file: TaskFile) -> VideoLook:
    """Look at a video: its real type, its codec, whether it is whole. One frame is decoded.

    Raises:
        OSError: It cannot be read.
    """
    # Importing it takes long, and most never send a video.
    from av.error import FFmpegError  # noqa: PLC0415  # optional

    findings = list(check_size(file.size, MAX_VIDEO_BYTES, file.path))
    with file.opened() as opened:
        broken = _broken(opened)
        if broken:
            return VideoLook(None, [*findings, Finding(file.path, broken)])
        opened.seek(0)
        try:
            facts = _facts(opened)
        except (FFmpegError, ValueError, IndexError) as error:
            text = f"is a broken MP4 video: {getattr(error, 'strerror', None) or error}"
            return VideoLook(None, [*findings, Finding(file.path, text)])
    if facts is None:
        return VideoLook(None, [*findings, Finding(file.path, "is an MP4 without a video")])
    if facts.codec != "h264":
        text = f"is encoded as {facts.codec}, the service takes H.264"
        findings.append(Finding(file.path, text))
    return VideoLook(facts, findings)


def _broken(file: BinaryIO) -> str | None:
    """What is wrong with the boxes that an MP4 is made of; only their heads are read."""
    head = file.read(12)
    if head[4:8] != b"ftyp" or head[8:12] == b"qt  ":
        return "is not an MP4 video by its content, whatever its name says"
    end = file.seek(0, SEEK_END)
    start = 0
    while start + 16 <= end:
        file.seek(start)
        box = file.read(16)
        size = int.from_bytes(box[:4])
        if size == 1:
            size = int.from_bytes(box[8:16])
        if size < 8:  # 0 is a last box that ends with the file
            return "is a broken MP4 video" if size else None
        start += size
    return "is a truncated MP4 video: its end is missing" if start > end else None


def _facts(file: BinaryIO) -> VideoFacts | None:
    # The format is given: the guessed one could be a playlist that names files of this machine.
    with open_video(file, "mp4") as container:
        for stream in container.streams.video:
            # A stream that no decoder is there for has no sizes.
            if not getattr(stream, "width", 0) or not getattr(stream, "height", 0):
                continue
            next(container.decode(stream), None)
            frames = stream.frames or _count_frames(container, stream)
            if frames:
                codec = stream.codec_context.name
                return VideoFacts(stream.width, stream.height, frames, codec)
    return None


def _count_frames(container: InputContainer, stream: VideoStream) -> int:
    container.seek(0)
    return sum(1 for packet in container.demux(stream) if packet.size)


_FORMATS: Final[dict[str, ImageFormat]] = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg"}
_WORDS: Final[dict[ImageFormat, str]] = {"png": "a PNG", "jpg": "a JPEG"}


class ImageLook(NamedTuple):
    """What one look at an image shows."""

    size: tuple[int, int] | None
    """Width and height, in pixels as stored; None where it cannot be read."""
    findings: list[Finding]


def look_at_image(file: TaskFile) -> ImageLook:
    """Look at an image: its real type, its size, and whether it is whole.

    Of a PNG the checksums are compared, and nothing is decoded. A JPEG has none, so it is decoded,
    at an eighth of its size.

    Raises:
        OSError: It cannot be read.
    """
    findings = list(check_size(file.size, MAX_IMAGE_BYTES, file.path))
    with file.opened() as opened:
        found = image_format(opened.read(8))
    if found is None:
        text = "is neither a PNG nor a JPEG by its content, whatever its name says"
        return ImageLook(None, [*findings, Finding(file.path, text)])
    findings += _misnamed(file, found)
    try:
        return ImageLook(_whole_size(file, found), findings)
    except FastLabelInvalidException as error:
        # Too large for Pillow; what the service makes of it is not known.
        return ImageLook(None, [*findings, from_error(error, file.path, "warning")])
    except Exception as error:  # noqa: BLE001  # Pillow raises whatever broken bytes lead it to
        text = f"is a broken or truncated {_WORDS[found].removeprefix('a ')}: {error}"
        return ImageLook(None, [*findings, Finding(file.path, text)])


def _misnamed(file: TaskFile, found: ImageFormat) -> Iterator[Finding]:
    suffix = Path(file.name).suffix.lower()
    if _FORMATS.get(suffix, found) != found:
        text = f"is {_WORDS[found]} by its content, and named {suffix}"
        yield Finding(file.path, text, "warning")


def _whole_size(file: TaskFile, found: ImageFormat) -> tuple[int, int]:
    with opened_image(_source(file), file.path) as image:
        size = image.size
        if found == "png":
            image.verify()
        else:
            image.draft("L", (1, 1))
            image.load()
        return size


def _source(file: TaskFile) -> Path | bytes:
    if isinstance(file.source, Path | bytes):
        return file.source
    with file.opened() as opened:
        return opened.read()


def check_size(size: int, most: int, place: str) -> Iterator[Finding]:
    """Find a file that is too large. Sizes are bytes."""
    if size > most:
        yield Finding(place, f"{size / MIB:.1f} MiB, the service takes {most // MIB}")


def check_contents(sizes: Mapping[str, int], place: str) -> Iterator[Finding]:
    """Find too many images in a multi-image task, or too large ones together.

    Args:
        sizes: Content name → bytes.
        place: The argument that they came by.
    """
    if len(sizes) > MAX_CONTENTS:
        yield Finding(place, f"{len(sizes)} images, a task has up to {MAX_CONTENTS}")
    letters = sum(_letters(name, size) for name, size in sizes.items())
    if letters > MAX_CONTENTS_CHARACTERS:
        yield Finding(
            place, f"{letters} characters as JSON, the service takes {MAX_CONTENTS_CHARACTERS}"
        )


def _letters(name: str, size: int) -> int:
    """Of `{"name": "…", "file": "…"}`; the file is base64."""
    return len('{"name": "", "file": ""}') + len(name) + 4 * -(-size // 3)
