"""Whether an image is what it says it is, and how large."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from fastlabel.datasets.finding import Finding, from_message
from fastlabel.datasets.limits import MOST_IMAGE_BYTES, check_size
from fastlabel.datasets.spec_media import SpecFile
from fastlabel.errors import FastLabelInvalidException
from fastlabel.opened_images import ImageFormat, image_format, opened_image

__all__ = ["ImageLook", "look_at_image"]

_FORMATS: Final[dict[str, ImageFormat]] = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg"}
_WORDS: Final[dict[ImageFormat, str]] = {"png": "a PNG", "jpg": "a JPEG"}


class ImageLook(NamedTuple):
    """What one look at an image shows."""

    size: tuple[int, int] | None
    """Width and height, in pixels as stored; None where it cannot be read."""
    findings: list[Finding]


def look_at_image(file: SpecFile) -> ImageLook:
    """Look at an image: its real type, its size, and whether it is whole.

    Of a PNG the checksums are compared, and nothing is decoded. A JPEG has none, so it is decoded,
    at an eighth of its size.

    Raises:
        OSError: It cannot be read.
    """
    findings = list(check_size(file.size, MOST_IMAGE_BYTES, file.place))
    with file.opened() as opened:
        found = image_format(opened.read(8))
    if found is None:
        text = "is neither a PNG nor a JPEG by its content, whatever its name says"
        return ImageLook(None, [*findings, Finding(file.place, text)])
    findings += _misnamed(file, found)
    try:
        return ImageLook(_whole_size(file, found), findings)
    except FastLabelInvalidException as error:
        # Too large for Pillow; what the service makes of it is not known.
        return ImageLook(None, [*findings, from_message(error.message, file.place, "warning")])
    except Exception as error:  # noqa: BLE001  # Pillow raises whatever broken bytes lead it to
        text = f"is a broken or truncated {_WORDS[found].removeprefix('a ')}: {error}"
        return ImageLook(None, [*findings, Finding(file.place, text)])


def _misnamed(file: SpecFile, found: ImageFormat) -> Iterator[Finding]:
    suffix = Path(file.name).suffix.lower()
    if _FORMATS.get(suffix, found) != found:
        text = f"is {_WORDS[found]} by its content, and named {suffix}"
        yield Finding(file.place, text, "warning")


def _whole_size(file: SpecFile, found: ImageFormat) -> tuple[int, int]:
    with opened_image(_source(file), file.place) as image:
        size = image.size
        if found == "png":
            image.verify()
        else:
            image.draft("L", (1, 1))
            image.load()
        return size


def _source(file: SpecFile) -> Path | bytes:
    if isinstance(file.source, Path | bytes):
        return file.source
    with file.opened() as opened:
        return opened.read()
