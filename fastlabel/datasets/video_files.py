"""Whether a video is what it says it is, how large and how long."""

from __future__ import annotations

from io import SEEK_END
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from fastlabel.datasets.finding import Finding
from fastlabel.datasets.limits import MOST_VIDEO_BYTES, check_size
from fastlabel.datasets.spec_media import SpecFile
from fastlabel.decoded_frames import open_video

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

__all__ = ["VideoFacts", "VideoLook", "look_at_video"]


class VideoFacts(NamedTuple):
    """What a video is."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    frame_count: int
    codec: str
    """By FFmpeg's name, such as `h264`."""


class VideoLook(NamedTuple):
    """What one look at a video shows."""

    facts: VideoFacts | None
    """None where it cannot be read."""
    findings: list[Finding]


def look_at_video(file: SpecFile) -> VideoLook:
    """Look at a video: its real type, its codec, whether it is whole. One frame is decoded.

    Raises:
        OSError: It cannot be read.
    """
    # Importing it takes long, and most never send a video.
    from av.error import FFmpegError  # noqa: PLC0415  # optional

    findings = list(check_size(file.size, MOST_VIDEO_BYTES, file.place))
    with file.opened() as opened:
        broken = _broken(opened)
        if broken:
            return VideoLook(None, [*findings, Finding(file.place, broken)])
        opened.seek(0)
        try:
            facts = _facts(opened)
        except (FFmpegError, ValueError, IndexError) as error:
            text = f"is a broken MP4 video: {getattr(error, 'strerror', None) or error}"
            return VideoLook(None, [*findings, Finding(file.place, text)])
    if facts is None:
        return VideoLook(None, [*findings, Finding(file.place, "is an MP4 without a video")])
    if facts.codec != "h264":
        text = f"is encoded as {facts.codec}, the service takes H.264"
        findings.append(Finding(file.place, text))
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
