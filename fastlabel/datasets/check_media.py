"""Validation of the media files of a new task: their format, integrity and size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from fastlabel._media.images import ImageFormat, image_format
from fastlabel._media.probe import UnreadableMedia, VideoFacts, probe_image, probe_video
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

_FORMATS: Final[dict[str, ImageFormat]] = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg"}
_NAMES: Final[dict[ImageFormat, str]] = {"png": "a PNG", "jpg": "a JPEG"}


class MediaCheck(NamedTuple):
    """Problems of one file, and its size if it can be read."""

    findings: list[Finding]
    size: tuple[int, int] | None = None
    """Width and height of an image, in pixels as stored."""
    video: VideoFacts | None = None


def check_video(file: TaskFile) -> MediaCheck:
    """Check the format, codec and integrity of a video; one frame is decoded."""
    findings = list(_check_bytes(file, MAX_VIDEO_BYTES))
    with file.opened() as opened:
        try:
            video = probe_video(opened, file.path)
        except UnreadableMedia as error:
            return MediaCheck([*findings, Finding(file.path, error.detail)])
    if video.codec != "h264":
        text = f"is encoded as {video.codec}, the service takes H.264"
        findings.append(Finding(file.path, text))
    return MediaCheck(findings, video=video)


def check_image(file: TaskFile) -> MediaCheck:
    """Check the format and integrity of an image."""
    findings = list(_check_bytes(file, MAX_IMAGE_BYTES))
    with file.opened() as opened:
        findings += _check_extension(file, image_format(opened.read(8)))
        opened.seek(0)
        source = file.source if isinstance(file.source, Path | bytes) else opened.read()
    try:
        _, width, height = probe_image(source, file.path)
    except UnreadableMedia as error:
        return MediaCheck([*findings, Finding(file.path, error.detail)])
    except FastLabelInvalidException as error:
        # Too large for Pillow; whether the service accepts it is unknown.
        return MediaCheck([*findings, from_error(error, file.path, "warning")])
    return MediaCheck(findings, size=(width, height))


def _check_extension(file: TaskFile, found: ImageFormat | None) -> Iterator[Finding]:
    suffix = Path(file.name).suffix.lower()
    if found is not None and _FORMATS.get(suffix, found) != found:
        yield Finding(
            file.path, f"is {_NAMES[found]} by its content, and named {suffix}", "warning"
        )


def _check_bytes(file: TaskFile, maximum: int) -> Iterator[Finding]:
    if file.size > maximum:
        text = f"{file.size / MIB:.1f} MiB, the service takes {maximum // MIB}"
        yield Finding(file.path, text)


def check_contents(sizes: Mapping[str, int], path: str) -> Iterator[Finding]:
    """Check the number of images of a task, and their total size, from bytes by content name."""
    if len(sizes) > MAX_CONTENTS:
        yield Finding(path, f"{len(sizes)} images, a task has up to {MAX_CONTENTS}")
    length = sum(_json_length(name, size) for name, size in sizes.items())
    if length > MAX_CONTENTS_CHARACTERS:
        text = f"{length} characters as JSON, the service takes {MAX_CONTENTS_CHARACTERS}"
        yield Finding(path, text)


def _json_length(name: str, size: int) -> int:
    """Characters of `{"name": "…", "file": "…"}`, whose file is base64."""
    return len('{"name": "", "file": ""}') + len(name) + 4 * -(-size // 3)
