"""Media of seeded tasks: from a folder, or generated."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from fastlabel._files.safe_names import safe_join
from fastlabel._media.probe import MediaFacts, probe_media
from fastlabel._protocol.kinds import MediaType
from fastlabel.errors import FastLabelInvalidException, MissingFileError, invalid
from fastlabel.sandbox.store.records import JsonObject, Kind, PreparedFile

VIDEO_FIELDS: Final = frozenset({"fps", "frameCount", "duration"})

_GRAY: Final = 128
_MAX_PIXELS: Final = 50_000_000
_MAX_SIDE: Final = 8190
_MAX_FRAMES: Final = 20_000
_MAX_FPS: Final = 60_060
_DEFAULTS: Final[dict[str, float]] = {"width": 640, "height": 480, "fps": 10, "frameCount": 10}


def media_fields(kind: Kind) -> frozenset[str]:
    """JSON fields of a task that describe its media."""
    if kind.has_contents:
        return frozenset({"contents"})
    size = frozenset({"width", "height"})
    return size | VIDEO_FIELDS if kind.media == "video" else size


def prepare_files(kind: Kind, task: JsonObject, media_dir: Path | None) -> list[PreparedFile]:
    """Files of a task."""
    name = str(task["name"])
    path = None if media_dir is None else safe_join(media_dir, name)
    if not kind.has_contents:
        facts = {key: task[key] for key in task if key in media_fields(kind)}
        return [_prepare_file(kind, name, facts, "name", path)]
    contents = cast("list[JsonObject]", task.get("contents") or [])
    return [
        _prepare_file(
            kind,
            str(content["name"]),
            {key: value for key, value in content.items() if key not in {"name", "url"}},
            f"contents[{index}].name",
            None if path is None else safe_join(path, str(content["name"])),
        )
        for index, content in enumerate(contents)
    ]


def _prepare_file(
    kind: Kind, name: str, facts: JsonObject, field: str, path: Path | None
) -> PreparedFile:
    declared: JsonObject = {key: value for key, value in facts.items() if value is not None}

    def read() -> tuple[bytes, MediaFacts]:
        if path is None:
            content = _placeholder(kind.media, name, declared, field)
            return content, probe_media(kind.media, content, field)
        content = _read(path, field)
        try:
            return content, probe_media(kind.media, content, field)
        except FastLabelInvalidException as error:
            invalid(f"{path}: {error.detail}", field)

    return PreparedFile(name, declared, read)


def _read(path: Path, field: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        message = f"there is no file {path}; without media_dir= gray ones are generated"
        raise MissingFileError(message).at(field) from None
    except (OSError, ValueError) as error:
        invalid(str(error), field)


def _placeholder(media: MediaType, name: str, declared: JsonObject, field: str) -> bytes:
    """A gray file with the declared facts."""
    facts = {**_DEFAULTS, **cast("dict[str, float]", declared)}
    width, height = int(facts["width"]), int(facts["height"])
    if width * height > _MAX_PIXELS or max(width, height) > _MAX_SIDE:
        text = f"{width} x {height} pixels are too many to generate; give the {media} in media_dir="
        invalid(text, field)
    width, height = max(width, 1), max(height, 1)
    if media == "image":
        is_jpeg = name.lower().endswith((".jpg", ".jpeg"))
        return _image(width, height, "JPEG" if is_jpeg else "PNG")
    fps, frames = facts["fps"], int(facts["frameCount"])
    if frames > _MAX_FRAMES or not 1 / _MAX_FPS <= fps <= _MAX_FPS:
        text = f"{frames} frames at {fps} a second cannot be generated; give the video in"
        invalid(f"{text} media_dir=", field)
    return _video(width, height, fps, max(frames, 1))


# The media of a project often have one size.
@lru_cache(maxsize=16)
def _image(width: int, height: int, format_name: str) -> bytes:
    from PIL import Image  # noqa: PLC0415  # costs time

    content = io.BytesIO()
    Image.new("RGB", (width, height), (_GRAY, _GRAY, _GRAY)).save(content, format_name)
    return content.getvalue()


@lru_cache(maxsize=4)
def _video(width: int, height: int, fps: float, frames: int) -> bytes:
    import av  # noqa: PLC0415  # costs time

    rate = Fraction(fps).limit_denominator(_MAX_FPS)
    content = io.BytesIO()
    # PyAV's types are not complete enough for a strict checker.
    container: Any
    with av.open(content, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        # One frame is encoded and then repeated: each is a keyframe.
        (first,) = stream.encode(_gray_frame(width, height)) + stream.encode(None)
        for index in range(frames):
            container.mux(_repeated(bytes(first), stream, index, 1 / rate))
    return content.getvalue()


def _gray_frame(width: int, height: int) -> Any:
    import av  # noqa: PLC0415  # costs time

    frame = av.VideoFrame(width, height, "yuv420p")
    for plane in frame.planes:
        plane.update(bytes([_GRAY]) * plane.buffer_size)
    return frame


def _repeated(content: bytes, stream: Any, index: int, time_base: Fraction) -> Any:
    import av  # noqa: PLC0415  # costs time

    packet: Any = av.Packet(content)
    packet.stream = stream
    packet.pts = packet.dts = index
    packet.duration, packet.time_base, packet.is_keyframe = 1, time_base, True
    return packet
