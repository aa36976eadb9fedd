"""The media of tasks that are told elsewhere: from a folder, or made."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from pydantic import JsonValue

from fastlabel._files.safe_names import safe_join
from fastlabel._media.probe import MediaFacts, image_facts, video_facts
from fastlabel.errors import MissingFileError, invalid
from fastlabel.sandbox.store.records import JsonObject, Kind

__all__ = [
    "SeedFile",
    "files_of",
    "placeholder_image",
    "placeholder_video",
]


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
        invalid(f"{place}: {frames} frames at {fps} a second; give the video itself, in media=")
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
        invalid(f"{place}: {width} x {height} pixels; give {noun} itself, in media=")


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


_IMAGE: Final[dict[str, float]] = {"width": 640, "height": 480}
_VIDEO: Final[dict[str, float]] = {**_IMAGE, "fps": 10, "frameCount": 10}


@dataclass(frozen=True, slots=True)
class SeedFile:
    """One file to be, and what is told of it."""

    name: str
    told: JsonObject
    """Goes before what the file really is; nulls are left out."""
    path: Path | None
    """Where it lies; None if it is to be made."""
    place: str
    is_video: bool

    def read(self) -> tuple[bytes, MediaFacts]:
        """Its content, and what it really is.

        Raises:
            FastLabelInvalidException: It cannot be read, or is of another type.
        """
        content = self._made() if self.path is None else self._stored(self.path)
        facts = video_facts if self.is_video else image_facts
        return content, facts(content, self.place if self.path is None else str(self.path))

    def _stored(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise MissingFileError(
                f"{self.place}: there is no file {path}; without media= grey ones are made"
            ) from None
        except (OSError, ValueError) as error:
            invalid(f"{self.place}: {error}")

    def _made(self) -> bytes:
        said = {**_VIDEO, **cast("dict[str, float]", self.told)}
        width, height = int(said["width"]), int(said["height"])
        if self.is_video:
            frames = int(said["frameCount"])
            return placeholder_video(width, height, said["fps"], frames, self.place)
        is_jpeg = self.name.lower().endswith((".jpg", ".jpeg"))
        return placeholder_image(width, height, self.place, is_jpeg=is_jpeg)


def files_of(kind: Kind, told: JsonObject, place: str, media: Path | None) -> list[SeedFile]:
    """The files of a task.

    In the folder a file is called as its task, or for multi-image tasks as its content, in a
    folder that is called as the task. A name that is no name of a file is escaped as by
    `fastlabel._files.safe_names.safe_join`.
    """
    name = str(told["name"])
    is_video = kind.media == "video"
    if not kind.has_contents:
        fields = _VIDEO.keys() | {"duration"} if is_video else _IMAGE.keys()
        said = _said({field: told[field] for field in told if field in fields})
        path = None if media is None else safe_join(media, name)
        return [SeedFile(name, said, path, f"{place}name", is_video)]
    folder = None if media is None else safe_join(media, name)
    contents = cast("list[JsonObject]", told.get("contents") or [])
    return [
        _content_file(content, f"{place}contents[{index}].name", folder, is_video=is_video)
        for index, content in enumerate(contents)
    ]


def _content_file(
    content: JsonObject, place: str, folder: Path | None, *, is_video: bool
) -> SeedFile:
    name = str(content["name"])
    rest = {key: value for key, value in content.items() if key not in {"name", "url"}}
    path = None if folder is None else safe_join(folder, name)
    return SeedFile(name, _said(rest), path, place, is_video)


def _said(facts: dict[str, JsonValue]) -> JsonObject:
    return {key: value for key, value in facts.items() if value is not None}
