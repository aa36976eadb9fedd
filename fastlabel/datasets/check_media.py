"""Whether a video is what it says it is, how large and how long."""

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
    findings = list(check_size(file.size, MAX_VIDEO_BYTES, file.path))
    with file.opened() as opened:
        try:
            facts = probe_video(opened, file.path)
        except UnreadableMedia as error:
            return VideoLook(None, [*findings, Finding(file.path, error.detail)])
    if facts.codec != "h264":
        text = f"is encoded as {facts.codec}, the service takes H.264"
        findings.append(Finding(file.path, text))
    return VideoLook(facts, findings)


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
        findings += _misnamed(file, image_format(opened.read(8)))
    try:
        _, width, height = probe_image(_source(file), file.path)
    except UnreadableMedia as error:
        return ImageLook(None, [*findings, Finding(file.path, error.detail)])
    except FastLabelInvalidException as error:
        # Too large for Pillow; what the service makes of it is not known.
        return ImageLook(None, [*findings, from_error(error, file.path, "warning")])
    return ImageLook((width, height), findings)


def _misnamed(file: TaskFile, found: ImageFormat | None) -> Iterator[Finding]:
    suffix = Path(file.name).suffix.lower()
    if found is not None and _FORMATS.get(suffix, found) != found:
        text = f"is {_WORDS[found]} by its content, and named {suffix}"
        yield Finding(file.path, text, "warning")


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
