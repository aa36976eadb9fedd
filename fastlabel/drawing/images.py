"""Input images, opened and converted to RGB."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from fastlabel._media.images import image_format, opened_image
from fastlabel._media.layout import HasSize
from fastlabel._types import StrPath
from fastlabel.errors import FastLabelInvalidException, MissingFileError, invalid, missing_extra

if TYPE_CHECKING:
    from PIL.Image import Image

ImageSource: TypeAlias = "Image | StrPath | bytes"

_BROWSER_FORMATS: Final = frozenset({"GIF", "JPEG", "PNG", "WEBP"})
_ORIENTATION: Final = 0x0112  # of Exif


def open_rgb(
    image: ImageSource | None, label: str = "", expected_size: HasSize | None = None
) -> Image:
    """Open an image as an RGB copy."""
    with _opened(image, label) as opened:
        rgb = _to_rgb(opened)
        _check_size(rgb.size, label, expected_size)
        return rgb


@dataclass(frozen=True, slots=True)
class ReducedImage:
    """An image that was made smaller while it was read."""

    image: Image
    size: tuple[int, int]
    """Width and height of the original, in pixels."""
    is_displayable: bool
    """Whether a browser displays the file with the same pixels: its format and its orientation."""


def open_reduced(
    image: ImageSource | None, label: str, expected_size: HasSize | None, max_size: int | None
) -> ReducedImage:
    """Open an image as `open_rgb` does, with at most `max_size` pixels on its longer side."""
    check_pillow()
    from PIL import Image  # noqa: PLC0415  # optional
    from PIL.ImageFile import ImageFile  # noqa: PLC0415  # optional

    with _opened(image, label) as opened:
        size, is_displayable = opened.size, _is_displayable(opened)
        _check_size(size, label, expected_size)
        if max_size is None:
            return ReducedImage(Image.new("RGB", (1, 1)), size, is_displayable)
        if isinstance(opened, ImageFile):
            # Twice the size, to stay as sharp; in its own aspect ratio, because Pillow goes by the
            # shorter side.
            factor = 2 * max_size / max(size)
            opened.draft("RGB", (ceil(size[0] * factor), ceil(size[1] * factor)))
        rgb = _to_rgb(opened)
    rgb.thumbnail((max_size, max_size))
    return ReducedImage(rgb, size, is_displayable)


@contextmanager
def _opened(image: ImageSource | None, label: str) -> Generator[Image]:
    prefix = f"{label}: " if label else ""
    if image is None:
        message = "expected a Pillow image, a path or bytes; nothing is downloaded"
        invalid(f"{prefix}{message}", "image")
    check_pillow()
    try:
        if isinstance(image, bytes | str | os.PathLike):
            with opened_image(image, label) as opened:
                yield opened
        else:
            yield image
    except FileNotFoundError:
        raise MissingFileError(f"{prefix}{str(image)!r} does not exist").at("image") from None
    except FastLabelInvalidException as error:
        raise error.at("image") from None
    except (OSError, SyntaxError, ValueError) as error:
        invalid(f"{prefix}not a readable image: {error}", "image")


def _check_size(size: tuple[int, int], label: str, expected: HasSize | None) -> None:
    width, height = size
    if expected and (expected.width or width, expected.height or height) != size:
        raise FastLabelInvalidException(
            f"{label}: expected {expected.width} x {expected.height} pixels, "
            f"got {width} x {height}",
            422,
        )


def _is_displayable(image: Image) -> bool:
    is_upright = image.getexif().get(_ORIENTATION, 1) == 1
    return image.format in _BROWSER_FORMATS and is_upright and not _has_wide_channels(image)


def _has_wide_channels(image: Image) -> bool:
    """Whether it has more than 8 bits per channel."""
    return image.mode.startswith(("I", "F"))


def is_image(file: StrPath | bytes) -> bool:
    """Whether a file can be read and starts like a PNG or JPEG."""
    if isinstance(file, bytes):
        return image_format(file[:8]) is not None
    try:
        with Path(file).open("rb") as opened:
            return image_format(opened.read(8)) is not None
    except OSError:
        return False


def check_pillow() -> None:
    """Raise an error that names the pip command if Pillow is not installed."""
    if find_spec("PIL") is None:
        raise missing_extra("drawings", "pillow")


def _to_rgb(image: Image) -> Image:
    from PIL import Image  # noqa: PLC0415  # optional

    if _has_wide_channels(image):  # from its darkest to its lightest value
        low, high = cast("tuple[float, float]", image.getextrema())
        factor = 255 / ((high - low) or 1)
        image = image.convert("F").point(lambda value: value * factor - low * factor).convert("L")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        white.alpha_composite(layered)
        image = white
    copy = image.convert("RGB")
    return copy if copy is not image else image.copy()
